#include "voiplab/models/net/link.hpp"

#include <algorithm>
#include <cassert>
#include <cstddef>

namespace voiplab::net {

namespace {
// From so many frames before its turn on, a frame of a busy link and what it will meet are fetched from memory.
constexpr std::size_t frames_ahead = 8;
}  // namespace

LinkDirection::LinkDirection(sim::Scheduler& scheduler, LinkOptions const& options)
    : scheduler_(scheduler),
      delay_(options.delay),
      rate_(options.rate),
      queue_length_(options.queue_length),
      outages_(options.down) {
    assert(options.delay >= sim::Duration::zero());
    expect_outage();
}

void LinkDirection::accept(SharedFrame frame) {
    assert(far_end_ != nullptr && "a link must be connected before it carries frames");
    auto const now = scheduler_.now();
    if (now >= down_from_ && is_down()) [[unlikely]] {
        ++lost_;
        return;
    }
    auto const start = std::max(now, idle_at_);
    if (start > now && waiting() >= queue_length_) {
        ++dropped_;
        return;
    }
    idle_at_ = start + transmission_time_of(frame);
    auto const arrival = idle_at_ + delay_;
    if (line_.empty()) scheduler_.schedule(arrival, *this);
    line_.push_back({arrival, std::move(frame)});
}

sim::Duration LinkDirection::transmission_time_of(SharedFrame const& frame) {
    if (auto const size = frame.size_on_medium(); size.bytes != last_size_) {
        last_size_ = static_cast<std::uint32_t>(size.bytes);
        last_transmission_ = transmission_time(size, rate_);
    }
    return last_transmission_;
}

bool LinkDirection::is_down() {
    auto const now = scheduler_.now();
    while (now >= down_from_) {
        auto const& until = outages_[outage_].until;
        if (!until || now < *until) return true;
        ++outage_;
        expect_outage();
    }
    return false;
}

void LinkDirection::expect_outage() {
    down_from_ = outage_ < outages_.size() ? outages_[outage_].from : sim::Time::max();
}

std::size_t LinkDirection::waiting() {
    while (sent_ < line_.size() && line_[sent_].arrival - delay_ <= scheduler_.now()) {
        ++sent_;
    }
    // The first of the others is on its way out: it started when the one before it had left.
    auto const unsent = line_.size() - sent_;
    return unsent > 0 ? unsent - 1 : 0;
}

void LinkDirection::run() {
    auto frame = line_.pop_front().frame;
    if (line_.size() > frames_ahead) prefetch_line();
    // What arrives has left, whether or not it was counted.
    if (sent_ > 0) --sent_;
    // Before it is handed over: what that causes may come by here.
    if (!line_.empty()) scheduler_.schedule(line_.front().arrival, *this);
    far_end_->accept(std::move(frame));
}

void LinkDirection::prefetch_run(unsigned turns) const {
    if (line_.empty()) return;
    if (turns == 2) {
        line_.front().frame.prefetch();
        __builtin_prefetch(far_end_);
        __builtin_prefetch(reinterpret_cast<std::byte const*>(far_end_) + 64);
    } else {
        far_end_->prefetch_accept(*line_.front().frame, 3);
    }
}

void LinkDirection::prefetch_line() {
    line_[frames_ahead].frame.prefetch();
    for (auto turns = 0U; turns <= 3; ++turns) {
        far_end_->prefetch_accept(*line_[std::size_t{turns} * 2].frame, turns);
    }
}

}  // namespace voiplab::net
