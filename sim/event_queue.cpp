#include "voiplab/sim/event_queue.hpp"

namespace voiplab::sim {

std::optional<std::int64_t> EventQueue::next_time() const {
    auto const wheel = wheel_.next_time();
    if (lines_.size() == 0) return wheel;
    auto const line = lines_.first().time;
    return wheel ? std::min(*wheel, line) : line;
}

}  // namespace voiplab::sim
