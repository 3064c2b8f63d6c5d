#pragma once

#include "voiplab/models/net/address.hpp"
#include "voiplab/models/net/address_resolution.hpp"
#include "voiplab/models/net/delay_line.hpp"
#include "voiplab/models/net/flat_map.hpp"
#include "voiplab/models/net/fragmentation.hpp"
#include "voiplab/models/net/host_options.hpp"
#include "voiplab/models/net/icmp.hpp"
#include "voiplab/models/net/port.hpp"
#include "voiplab/sim/random.hpp"
#include "voiplab/sim/scheduler.hpp"
#include "voiplab/sim/timer.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <utility>
#include <vector>

namespace voiplab::net {

// Hears the datagrams that arrive for a port. The datagram's payload may be kept: it is shared.
class UdpReceiver {
  public:
    virtual void receive(UdpDatagram const& datagram) = 0;
    // That datagram will come in `turns` turns, of some events each. May fetch from memory what receive() is going to
    // touch, and changes nothing. The last turn is always called, the second last where the port is one of a range.
    virtual void prefetch_receive(UdpDatagram const& /*datagram*/, unsigned /*turns*/) const {}

  protected:
    ~UdpReceiver() = default;
};

// Every second port from `first` on: what RTP has (RFC 3550, 11).
struct AlternatePorts {
    std::uint16_t first = 0;
    std::size_t count = 0;
    // The number of that port among them; `count` or more where it is none of them.
    [[nodiscard]] std::size_t number_of(std::uint16_t port) const {
        auto const above = std::size_t{port} - first;
        return above % 2 == 0 ? above / 2 : count;
    }
    [[nodiscard]] bool contains(std::uint16_t port) const { return number_of(port) < count; }
};

// A host with one Ethernet interface: ARP, IPv4 with fragments and path MTU discovery (RFC 1191), ICMP and UDP.
class alignas(64) Host final : FrameSink {
  public:
    Host(sim::Scheduler& scheduler, FramePool& frames, PayloadPool& payloads, sim::RandomStream random,
         HostOptions options);
    Host(Host const&) = delete;
    Host& operator=(Host const&) = delete;

    // Where the interface's frames go: a link's near end. Must be called before anything is sent.
    void connect(FrameSink& wire) { wire_ = &wire; }
    // Where they go, once it is connected.
    [[nodiscard]] FrameSink& wire() const { return *wire_; }
    // What the link delivers to.
    FrameSink& interface() { return *this; }
    // Adds a watcher of the interface; it must outlive the host's traffic.
    void observe(FrameObserver& observer);

    // Takes a UDP port; it must be free, and the receiver must stay until it is unbound.
    void bind(std::uint16_t port, UdpReceiver& receiver);
    void unbind(std::uint16_t port);
    // The same of many ports, for good. Bound again by the same receiver, from the same one on, they are the more.
    void bind(AlternatePorts const& ports, UdpReceiver& receiver);
    [[nodiscard]] bool bound(std::uint16_t port) const;
    // Sends a datagram from `source_port`; it waits where the next hop's MAC is not known yet. A datagram to the host's
    // own address is delivered to its own receivers at once after the running event, and is seen by no tap (it takes
    // the loopback interface). One that is longer than the path to there is known to take is sent in fragments. The
    // identification that its IPv4 header bears.
    std::uint16_t send(UdpEndpoint to, std::uint16_t source_port, Payload payload, std::uint8_t dscp = 0);

    // A datagram will be sent to there soon: fetches from memory what send() is going to touch; in the first of two
    // turns the host itself.
    void prefetch_send(unsigned turns) const;
    // The same of the next hop.
    void prefetch_send(Ipv4Address to) const { arp_.prefetch(to); }

    [[nodiscard]] HostOptions const& options() const { return rest_->options; }
    [[nodiscard]] HostCounters counters() const;

  private:
    // What leaves the host passes here: its observers see it, then the wire takes it.
    struct Outgoing final : FrameSink {
        Host& host;
        explicit Outgoing(Host& owner) : host(owner) {}
        void accept(SharedFrame frame) override { host.transmit(std::move(frame)); }
    };
    struct Loop {
        Host* host;
        void operator()(UdpDatagram const& datagram) const { host->deliver(datagram); }
    };

    struct PathMtu {
        std::uint16_t mtu = 0;
        sim::Time until;
    };
    // What most hosts never need.
    struct Rare {
        Reassembly reassembly;
        sim::Timer timer;
        std::map<Ipv4Address, PathMtu> path_mtus;
        IcmpRateLimit icmp_limit;
        explicit Rare(Host& owner);
    };
    struct BoundRange {
        AlternatePorts ports;
        UdpReceiver* receiver = nullptr;
    };
    // What hardly a frame meets, so that ten thousand hosts stand close together.
    struct Rest {
        HostOptions options;
        PayloadPool& payloads;
        FlatMap<std::uint16_t, UdpReceiver*> receivers;
        std::vector<BoundRange> ranges;
        Outgoing outgoing;
        DelayLine<UdpDatagram, Loop> loopback;
        std::vector<FrameObserver*> observers;
        HostCounters counters;  // without sent and received
        std::unique_ptr<Rare> rare;
        Rest(Host& owner, PayloadPool& pool, HostOptions all);
    };

    // A frame came over the wire.
    void accept(SharedFrame frame) override;
    void accept_content(Frame::Content const& content, MacAddress destination);
    void accept_packet(Ipv4Packet const& packet);
    void accept_whole(Ipv4Packet const& packet);
    void accept_icmp(Ipv4Packet const& packet);
    [[nodiscard]] bool is_for_us(Ipv4Address destination) const;
    void prefetch_accept(Frame const& frame, unsigned turns) const override;
    // Whose receiver needs no search; nullptr of others.
    [[nodiscard]] UdpReceiver* receiver_at_hand(std::uint16_t port) const;
    [[nodiscard]] UdpReceiver* receiver_at(std::uint16_t port) const;
    void deliver(UdpDatagram const& datagram);
    // Where a datagram goes that leaves the host by its wire: the next hop, or all hosts that its MAC means.
    [[nodiscard]] std::optional<MacAddress> group_mac(Ipv4Address to) const;
    void send_large(UdpDatagram const& datagram);
    void send_packet(Ipv4Packet packet);
    void tell(IcmpError const& error, Ipv4Packet const& offending);
    [[nodiscard]] std::uint16_t mtu_to(Ipv4Address destination);
    void give_up_fragments();
    Rare& rare();
    void transmit(SharedFrame frame);
    void show(Frame const& frame, Direction direction);

    // What every frame meets is one cache line.
    UdpReceiver* latest_receiver_ = nullptr;  // where it is known
    FrameSink* wire_ = nullptr;
    std::uint64_t received_ = 0;  // of the counters
    sim::Scheduler& scheduler_;
    Ipv4Network network_;
    MacAddress mac_;
    std::uint16_t latest_port_ = 0;  // that a datagram came for
    std::uint16_t identification_;
    std::uint8_t ttl_;
    bool observed_ = false;
    std::uint16_t vlan_;
    std::uint16_t surely_fits_;  // the shortest of the known MTUs

    // What a datagram that is sent meets besides is another.
    alignas(64) std::uint64_t sent_ = 0;  // of the counters
    FramePool& frames_;
    std::unique_ptr<Rest> rest_;
    AddressResolution arp_;
};

}  // namespace voiplab::net
