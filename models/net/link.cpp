#include "voiplab/models/net/link.hpp"

#include <algorithm>
#include <cassert>

namespace voiplab::net {

LinkDirection::LinkDirection(sim::Scheduler& scheduler, LinkOptions const& options)
    : scheduler_(scheduler),
      rate_(options.rate),
      delay_(options.delay),
      queue_length_(options.queue_length),
      line_(scheduler, Deliver{this}),
      outages_(options.down) {
    assert(options.delay >= sim::Duration::zero());
    expect_outage();
}

void LinkDirection::accept(Frame frame) {
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
    idle_at_ = start + transmission_time(size_on_medium(frame), rate_);
    line_.push(idle_at_ + delay_, {start, std::move(frame)});
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
    while (started_ < line_.size() && line_[started_].start <= scheduler_.now()) {
        ++started_;
    }
    return line_.size() - started_;
}

void LinkDirection::Deliver::operator()(Transmission transmission) const {
    // What arrives has started, whether or not it was counted.
    if (direction->started_ > 0) --direction->started_;
    direction->far_end_->accept(std::move(transmission.frame));
}

}  // namespace voiplab::net
