#pragma once

#include "voiplab/models/net/address.hpp"
#include "voiplab/sim/time.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace voiplab::net {

// How a host keeps its neighbour cache (Linux: net/core/neighbour.c, /proc/sys/net/ipv4/neigh).
struct NeighbourOptions {
    sim::Duration base_reachable = std::chrono::seconds(30);  // the actual time is uniform over 0.5 to 1.5 of it
    sim::Duration delay_first_probe = std::chrono::seconds(5);
    sim::Duration retransmit = std::chrono::seconds(1);
    unsigned unicast_probes = 3;
    unsigned broadcast_probes = 3;
    std::size_t queued_datagrams = 101;  // that wait for one address to be resolved
    // Linux fires long timers on the slots of its timer wheel (256 ms for the probe's 5 s at HZ=250); 0: exact timers.
    unsigned kernel_hz = 250;
};

// A probe of a neighbour at a given time, whatever the cache's own timers say: what traffic before the scenario
// started.
struct NeighbourProbe {
    Ipv4Address address;
    sim::Time at;
};

// A neighbour whose MAC a host knows from before the run: it begins in the cache, stale.
struct KnownNeighbour {
    Ipv4Address address;
    MacAddress mac;
};

struct HostOptions {
    std::string name;
    MacAddress mac;
    Ipv4Network address;                                           // the host's own address and its network
    bool duplicate_address = false;                                // that another has, on purpose
    std::optional<Ipv4Address> gateway;                            // where datagrams for other networks go
    std::uint16_t vlan = 0;                                        // whose tag its frames bear; 0: none
    std::uint16_t mtu = 1500;                                      // the longest packet, IPv4 header included
    std::uint8_t ttl = 64;                                         // Linux 64, Windows 128
    bool port_unreachable = true;                                  // told of by ICMP; firewalls keep silent
    sim::Duration arp_reply_time = std::chrono::microseconds(20);  // from a request to its reply
    NeighbourOptions neighbours;
    std::vector<KnownNeighbour> known;
    std::vector<NeighbourProbe> probes;
};

struct HostCounters {
    std::uint64_t sent = 0;        // UDP datagrams handed to the wire
    std::uint64_t received = 0;    // UDP datagrams delivered to a receiver
    std::uint64_t no_port = 0;     // UDP datagrams for a port that nobody has bound
    std::uint64_t unresolved = 0;  // UDP datagrams dropped because ARP found nobody, or the waiting queue was full
    std::uint64_t no_route = 0;    // UDP datagrams for another network without a gateway
    std::uint64_t damaged = 0;     // packets dropped because a checksum or a length was wrong
    std::uint64_t incomplete = 0;  // packets of which a fragment never came, or did not fit
    std::uint64_t fragmented = 0;  // UDP datagrams sent in fragments
    std::uint64_t icmp_sent = 0;   // error messages
    std::uint64_t icmp_received = 0;
    std::uint64_t not_for_us = 0;  // frames flooded to us that are another's
};

}  // namespace voiplab::net
