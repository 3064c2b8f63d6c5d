#include "voiplab/models/net/queued_direction.hpp"

#include <cassert>

namespace voiplab::net {

QueuedDirection::QueuedDirection(LinkType& type, FrameQueue queue)
    : type_(type),
      queue_(std::move(queue)),
      transmitter_(type.scheduler(), [this] { send_next(); }),
      medium_(type.scheduler(), [this] { deliver(); }) {}

void QueuedDirection::accept(SharedFrame frame) {
    assert(far_end_ != nullptr && "a link must be connected before it carries frames");
    if (type_.is_down()) [[unlikely]] {
        ++lost_;
        return;
    }
    auto const now = type_.scheduler().now();
    if (watcher_ != nullptr) watcher_->queue_changes();
    queue_.accept(std::move(frame), now);
    // While a frame is leaving, or the shaper holds one back, that event decides what is next.
    if (!transmitter_.armed()) send_next();
}

void QueuedDirection::send_next() {
    auto& scheduler = type_.scheduler();
    auto const now = scheduler.now();
    if (watcher_ != nullptr) watcher_->queue_changes();
    auto next = queue_.next(now);
    if (!next) {
        if (queue_.wake() != sim::Time::max()) transmitter_.arm(queue_.wake());
        return;
    }
    auto const idle_at = now + type_.transmission_time_of(next.frame.size_on_medium());
    transmitter_.arm(idle_at);
    if (watcher_ != nullptr) watcher_->transmits(next.came, idle_at);
    on_medium_.push_back({idle_at + type_.delay(), std::move(next.frame)});
    if (!medium_.armed()) medium_.arm(on_medium_.front().arrival);
}

void QueuedDirection::deliver() {
    auto frame = std::move(on_medium_.pop_front().frame);
    // Before it is handed over: what that causes may come by here.
    if (!on_medium_.empty()) medium_.arm(on_medium_.front().arrival);
    far_end_->accept(std::move(frame));
}

}  // namespace voiplab::net
