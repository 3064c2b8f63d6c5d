#include "voiplab/models/net/codel.hpp"

#include <cmath>

namespace voiplab::net {

namespace {
// A queue that is no longer than one frame of full size is never above the target.
constexpr std::uint64_t max_packet = 1514;
// A dropping that begins so soon after the last one goes on where that one was.
constexpr int recent_intervals = 16;
}  // namespace

QueuedFrame Codel::dequeue(FrameFifo& queue, CodelOptions const& options, sim::Time now, QueueCounters& counters) {
    auto head = dodequeue(queue, options, now);
    if (dropping_) {
        if (!head.ok_to_drop) dropping_ = false;
        while (dropping_ && now >= drop_next_) {
            ++counters.codel;
            head = dodequeue(queue, options, now);
            if (!head.ok_to_drop) {
                dropping_ = false;
            } else {
                ++count_;
                drop_next_ = control_law(drop_next_, options);
            }
        }
    } else if (head.ok_to_drop) {
        ++counters.codel;
        head = dodequeue(queue, options, now);
        dropping_ = true;
        auto const delta = count_ - lastcount_;
        count_ = delta > 1 && now - drop_next_ < recent_intervals * options.interval ? delta : 1;
        drop_next_ = control_law(now, options);
        lastcount_ = count_;
    }
    return std::move(head.frame);
}

Codel::Head Codel::dodequeue(FrameFifo& queue, CodelOptions const& options, sim::Time now) {
    Head head{queue.pop(), false};
    if (!head.frame || now - head.frame.came < options.target || queue.bytes() <= max_packet) {
        first_above_time_.reset();
    } else if (!first_above_time_) {
        first_above_time_ = now + options.interval;
    } else {
        head.ok_to_drop = now >= *first_above_time_;
    }
    return head;
}

sim::Time Codel::control_law(sim::Time time, CodelOptions const& options) const {
    auto const interval = static_cast<double>(options.interval.count());
    return time + sim::Duration{static_cast<std::int64_t>(interval / std::sqrt(static_cast<double>(count_)))};
}

}  // namespace voiplab::net
