#pragma once

#include "voiplab/models/net/address_resolution.hpp"
#include "voiplab/models/net/delay_line.hpp"
#include "voiplab/models/net/icmp.hpp"
#include "voiplab/models/net/port.hpp"
#include "voiplab/models/net/router_options.hpp"
#include "voiplab/models/net/routing_table.hpp"
#include "voiplab/sim/random.hpp"
#include "voiplab/sim/scheduler.hpp"

#include <deque>
#include <string_view>

namespace voiplab::net {

// An IPv4 router (RFC 1812): ARP on every interface, longest prefix match, TTL, fragments where they may be cut, and
// ICMP for what it drops.
class Router {
  public:
    Router(sim::Scheduler& scheduler, FramePool& frames, PayloadPool& payloads, sim::RandomStreams const& random,
           RouterOptions const& options);
    Router(Router const&) = delete;
    Router& operator=(Router const&) = delete;

    // Where the frames of a port go: a link's near end. Must be called before anything is forwarded there.
    void connect(std::string_view port, FrameSink& wire);
    // What the port's link delivers to.
    FrameSink& port(std::string_view name);
    // From now on packets go by these routes.
    void use(RoutingTable routes) { routes_ = std::move(routes); }

    [[nodiscard]] RouterOptions const& options() const { return options_; }
    [[nodiscard]] RoutingTable const& routes() const { return routes_; }
    [[nodiscard]] RouterCounters counters() const;

  private:
    class Interface;
    // Where a link ends: the interfaces of all VLANs that it carries.
    struct Port final : FrameSink {
        std::string_view name;
        FrameSink* wire = nullptr;
        std::vector<Interface*> interfaces;
        void accept(SharedFrame frame) override;
    };
    class Interface final : public FrameSink, UnresolvedReceiver {
      public:
        Interface(Router& owner, Port& port, RouterInterfaceOptions const& options, sim::RandomStream random);
        [[nodiscard]] RouterInterfaceOptions const& options() const { return options_; }
        [[nodiscard]] HostCounters const& arp_counters() const { return counters_; }
        // A frame came over the wire.
        void receive(SharedFrame frame);
        // Sends a packet to its next hop, which is a neighbour.
        void send(Ipv4Address next_hop, Ipv4Content packet);
        // What ARP sends.
        void accept(SharedFrame frame) override;

      private:
        void receive_unresolved(Ipv4Content packet) override;
        Router& owner_;
        Port& port_;
        RouterInterfaceOptions const& options_;
        HostOptions as_host_;  // what ARP knows of it
        HostCounters counters_;
        AddressResolution arp_;
    };
    struct Arrival {
        Interface* interface = nullptr;
        SharedFrame frame;
    };
    struct Forward {
        Router* router;
        void operator()(Arrival const& arrival) const { router->forward(arrival); }
    };

    Port& port_named(std::string_view name);
    void forward(Arrival const& arrival);
    template <typename Packet>
    void forward(Packet packet, Interface const& from);
    void send(UdpDatagram datagram, Ipv4Address next_hop, Interface& to, Interface const& from);
    void send(Ipv4Packet packet, Ipv4Address next_hop, Interface& to, Interface const& from);
    void receive_own(Ipv4Packet const& packet, Interface const& from);
    // Tells the sender of a packet that came in by that interface.
    void tell(IcmpError const& error, Ipv4Content const& offending, Interface const& from);
    void send_own(Ipv4Packet packet);
    [[nodiscard]] bool is_own(Ipv4Address address) const;
    [[nodiscard]] Ipv4Packet as_packet(Ipv4Content const& content);

    sim::Scheduler& scheduler_;
    FramePool& frames_;
    PayloadPool& payloads_;
    RouterOptions options_;
    RouterCounters counters_;
    RoutingTable routes_;
    IcmpRateLimit icmp_limit_;
    std::uint16_t identification_;
    std::deque<Port> ports_;
    std::deque<Interface> interfaces_;  // as in the options
    DelayLine<Arrival, Forward> line_;
};

}  // namespace voiplab::net
