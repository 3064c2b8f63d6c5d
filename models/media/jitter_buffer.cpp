#include "voiplab/models/media/jitter_buffer.hpp"

#include "voiplab/models/media/skewed_clock.hpp"

#include <algorithm>
#include <cassert>

namespace voiplab::media {

namespace {

// Asterisk's jitterbuf.c: JB_HISTORY_DROPPCT and JB_TARGET_EXTRA; it shrinks by one frame every half second at most.
constexpr std::size_t kept_by_asterisk = 97;  // percent
constexpr sim::Duration extra_of_asterisk = std::chrono::milliseconds(40);
constexpr sim::Duration shrink_interval = std::chrono::milliseconds(500);
// NetEq's quantile.
constexpr std::size_t kept_by_percentile = 95;
// Sorting the history at every packet would cost more than it tells.
constexpr std::size_t packets_per_aim = 10;

}  // namespace

JitterBuffer::JitterBuffer(JitterBufferOptions const& options)
    : options_(options),
      frame_(ticks(options.frame_ticks)),
      played_frame_(by_skewed_clock(frame_, options.clock_skew_ppm)),
      slots_(slot_count) {
    assert(options.clock_rate > 0 && options.frame_ticks > 0);
    history_.reserve(history_size);
    sorted_.reserve(history_size);
}

sim::Duration JitterBuffer::ticks(std::int64_t count) const {
    return sim::Duration(count * 1'000'000'000 / std::int64_t{options_.clock_rate});
}

JitterBuffer::Slot& JitterBuffer::slot_of(std::uint32_t timestamp) {
    return slots_[timestamp / options_.frame_ticks % slot_count];
}

JitterBuffer::Put JitterBuffer::put(sim::Time now, std::uint16_t sequence, std::uint32_t timestamp,
                                    std::span<std::uint8_t const> payload) {
    if (!started_) {
        started_ = true;
        first_timestamp_ = timestamp;
        first_arrival_ = now;
        due_ = now + options_.delay;
        target_ = options_.delay;
    }
    // Within 2^31 ticks of what is due, whichever way the timestamp has wrapped.
    auto const ahead = static_cast<std::int32_t>(timestamp - first_timestamp_ - static_cast<std::uint32_t>(next_tick_));
    remember(now - first_arrival_ - ticks(next_tick_ + ahead));
    if (ahead < 0) {
        ++counts_.late;
        return Put::late;
    }
    if (static_cast<std::size_t>(ahead) / options_.frame_ticks >= slot_count - 1) {
        ++counts_.early;
        return Put::early;
    }
    auto& slot = slot_of(timestamp);
    if (slot.full) {
        ++counts_.duplicates;
        return Put::duplicate;
    }
    slot.full = true;
    slot.sequence = sequence;
    slot.timestamp = timestamp;
    slot.payload.assign(payload.begin(), payload.end());
    ++waiting_;
    return Put::kept;
}

void JitterBuffer::remember(sim::Duration transit) {
    if (options_.kind == JitterBufferOptions::Kind::fixed) {
        shortest_ = std::min(shortest_, transit);
        return;
    }
    if (history_.size() < history_size) {
        history_.push_back(transit);
    } else {
        history_[history_place_] = transit;
    }
    history_place_ = (history_place_ + 1) % history_size;
    if (history_.size() < packets_per_aim || history_place_ % packets_per_aim == 0) aim();
}

void JitterBuffer::aim() {
    auto const by_asterisk = options_.kind == JitterBufferOptions::Kind::adaptive;
    auto const kept = by_asterisk ? kept_by_asterisk : kept_by_percentile;
    sorted_ = history_;
    auto const place = ((sorted_.size() - 1) * kept + 50) / 100;
    std::nth_element(sorted_.begin(), sorted_.begin() + static_cast<std::ptrdiff_t>(place), sorted_.end());
    shortest_ = *std::min_element(sorted_.begin(), sorted_.end());
    auto const spread = sorted_[place] - shortest_;
    target_ = std::clamp(spread + (by_asterisk ? extra_of_asterisk : frame_), options_.min, options_.max);
}

sim::Duration JitterBuffer::delay() const {
    return due_ - first_arrival_ - ticks(next_tick_) - shortest_;
}

// Leaves out frames whose time an adaptive buffer gives up.
void JitterBuffer::adapt(sim::Time now) {
    if (options_.kind == JitterBufferOptions::Kind::fixed) return;
    if (delay() - target_ < frame_ || now - shrunk_at_ < shrink_interval) return;
    shrunk_at_ = now;
    auto& slot = slot_of(first_timestamp_ + static_cast<std::uint32_t>(next_tick_));
    if (slot.full) {
        slot.full = false;
        --waiting_;
    }
    ++counts_.skipped;
    next_tick_ += options_.frame_ticks;
}

bool JitterBuffer::next(sim::Time now, Frame& frame) {
    if (!started_ || due_ > now) return false;
    frame = {Frame::Kind::stretched, due_, 0, 0, {}};
    // Half a frame short is grown, a whole frame long is shrunk: in between it rests.
    if (options_.kind != JitterBufferOptions::Kind::fixed && target_ - delay() >= frame_ / 2) {
        ++counts_.stretched;
        due_ += played_frame_;
        return true;
    }
    adapt(due_);
    frame.timestamp = first_timestamp_ + static_cast<std::uint32_t>(next_tick_);
    auto& slot = slot_of(frame.timestamp);
    if (slot.full && slot.timestamp == frame.timestamp) {
        frame.kind = Frame::Kind::played;
        frame.sequence = slot.sequence;
        frame.payload = slot.payload;
        ++counts_.played;
    } else {
        frame.kind = Frame::Kind::missing;
        ++counts_.missing;
    }
    if (slot.full) {
        slot.full = false;
        --waiting_;
    }
    next_tick_ += options_.frame_ticks;
    due_ += played_frame_;
    return true;
}

JitterBuffer::Slot const* JitterBuffer::following() const {
    auto const timestamp = first_timestamp_ + static_cast<std::uint32_t>(next_tick_);
    auto const& slot = slots_[timestamp / options_.frame_ticks % slot_count];
    return slot.full && slot.timestamp == timestamp ? &slot : nullptr;
}

std::span<std::uint8_t const> JitterBuffer::following_payload() const {
    auto const* const slot = following();
    return slot == nullptr ? std::span<std::uint8_t const>{} : std::span<std::uint8_t const>(slot->payload);
}

}  // namespace voiplab::media
