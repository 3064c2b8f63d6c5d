#include "voiplab/models/net/link.hpp"

#include "voiplab/sim/prefetch.hpp"

#include <algorithm>
#include <cassert>
#include <cstddef>

namespace voiplab::net {

namespace {
// From so many frames before its turn on, a frame of a busy link and what it will meet are fetched from memory.
constexpr std::size_t frames_ahead = 8;

// Of a frame that an observer is going to read.
void prefetch_payload(Frame const& frame) {
    if (auto const* const payload = payload_of(frame)) payload->prefetch_all();
}
}  // namespace

LinkType::LinkType(sim::Scheduler& scheduler, LinkOptions const& options)
    : scheduler_(scheduler),
      delay_(options.delay),
      rate_(options.rate),
      queue_length_(options.queue_length),
      outages_(options.down) {
    assert(options.delay >= sim::Duration::zero());
    expect_outage();
}

bool LinkType::covers(LinkOptions const& options) const {
    return options.delay == delay_ && options.rate == rate_ && options.queue_length == queue_length_ &&
           options.down == outages_;
}

sim::Duration LinkType::transmission_time_of(ByteCount size_on_medium) {
    if (size_on_medium.bytes != last_size_.bytes) {
        last_size_ = size_on_medium;
        last_transmission_ = transmission_time(size_on_medium, rate_);
    }
    return last_transmission_;
}

bool LinkType::in_outage() {
    auto const now = scheduler_.now();
    while (now >= down_from_) {
        auto const& until = outages_[outage_].until;
        if (!until || now < *until) return true;
        ++outage_;
        expect_outage();
    }
    return false;
}

void LinkType::expect_outage() {
    down_from_ = outage_ < outages_.size() ? outages_[outage_].from : sim::Time::max();
}

bool LinkDirection::observe(FrameObserver& observer) {
    if (observer_ != nullptr) return false;
    observer_ = &observer;
    return true;
}

void LinkDirection::accept(SharedFrame frame) {
    assert(far_end_ != nullptr && "a link must be connected before it carries frames");
    if (type_.is_down()) [[unlikely]] {
        ++backlog().lost;
        return;
    }
    auto const now = type_.scheduler().now();
    auto const start = std::max(now, idle_at());
    if (start > now && waiting() >= type_.queue_length()) {
        ++backlog().dropped;
        return;
    }
    auto const arrival = start + type_.transmission_time_of(frame.size_on_medium()) + type_.delay();
    if (first_.frame) {
        backlog().line.push_back({arrival, std::move(frame)});
    } else {
        first_ = {arrival, std::move(frame)};
        type_.scheduler().schedule(arrival, *this);
    }
}

std::size_t LinkDirection::waiting() const {
    // The first one that has not left is on its way out: it started when the one before it had left.
    if (!backlog_) return 0;
    auto const has_left = [&](Transmission const& each) {
        return each.arrival - type_.delay() <= type_.scheduler().now();
    };
    auto& line = backlog_->line;
    auto& sent = backlog_->sent;
    while (sent < line.size() && has_left(line[sent])) {
        ++sent;
    }
    auto const unsent = line.size() - sent;
    return has_left(first_) ? unsent - 1 : unsent;
}

void LinkDirection::run() {
    auto frame = std::move(first_.frame);
    // Before it is handed over: what that causes may come by here.
    if (backlog_ && !backlog_->line.empty()) {
        auto& line = backlog_->line;
        first_ = line.pop_front();
        // What arrives has left, whether or not it was counted.
        if (backlog_->sent > 0) --backlog_->sent;
        type_.scheduler().schedule(first_.arrival, *this);
        if (line.size() >= frames_ahead) prefetch_line(line);
    }
    if (observer_ != nullptr) observer_->observe(*frame, Direction::received, type_.scheduler().now());
    far_end_->accept(std::move(frame));
}

void LinkDirection::prefetch_run(unsigned turns) const {
    // A busy link looks after its line itself.
    if (!first_.frame || (backlog_ && backlog_->line.size() >= frames_ahead)) return;
    if (turns == 2) {
        first_.frame.prefetch();
        sim::prefetch(far_end_);
        if (observer_ != nullptr) sim::prefetch(observer_);
    } else {
        if (observer_ != nullptr) prefetch_payload(*first_.frame);
        far_end_->prefetch_accept(*first_.frame, 3);
    }
}

void LinkDirection::prefetch_line(sim::RingBuffer<Transmission>& line) const {
    line[frames_ahead - 1].frame.prefetch();
    for (auto turns = 1U; turns <= 3; ++turns) {
        auto const& frame = *line[std::size_t{turns} * 2].frame;
        if (turns == 3 && observer_ != nullptr) prefetch_payload(frame);
        far_end_->prefetch_accept(frame, turns);
    }
}

LinkDirection::Backlog& LinkDirection::backlog() {
    if (!backlog_) backlog_ = std::make_unique<Backlog>();
    return *backlog_;
}

}  // namespace voiplab::net
