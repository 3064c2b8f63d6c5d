#pragma once

#include "voiplab/models/net/host_options.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace voiplab::net {

// One of a router's interfaces. Links name it by its router, "gw.lan". Of a name such as "eth0.10" what stands before
// the dot is the port, so that several interfaces, each of a VLAN of its own, share one link.
struct RouterInterfaceOptions {
    std::string name;
    MacAddress mac;
    Ipv4Network address;     // its own, and its network
    std::uint16_t vlan = 0;  // whose tag its frames bear; 0: none
    std::uint16_t mtu = 1500;

    [[nodiscard]] std::string_view port() const { return std::string_view(name).substr(0, name.find('.')); }
};

struct StaticRoute {
    Ipv4Network to;  // 0.0.0.0/0 is the default route
    Ipv4Address via;
};

struct RouterOptions {
    std::string name;
    std::vector<RouterInterfaceOptions> interfaces;
    std::vector<StaticRoute> routes;
    sim::Duration forwarding_delay = std::chrono::microseconds(10);  // from the last bit in to the first bit out
    std::uint8_t ttl = 64;                                           // of what it sends itself
    bool icmp = true;  // whether it tells senders of what it drops; a router that does not is a black hole
    NeighbourOptions neighbours;
};

struct RouterCounters {
    std::uint64_t forwarded = 0;      // packets
    std::uint64_t fragmented = 0;     // packets that had to be cut
    std::uint64_t too_long = 0;       // dropped, as they must not be cut
    std::uint64_t ttl_exceeded = 0;   // dropped
    std::uint64_t no_route = 0;       // dropped
    std::uint64_t unresolved = 0;     // dropped because ARP found nobody, or the waiting queue was full
    std::uint64_t damaged = 0;        // dropped because a checksum or a length was wrong
    std::uint64_t icmp_sent = 0;      // error messages
    std::uint64_t not_forwarded = 0;  // dropped: to many, or to the router itself, which has nothing to say to it
};

}  // namespace voiplab::net
