#pragma once

#include "voiplab/models/net/delay_line.hpp"
#include "voiplab/models/net/filtering_database.hpp"
#include "voiplab/models/net/network.hpp"
#include "voiplab/models/net/port.hpp"

#include <deque>
#include <utility>

namespace voiplab::net {

// A store-and-forward learning switch (IEEE 802.1D's transparent bridge without its protocol: loops are cut before the
// run). Frames for a known address leave by its port alone, all others by every port but the one they came in by.
class EthernetSwitch {
  public:
    EthernetSwitch(sim::Scheduler& scheduler, SwitchOptions const& options);
    EthernetSwitch(EthernetSwitch const&) = delete;
    EthernetSwitch& operator=(EthernetSwitch const&) = delete;

    // Adds a port that sends into `wire`; returns what the wire delivers to.
    FrameSink& add_port(FrameSink& wire);
    // Learns an address as from traffic before the run: `port`, which add_port() gave, leads to it.
    void know(MacAddress mac, FrameSink const& port);
    [[nodiscard]] FilteringDatabase const& filtering_database() const { return database_; }

  private:
    class Port final : public FrameSink {
      public:
        Port(EthernetSwitch& owner, FrameSink& wire) : owner_(owner), wire_(wire) {}
        [[nodiscard]] FrameSink& wire() const { return wire_; }
        void prefetch_accept(Frame const& frame, unsigned turns) const override { owner_.prefetch(frame, turns); }
        void accept(SharedFrame frame) override { owner_.accept(wire_, std::move(frame)); }

      private:
        EthernetSwitch& owner_;
        FrameSink& wire_;
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
    void accept(FrameSink& port, SharedFrame frame);
    void prefetch(Frame const& frame, unsigned turns) const;
    void forward(Arrival arrival);

    sim::Scheduler& scheduler_;
    sim::Duration forwarding_delay_;
    FilteringDatabase database_;
    std::deque<Port> ports_;
    DelayLine<Arrival, Forward> line_;
};

}  // namespace voiplab::net
