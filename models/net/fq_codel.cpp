#include "voiplab/models/net/fq_codel.hpp"

#include <algorithm>

namespace voiplab::net {

namespace {

constexpr std::size_t default_limit = 10'240;  // RFC 8290 section 5.2.3
// RFC 8290 section 4.1: where the queues are full, half of the longest goes, up to so many frames.
constexpr std::size_t drop_batch = 64;

// The finaliser of SplitMix64: every bit of the key decides every bit of the hash.
constexpr std::uint64_t mixed(std::uint64_t key) {
    key = (key ^ (key >> 30)) * 0xbf58'476d'1ce4'e5b9U;
    key = (key ^ (key >> 27)) * 0x94d0'49bb'1331'11ebU;
    return key ^ (key >> 31);
}

struct FlowKey {
    std::uint64_t addresses = 0;
    std::uint64_t ports_and_protocol = 0;
};

FlowKey key_of(Frame const& frame) {
    auto const both = [](Ipv4Address from, Ipv4Address to) { return std::uint64_t{from.value} << 32 | to.value; };
    if (auto const* const datagram = std::get_if<UdpDatagram>(&frame.content)) {
        auto const ports = std::uint64_t{datagram->source_port} << 16 | datagram->destination_port;
        return {both(datagram->source_ip, datagram->destination_ip), ports << 8 | protocol_udp};
    }
    // Fragments have no ports but the first; all of a flow's shall meet.
    if (auto const* const packet = std::get_if<Ipv4Packet>(&frame.content)) {
        return {both(packet->source_ip, packet->destination_ip), packet->protocol};
    }
    return {};
}

}  // namespace

FqCodel::FqCodel(QueueOptions const& options, sim::RandomStream draws)
    : codel_{options.target, options.interval},
      quantum_(static_cast<std::int64_t>(options.quantum.bytes)),
      limit_(options.packets.value_or(default_limit)),
      perturbation_(std::uint64_t{draws.bits()} << 32 | draws.bits()),
      flows_(options.flows) {}

std::size_t FqCodel::flow_of(Frame const& frame) const {
    auto const key = key_of(frame);
    return mixed(mixed(key.addresses ^ perturbation_) ^ key.ports_and_protocol) % flows_.size();
}

void FqCodel::enqueue(QueuedFrame frame, QueueCounters& counters) {
    auto const number = flow_of(*frame.frame);
    auto& flow = flows_[number];
    flow.queue.push(std::move(frame));
    ++size_;
    if (!flow.is_listed) {
        flow.is_listed = true;
        flow.deficit = quantum_;
        new_flows_.push_back(number);
    }
    if (size_ > limit_) drop_from_fattest(counters);
}

void FqCodel::drop_from_fattest(QueueCounters& counters) {
    auto const is_shorter = [](Flow const& one, Flow const& other) { return one.queue.bytes() < other.queue.bytes(); };
    auto& queue = std::max_element(flows_.begin(), flows_.end(), is_shorter)->queue;
    auto const frames = std::clamp<std::size_t>(queue.size() / 2, 1, drop_batch);
    for (std::size_t i = 0; i < frames; ++i) {
        queue.pop();
    }
    size_ -= frames;
    counters.full += frames;
}

QueuedFrame FqCodel::dequeue(sim::Time now, QueueCounters& counters) {
    while (!new_flows_.empty() || !old_flows_.empty()) {
        auto const is_new = !new_flows_.empty();
        auto& flows = is_new ? new_flows_ : old_flows_;
        auto const number = flows.front();
        auto& flow = flows_[number];
        if (flow.deficit <= 0) {
            flow.deficit += quantum_;
            flows.pop_front();
            old_flows_.push_back(number);
            continue;
        }
        auto const waited = flow.queue.size();
        auto frame = flow.codel.dequeue(flow.queue, codel_, now, counters);
        size_ -= waited - flow.queue.size();
        if (!frame) {
            flows.pop_front();
            // A new flow passes the old ones once before it is forgotten, so that none stays new by its gaps.
            flow.is_listed = is_new && !old_flows_.empty();
            if (flow.is_listed) old_flows_.push_back(number);
            continue;
        }
        flow.deficit -= frame.size;
        return frame;
    }
    return {};
}

}  // namespace voiplab::net
