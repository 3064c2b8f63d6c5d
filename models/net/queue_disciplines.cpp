#include "voiplab/models/net/queue_disciplines.hpp"

#include "ether_type.hpp"

#include <algorithm>
#include <cassert>
#include <limits>
#include <numeric>

namespace voiplab::net {

namespace {

QueueLimit limit_of(QueueClassOptions const& options, QueueLimit const& queue) {
    return {options.packets.value_or(queue.packets), options.bytes ? options.bytes : queue.bytes};
}

// By multiplications alone, which are the same on every machine; the C library's pow() is not.
double power(double base, std::uint64_t exponent) {
    double result = 1;
    for (; exponent != 0; exponent >>= 1U) {
        if ((exponent & 1U) != 0) result *= base;
        base *= base;
    }
    return result;
}

// Sizes are scaled up before they are divided by a weight, so that shares come out even.
constexpr unsigned virtual_time_bits = 20;

}  // namespace

std::optional<std::uint8_t> dscp_of(Frame const& frame) {
    if (auto const* const datagram = std::get_if<UdpDatagram>(&frame.content)) return datagram->dscp;
    if (auto const* const packet = std::get_if<Ipv4Packet>(&frame.content)) return packet->dscp;
    auto const* const raw = std::get_if<RawContent>(&frame.content);
    if (raw == nullptr || raw->ether_type != ether_type_ipv4 || raw->bytes.size() < 2) return std::nullopt;
    return static_cast<std::uint8_t>(raw->bytes.bytes()[1] >> 2);
}

bool DropTailQueue::enqueue(QueuedFrame frame, QueueCounters& counters) {
    if (!frames_.has_room(limit_, frame.size)) {
        ++counters.full;
        return false;
    }
    frames_.push(std::move(frame));
    return true;
}

DscpClassifier::DscpClassifier(std::vector<QueueClassOptions> const& classes) {
    auto const rest =
        std::find_if(classes.begin(), classes.end(), [](QueueClassOptions const& each) { return each.dscp.empty(); });
    assert(rest != classes.end());
    rest_ = static_cast<std::size_t>(rest - classes.begin());
    class_by_dscp_.fill(rest_);
    for (std::size_t i = 0; i < classes.size(); ++i) {
        for (auto const dscp : classes[i].dscp) {
            class_by_dscp_.at(dscp) = i;
        }
    }
}

std::size_t DscpClassifier::class_of(Frame const& frame) const {
    auto const dscp = dscp_of(frame);
    return dscp ? class_by_dscp_[*dscp] : rest_;
}

PrioQueue::PrioQueue(std::vector<QueueClassOptions> const& classes, QueueLimit const& limit) : classifier_(classes) {
    for (auto const& each : classes) {
        bands_.emplace_back(limit_of(each, limit));
    }
}

void PrioQueue::enqueue(QueuedFrame frame, QueueCounters& counters) {
    auto& band = bands_[classifier_.class_of(*frame.frame)];
    band.enqueue(std::move(frame), counters);
}

QueuedFrame PrioQueue::dequeue(sim::Time now, QueueCounters& counters) {
    for (auto& band : bands_) {
        if (auto frame = band.dequeue(now, counters)) return frame;
    }
    return {};
}

std::size_t PrioQueue::size() const {
    return std::transform_reduce(bands_.begin(), bands_.end(), std::size_t{}, std::plus<>{},
                                 [](DropTailQueue const& band) { return band.size(); });
}

FairQueue::FairQueue(std::vector<QueueClassOptions> const& classes, QueueLimit const& limit) : classifier_(classes) {
    for (auto const& each : classes) {
        classes_.push_back({DropTailQueue(limit_of(each, limit)), each.weight});
    }
}

// What the class's first frame takes of it.
std::uint64_t FairQueue::virtual_time_of(Class const& each) {
    return (std::uint64_t{each.queue.frames().front().size} << virtual_time_bits) / each.weight;
}

void FairQueue::enqueue(QueuedFrame frame, QueueCounters& counters) {
    auto& its = classes_[classifier_.class_of(*frame.frame)];
    auto const is_first = its.queue.frames().empty();
    if (!its.queue.enqueue(std::move(frame), counters)) return;
    if (is_first) its.tag = std::max(its.tag, virtual_time_) + virtual_time_of(its);
}

QueuedFrame FairQueue::dequeue(sim::Time now, QueueCounters& counters) {
    Class* next = nullptr;
    for (auto& each : classes_) {
        if (!each.queue.frames().empty() && (next == nullptr || each.tag < next->tag)) next = &each;
    }
    if (next == nullptr) return {};
    virtual_time_ = next->tag;
    auto frame = next->queue.dequeue(now, counters);
    if (!next->queue.frames().empty()) next->tag += virtual_time_of(*next);
    return frame;
}

std::size_t FairQueue::size() const {
    return std::transform_reduce(classes_.begin(), classes_.end(), std::size_t{}, std::plus<>{},
                                 [](Class const& each) { return each.queue.size(); });
}

RedQueue::RedQueue(QueueOptions const& options, QueueLimit const& limit, BitRate link_rate, sim::RandomStream draws)
    : queue_(limit),
      min_th_(options.red_min),
      max_th_(options.red_max),
      max_p_(options.red_probability.value),
      w_q_(options.red_weight.value),
      typical_transmission_(transmission_time(options.red_average_packet, link_rate)),
      draws_(draws),
      q_time_(sim::Time{}) {}

void RedQueue::enqueue(QueuedFrame frame, QueueCounters& counters) {
    update_average(frame.came);
    if (drops_early()) {
        ++counters.early;
        return;
    }
    queue_.enqueue(std::move(frame), counters);
}

QueuedFrame RedQueue::dequeue(sim::Time now, QueueCounters& counters) {
    auto frame = queue_.dequeue(now, counters);
    if (!frame && !q_time_) q_time_ = now;
    return frame;
}

void RedQueue::update_average(sim::Time now) {
    if (!q_time_) {
        avg_ += w_q_ * (static_cast<double>(queue_.size()) - avg_);
        return;
    }
    // As if so many frames had come to an empty queue.
    auto const typical = std::max(typical_transmission_, sim::Duration{1});
    avg_ *= power(1 - w_q_, static_cast<std::uint64_t>((now - *q_time_) / typical));
    q_time_.reset();
}

bool RedQueue::drops_early() {
    if (avg_ < min_th_ || avg_ >= max_th_) {
        count_ = 0;
        return avg_ >= max_th_;
    }
    auto const p_b = max_p_ * (avg_ - min_th_) / (max_th_ - min_th_);
    auto const before = static_cast<double>(count_) * p_b;
    auto const p_a = before < 1 ? p_b / (1 - before) : 1;
    auto const drops = draws_.unit() < p_a;
    // From 0 after a drop, so that drops are 1 to 1 / p_b frames apart, as section 7 has it; the paper's pseudo-code,
    // which counts first, never lets the last of these happen.
    count_ = drops ? 0 : count_ + 1;
    return drops;
}

}  // namespace voiplab::net
