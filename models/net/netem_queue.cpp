#include "voiplab/models/net/netem_queue.hpp"

#include "voiplab/models/net/wire_format.hpp"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>

namespace voiplab::net {

namespace {

// Hands out the streams of one netem by what is drawn from them.
class Streams {
  public:
    Streams(NetemOptions const& options, sim::RandomStreams const& random, std::string_view name)
        : random_(options.seed ? sim::RandomStreams(*options.seed) : random), name_(options.seed ? "netem" : name) {}
    [[nodiscard]] sim::RandomStream of(std::string_view purpose) const {
        return random_.stream(std::string(name_).append("/").append(purpose));
    }

  private:
    sim::RandomStreams random_;
    std::string_view name_;
};

}  // namespace

NetemQueue::NetemQueue(NetemOptions const& options, sim::RandomStreams const& random, std::string_view stream_name,
                       FramePool& frames, PayloadPool& payloads)
    : options_(options),
      loss_(options, Streams(options, random, stream_name).of("loss")),
      delay_(options, Streams(options, random, stream_name).of("jitter"),
             Streams(options, random, stream_name).of("spikes")),
      duplicate_(Streams(options, random, stream_name).of("duplicate")),
      corrupt_(Streams(options, random, stream_name).of("corrupt")),
      corrupted_bit_(Streams(options, random, stream_name).of("corrupted_bit")),
      reorder_(Streams(options, random, stream_name).of("reorder")),
      frames_(frames),
      payloads_(payloads) {
    auto const is_slotted = [](std::optional<SlotOptions> const& slot) { return slot.has_value(); };
    if (!options.slot.any(is_slotted)) return;
    slot_.emplace(Slot{options.slot, Streams(options, random, stream_name).of("slot")});
    if (auto const& first = options.slot.first()) slot_->refill(*first);
}

void NetemQueue::accept(SharedFrame const& frame, sim::Time now) {
    if (in_outage(now)) {
        ++counters_.cut_off;
        return;
    }
    enqueue(frame, now, true);
}

void NetemQueue::enqueue(SharedFrame const& frame, sim::Time now, bool may_double) {
    auto const doubles =
        may_double && duplicate_.hits(options_.duplicate.at(now), options_.duplicate_correlation.at(now));
    auto const is_lost = loss_.drops(now);
    // A frame that is both doubled and lost passes once, as in the kernel, and was not doubled.
    if (is_lost && !doubles) {
        ++counters_.lost;
        return;
    }
    auto const corrupts = corrupt_.hits(options_.corrupt.at(now), options_.corrupt_correlation.at(now));
    if (waiting_.size() >= options_.limit.at(now)) {
        ++counters_.over_limit;
        return;
    }
    if (doubles && !is_lost) {
        ++counters_.duplicated;
        enqueue(frame, now, false);
    }
    auto const sent = corrupts ? corrupted(*frame) : frame;
    if (overtakes(now)) {
        not_ahead_ = 0;
        ++counters_.reordered;
        ahead_.push_back(sent);
        return;
    }
    auto const due = due_time(*frame, now);
    ++not_ahead_;
    latest_ = waiting_.empty() ? due : std::max(latest_, due);
    waiting_.push_back({due, order_++, sent});
    std::push_heap(waiting_.begin(), waiting_.end(), is_later);
}

SharedFrame NetemQueue::next(sim::Time now) {
    wake_ = sim::Time::max();
    if (!ahead_.empty()) return ahead_.pop_front();
    if (waiting_.empty()) return {};
    auto const due = waiting_.front().due;
    auto const is_slotted = slot_ && slot_->options.at(now);
    if (is_slotted && slot_->begins < due) slot_->move_on(now);
    auto const leaves = is_slotted ? std::max(due, slot_->begins) : due;
    if (leaves > now) {
        wake_ = leaves;
        return {};
    }
    std::pop_heap(waiting_.begin(), waiting_.end(), is_later);
    auto frame = std::move(waiting_.back().frame);
    waiting_.pop_back();
    if (is_slotted) slot_->take(frame_size(*frame), now);
    return frame;
}

SharedFrame NetemQueue::corrupted(Frame const& frame) {
    ++counters_.corrupted;
    return frames_.make(with_bit_inverted(frame, corrupted_bit_.integer(0, frame_size(frame) * 8 - 1), payloads_));
}

bool NetemQueue::is_later(Waiting const& one, Waiting const& other) {
    return one.due != other.due ? one.due > other.due : one.order > other.order;
}

bool NetemQueue::in_outage(sim::Time now) {
    auto const& outages = options_.outages.at(now);
    if (outages.every == sim::Duration::zero() || now < outages.from) return false;
    return (now - outages.from) % outages.every < outages.length;
}

bool NetemQueue::overtakes(sim::Time now) {
    auto const gap = options_.gap.at(now);
    auto const reorder = options_.reorder.at(now);
    if (reorder.value == 0 || gap == 0 || not_ahead_ + 1 < gap) return false;
    return reorder_.hits(reorder, options_.reorder_correlation.at(now));
}

sim::Time NetemQueue::due_time(Frame const& frame, sim::Time now) {
    auto delay = delay_.draw(now);
    auto from = now;
    if (options_.rate.at(now).bits_per_second > 0) {
        // It is sent behind the last one; what it waits for that counts towards its delay.
        if (!waiting_.empty()) {
            delay = std::max(sim::Duration::zero(), delay - (latest_ - now));
            from = latest_;
        }
        delay += transmission_time(frame_size(frame), now);
    }
    auto const due = std::max(now, from + delay);
    return options_.jitter_keeps_order.at(now) && !waiting_.empty() ? std::max(due, latest_) : due;
}

// packet_time_ns of sch_netem.c.
sim::Duration NetemQueue::transmission_time(std::size_t size, sim::Time now) {
    auto length = std::max<std::int64_t>(static_cast<std::int64_t>(size) + options_.packet_overhead.at(now), 0);
    if (auto const cell = std::int64_t{options_.cell_size.at(now)}; cell > 0) {
        auto const cells = (length + cell - 1) / cell;
        length = cells * (cell + options_.cell_overhead.at(now));
    }
    constexpr std::int64_t bit_nanoseconds = 8'000'000'000;
    return sim::Duration{length * bit_nanoseconds / static_cast<std::int64_t>(options_.rate.at(now).bits_per_second)};
}

void NetemQueue::Slot::refill(SlotOptions const& now) {
    packets_left = now.packets == 0 ? std::numeric_limits<std::int64_t>::max() : now.packets;
    bytes_left = now.bytes == 0 ? std::numeric_limits<std::int64_t>::max() : now.bytes;
}

void NetemQueue::Slot::move_on(sim::Time now) {
    auto const draw = draws.bits();
    auto const& current = *options.at(now);
    if (current.distribution) {
        begins = now + jittered(current.delay, current.jitter, current.distribution.get(), draw);
    } else {
        begins = now + between(current.min, current.max, draw);
    }
    refill(current);
}

void NetemQueue::Slot::take(std::size_t bytes, sim::Time now) {
    packets_left -= 1;
    bytes_left -= static_cast<std::int64_t>(bytes);
    if (packets_left <= 0 || bytes_left <= 0) move_on(now);
}

}  // namespace voiplab::net
