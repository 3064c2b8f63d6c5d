#include "voiplab/models/net/frame_queue.hpp"

#include <string>

namespace voiplab::net {

namespace {
std::optional<TokenBucket> bucket_of(std::optional<TokenBucketOptions> const& options) {
    return options ? std::optional<TokenBucket>(*options) : std::nullopt;
}
}  // namespace

FrameQueue::FrameQueue(QueueOptions const& options, std::size_t packets, BitRate link_rate,
                       sim::RandomStreams const& random, std::string_view stream_name)
    : discipline_(discipline_of(options, packets, link_rate, random, stream_name)),
      policer_(bucket_of(options.police)),
      shaper_(bucket_of(options.shape)) {}

FrameQueue::Discipline FrameQueue::discipline_of(QueueOptions const& options, std::size_t packets, BitRate link_rate,
                                                 sim::RandomStreams const& random, std::string_view stream_name) {
    auto const limit = QueueLimit{options.packets.value_or(packets), options.bytes};
    auto const stream = [&](char const* purpose) { return random.stream(std::string(stream_name) + purpose); };
    switch (options.kind) {
        case QueueOptions::Kind::fifo:
            break;
        case QueueOptions::Kind::prio:
            return PrioQueue(options.classes, limit);
        case QueueOptions::Kind::wfq:
            return FairQueue(options.classes, limit);
        case QueueOptions::Kind::red:
            return RedQueue(options, limit, link_rate, stream("/red"));
        case QueueOptions::Kind::codel:
            return CodelQueue({options.target, options.interval}, limit);
        case QueueOptions::Kind::fq_codel:
            return FqCodel(options, stream("/fq_codel"));
    }
    return DropTailQueue(limit);
}

void FrameQueue::accept(SharedFrame frame, sim::Time now) {
    auto const size = static_cast<std::uint32_t>(frame_size(*frame));
    auto const never_passes = shaper_ && shaper_->ready({size}, now) == sim::Time::max();
    if (never_passes || (policer_ && policer_->ready({size}, now) > now)) {
        ++counters_.policed;
        return;
    }
    if (policer_) policer_->take({size}, now);
    std::visit([&](auto& discipline) { discipline.enqueue({std::move(frame), now, size}, counters_); }, discipline_);
}

QueuedFrame FrameQueue::next(sim::Time now) {
    wake_ = sim::Time::max();
    if (!shaper_) return dequeue(now);
    if (!held_) held_ = dequeue(now);
    if (!held_) return {};
    auto const ready = shaper_->ready({held_.size}, now);
    if (ready > now) {
        wake_ = ready;
        return {};
    }
    shaper_->take({held_.size}, now);
    return std::exchange(held_, {});
}

QueuedFrame FrameQueue::dequeue(sim::Time now) {
    return std::visit([&](auto& discipline) { return discipline.dequeue(now, counters_); }, discipline_);
}

std::size_t FrameQueue::size() const {
    return std::visit([](auto const& discipline) { return discipline.size(); }, discipline_) + (held_ ? 1 : 0);
}

}  // namespace voiplab::net
