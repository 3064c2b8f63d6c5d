#pragma once

#include "voiplab/models/net/flat_map.hpp"
#include "voiplab/models/net/frame.hpp"
#include "voiplab/models/net/host_options.hpp"
#include "voiplab/sim/random.hpp"
#include "voiplab/sim/time.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace voiplab::net {

// The states of neighbour unreachability detection (RFC 4861, 7.3.2, which Linux follows for ARP too), and Linux's own
// `failed`.
enum class NeighbourState : std::uint8_t { incomplete, reachable, stale, delay, probe, failed };

// An ARP request to be sent: broadcast to resolve an address, or to the known MAC to see whether it is still there.
struct Solicitation {
    Ipv4Address target;
    MacAddress destination;
};

// A packet that waited for its next hop's MAC.
struct ResolvedPacket {
    MacAddress destination;
    Ipv4Content packet;
};

// What the cache asks of its host, in order within each list. Kept by the caller from one call to the next, so that its
// memory is too.
struct NeighbourActions {
    std::vector<Solicitation> solicitations;
    std::vector<ResolvedPacket> resolved;
    std::vector<Ipv4Content> unreachable;  // dropped because nobody answered
    std::size_t dropped = 0;               // because the queue was full, or the table
    void clear() {
        solicitations.clear();
        resolved.clear();
        unreachable.clear();
        dropped = 0;
    }
};

// ARP's table as Linux keeps it (net/core/neighbour.c, net/ipv4/arp.c), without IO: the host says what it heard and
// what time it is, and carries out the actions that come back. Nothing UDP does confirms a neighbour.
class NeighbourCache {
  public:
    // Linux's gc_thresh3 is 1,024; a simulated server may have far more neighbours.
    static constexpr std::size_t max_entries = 1U << 20U;

    NeighbourCache(NeighbourOptions options, sim::RandomStream random);

    // Enters a neighbour as stale: from traffic that was before the run.
    void know(Ipv4Address neighbour, MacAddress mac);

    // The MAC that a packet for the neighbour is to be sent to now, until the next call; nullptr where it must wait:
    // see enqueue(). Using a stale entry starts its delay.
    MacAddress const* use(Ipv4Address neighbour, sim::Time now);
    // Fetches from memory what use() will touch.
    void prefetch(Ipv4Address neighbour) const { entries_.prefetch(neighbour); }
    // Keeps a packet until the neighbour is resolved, and starts to resolve it. The oldest one waiting gives way where
    // `queued_datagrams` wait already.
    void enqueue(Ipv4Address neighbour, Ipv4Content packet, sim::Time now, NeighbourActions& actions);

    // The sender asked for our address: it is entered, or its entry brought up to date, as stale.
    void hear_request_for_us(ArpPacket const& packet, sim::Time now, NeighbourActions& actions);
    // The sender answered to us: its entry, if there is one, is reachable.
    void hear_reply(ArpPacket const& packet, sim::Time now, NeighbourActions& actions);
    // The sender asked for another's address, or told everybody its own: its entry, if there is one, is brought up to
    // date, as stale.
    void hear_other(ArpPacket const& packet, sim::Time now, NeighbourActions& actions);

    // Solicits the neighbour now, whatever the entry's own timers say.
    void probe(Ipv4Address neighbour, sim::Time now, NeighbourActions& actions);

    // When expire() must be called next.
    [[nodiscard]] std::optional<sim::Time> next_timer() const { return next_timer_; }
    // Runs the timers that are due.
    void expire(sim::Time now, NeighbourActions& actions);

    [[nodiscard]] std::optional<NeighbourState> state(Ipv4Address neighbour) const;

  private:
    // One cache line with its key.
    struct Entry {
        Ipv4Address address;
        MacAddress mac;
        NeighbourState state = NeighbourState::failed;
        std::uint8_t probes = 0;   // sent in this state
        std::uint32_t arming = 0;  // of its timer; 0 while it has none
        sim::Time confirmed{};     // when it last was found reachable
        sim::Time used{};          // when a datagram last met it in another state than reachable, as Linux counts use
        std::vector<Ipv4Content> waiting;
    };
    struct ArmedTimer {
        sim::Time at;
        std::uint32_t arming = 0;
        Ipv4Address neighbour;
    };

    static bool later(ArmedTimer const& a, ArmedTimer const& b);
    Entry* find_or_create(Ipv4Address neighbour);
    void update(Entry& entry, MacAddress mac, NeighbourState evidence, sim::Time now, NeighbourActions& actions);
    void touch(Entry& entry, sim::Time now);
    void start(Entry& entry, NeighbourState state, sim::Time now, NeighbourActions& actions);
    void solicit(Entry& entry, sim::Time now, NeighbourActions& actions);
    void fail(Entry& entry, NeighbourActions& actions);
    void on_timer(Entry& entry, sim::Time now, NeighbourActions& actions);
    void on_reachable_timer(Entry& entry, sim::Time now);
    void send_waiting(Entry& entry, sim::Time now, NeighbourActions& actions);
    sim::Duration reachable_time(sim::Time now);
    void arm(Entry& entry, sim::Time now, sim::Duration delay);
    void disarm(Entry& entry);
    void pop_timer();
    void drop_disarmed();

    NeighbourOptions options_;
    sim::RandomStream random_;
    FlatMap<Ipv4Address, Entry> entries_;
    std::vector<ArmedTimer> timers_;  // a heap, the earliest in front; disarmed ones stay until they come up
    std::uint32_t armings_ = 0;
    std::optional<sim::Time> next_timer_;
    sim::Duration reachable_time_{};
    sim::Time redraw_at_{};
};

}  // namespace voiplab::net
