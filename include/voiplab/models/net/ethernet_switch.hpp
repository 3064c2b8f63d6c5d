#pragma once

#include "voiplab/models/net/delay_line.hpp"
#include "voiplab/models/net/filtering_database.hpp"
#include "voiplab/models/net/network.hpp"
#include "voiplab/models/net/port.hpp"

#include <bitset>
#include <cstdint>
#include <deque>
#include <memory>
#include <memory_resource>
#include <optional>
#include <utility>
#include <vector>

namespace voiplab::net {

// A store-and-forward learning switch (IEEE 802.1D's transparent bridge without its protocol: who draws a loop blocks
// ports). Frames for a known address leave by its port alone, all others by every port but the one they came in by.
//
// A plain switch knows no VLANs and passes tagged frames on like all others. One that has a port with options is a
// bridge of IEEE 802.1Q: each VLAN is a network of its own, with a filtering database of its own.
class EthernetSwitch {
  public:
    EthernetSwitch(sim::Scheduler& scheduler, SwitchOptions const& options);
    ~EthernetSwitch();
    EthernetSwitch(EthernetSwitch const&) = delete;
    EthernetSwitch& operator=(EthernetSwitch const&) = delete;

    // Adds a port that sends into `wire`; returns what the wire delivers to.
    FrameSink& add_port(FrameSink& wire);
    // The same, and from the first such port on the switch knows VLANs; before it has learned anything. Where a tag is
    // put on or taken off, the new frame is one of `frames`, which must outlive those in flight.
    FrameSink& add_port(FrameSink& wire, SwitchPortOptions const& options, FramePool& frames);
    // Learns an address as from traffic before the run: `port`, which add_port() gave, leads to it; in that VLAN, by
    // default the port's untagged one, where the switch knows VLANs.
    void know(MacAddress mac, FrameSink& port, std::uint16_t vlan = 0);

    // Whether a port takes, learns and sends frames, as at first, or is blocked (IEEE 802.1D, 7.4). What was learned by
    // a port that is blocked is forgotten.
    void set_forwarding(FrameSink& port, bool forwarding);
    // Forgets all addresses learned: the topology has changed (IEEE 802.1D, 17.11).
    void flush();

    [[nodiscard]] FilteringDatabase const& filtering_database() const { return database_; }
    // Frames that left by every port, as they were for many or for an unknown address.
    [[nodiscard]] std::uint64_t flooded() const { return flooded_; }

  private:
    // What few ports have: VLANs, or that they are blocked.
    struct Special {
        bool forwarding = true;
        std::uint16_t untagged = 1;
        std::bitset<4096> carried;  // the untagged one included
    };
    class Port final : public FrameSink {
      public:
        Port(EthernetSwitch& owner, FrameSink& wire) : owner_(owner), wire_(wire) {}
        [[nodiscard]] FrameSink& wire() const { return wire_; }
        [[nodiscard]] bool is_forwarding() const { return !special_ || special_->forwarding; }
        [[nodiscard]] Special const& special() const { return *special_; }
        Special& make_special();
        void prefetch_accept(Frame const& frame, unsigned turns) const override { owner_.prefetch(frame, turns); }
        void accept(SharedFrame frame) override {
            if (special_) [[unlikely]] {
                owner_.accept_special(*this, std::move(frame));
            } else {
                owner_.accept(wire_, std::move(frame));
            }
        }

      private:
        EthernetSwitch& owner_;
        FrameSink& wire_;
        std::unique_ptr<Special> special_;
    };
    // A frame and the port, by its wire, that it came in by.
    struct Arrival {
        FrameSink* port = nullptr;
        SharedFrame frame;
    };
    struct Forward {
        EthernetSwitch* owner;
        void operator()(Arrival arrival) const { owner->forward(std::move(arrival)); }
    };
    struct TaggedArrival {
        Port const* port = nullptr;
        std::uint16_t vlan = 0;
        SharedFrame frame;
    };
    struct ForwardTagged {
        EthernetSwitch* owner;
        void operator()(TaggedArrival const& arrival) const { owner->forward_tagged(arrival); }
    };
    // What a switch has that knows VLANs.
    struct Vlans;

    void accept(FrameSink& port, SharedFrame frame);
    void prefetch(Frame const& frame, unsigned turns) const;
    void forward(Arrival arrival);
    void accept_special(Port& port, SharedFrame frame);
    void accept_tagged(Port& port, SharedFrame frame);
    void forward_tagged(TaggedArrival const& arrival);

    sim::Scheduler& scheduler_;
    sim::Duration forwarding_delay_;
    FilteringDatabase database_;
    std::pmr::monotonic_buffer_resource memory_;  // of the ports: side by side
    std::pmr::deque<Port> ports_{&memory_};
    DelayLine<Arrival, Forward> line_;
    std::uint64_t flooded_ = 0;
    std::unique_ptr<Vlans> vlans_;
};

}  // namespace voiplab::net
