#pragma once

#include "voiplab/models/net/address.hpp"
#include "voiplab/models/net/port.hpp"
#include "voiplab/sim/random.hpp"
#include "voiplab/sim/scheduler.hpp"

#include <cstdint>
#include <memory>
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

// A neighbour whose MAC address the host has from earlier traffic: stale (RFC 4861's word) when the run begins.
struct KnownNeighbour {
    Ipv4Address address;
    MacAddress mac;
};

struct HostOptions {
    std::string name;
    MacAddress mac;
    Ipv4Network address;                                           // the host's own address and its network
    std::optional<Ipv4Address> gateway;                            // where datagrams for other networks go
    std::uint8_t ttl = 64;                                         // Linux 64, Windows 128
    sim::Duration arp_reply_time = std::chrono::microseconds(20);  // from a request to its reply
    NeighbourOptions neighbours;
    std::vector<NeighbourProbe> probes;
    std::vector<KnownNeighbour> known;  // in its neighbour cache from the beginning
};

// Hears the datagrams that arrive for a port. The datagram's payload may be kept: it is shared.
class UdpReceiver {
  public:
    virtual void receive(UdpDatagram const& datagram) = 0;

  protected:
    ~UdpReceiver() = default;
};

struct HostCounters {
    std::uint64_t sent = 0;        // UDP datagrams handed to the wire
    std::uint64_t received = 0;    // UDP datagrams delivered to a receiver
    std::uint64_t no_port = 0;     // UDP datagrams for a port that nobody has bound
    std::uint64_t unresolved = 0;  // UDP datagrams dropped because ARP found nobody, or the waiting queue was full
    std::uint64_t no_route = 0;    // UDP datagrams for another network without a gateway
    std::uint64_t not_for_us = 0;  // frames flooded to us that are another's
};

// A host with one Ethernet interface: ARP, IPv4 and UDP.
class Host {
  public:
    Host(sim::Scheduler& scheduler, sim::RandomStream random, HostOptions options);
    ~Host();
    Host(Host const&) = delete;
    Host& operator=(Host const&) = delete;

    // Where the interface's frames go: a link's near end. Must be called before anything is sent.
    void connect(FrameSink& wire);
    // What the link delivers to.
    FrameSink& interface();
    // Adds a watcher of the interface; it must outlive the host's traffic.
    void observe(FrameObserver& observer);

    // Takes a UDP port; it must be free, and the receiver must stay until it is unbound.
    void bind(std::uint16_t port, UdpReceiver& receiver);
    void unbind(std::uint16_t port);
    [[nodiscard]] bool bound(std::uint16_t port) const;
    // Sends a datagram from `source_port`; it waits where the next hop's MAC is not known yet. A datagram to the host's
    // own address is delivered to its own receivers at once after the running event, and is seen by no tap (it takes
    // the loopback interface). The identification that its IPv4 header bears.
    std::uint16_t send(UdpEndpoint to, std::uint16_t source_port, Payload payload, std::uint8_t dscp = 0);

    [[nodiscard]] HostOptions const& options() const;
    [[nodiscard]] HostCounters const& counters() const;

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace voiplab::net
