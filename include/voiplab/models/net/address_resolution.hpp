#pragma once

#include "voiplab/models/net/delay_line.hpp"
#include "voiplab/models/net/host_options.hpp"
#include "voiplab/models/net/neighbour_cache.hpp"
#include "voiplab/models/net/port.hpp"
#include "voiplab/sim/timer.hpp"

#include <memory>

namespace voiplab::net {

// Hears of the packets that nobody answered for: a router tells their senders.
class UnresolvedReceiver {
  public:
    virtual void receive_unresolved(Ipv4Content packet) = 0;

  protected:
    ~UnresolvedReceiver() = default;
};

// A host's ARP (RFC 826): drives its neighbour cache, and answers those who ask for its address.
class AddressResolution {
  public:
    // `options`, `outgoing` and `counters` must outlive it.
    AddressResolution(sim::Scheduler& scheduler, FramePool& frames, sim::RandomStream random,
                      HostOptions const& options, FrameSink& outgoing, HostCounters& counters);

    // The MAC for a datagram that goes to `next_hop` now, until the next call; nullptr where it must be handed to
    // enqueue(). No optional: a processor waits where it reads at once what was written in two pieces.
    MacAddress const* use(Ipv4Address next_hop) {
        if (next_hop != latest_ || !latest_stands_) return look_up(next_hop);
        latest_use_ = scheduler_.now();
        use_noted_ = false;
        return &latest_mac_;
    }
    // Fetches from memory what use() is going to touch.
    void prefetch(Ipv4Address next_hop) const { rest_->cache.prefetch(next_hop); }
    void enqueue(Ipv4Address next_hop, Ipv4Content packet);
    // Who hears of packets for which nobody answered; by default nobody.
    void report_unresolved(UnresolvedReceiver& receiver) { rest_->unresolved = &receiver; }
    // A packet that came in a frame to `destination`.
    void receive(ArpPacket const& packet, MacAddress destination);

  private:
    struct Reply {
        MacAddress to_mac;
        Ipv4Address to_ip;
    };
    struct SendReply {
        AddressResolution* owner;
        void operator()(Reply reply) const;
    };
    struct Probe {
        AddressResolution* owner;
        void operator()(Ipv4Address neighbour) const;
    };
    MacAddress const* look_up(Ipv4Address next_hop);
    // Before the cache is called for anything else: the answer that stood may not stand any more.
    void forget_latest();
    void send(ArpPacket::Operation operation, MacAddress destination, MacAddress target_mac, Ipv4Address target_ip);
    void expire();
    void carry_out_actions();
    void follow_timer();

    // What a packet does not meet whose next hop is the one before's.
    struct Rest {
        FramePool& frames;
        HostOptions const& options;
        FrameSink& outgoing;
        HostCounters& counters;
        UnresolvedReceiver* unresolved = nullptr;
        NeighbourCache cache;
        NeighbourActions actions;
        sim::Timer timer;
        DelayLine<Reply, SendReply> replies;
        DelayLine<Ipv4Address, Probe> probes;
        Rest(AddressResolution& owner, FramePool& pool, sim::RandomStream random, HostOptions const& known_options,
             FrameSink& wire, HostCounters& all);
    };

    // The answer that was given last, as most hosts send to one next hop all the time.
    Ipv4Address latest_;
    MacAddress latest_mac_;
    bool latest_stands_ = false;
    bool use_noted_ = true;  // by the cache
    sim::Time latest_use_{};
    sim::Scheduler& scheduler_;
    std::unique_ptr<Rest> rest_;
};

}  // namespace voiplab::net
