#include "voiplab/sim/fixed_delays.hpp"

#include <cassert>

namespace voiplab::sim {

FixedDelays::FixedDelays() {
    for (auto& line : lines_) {
        line.reserve(line_room);
    }
}

bool FixedDelays::push(QueuedEvent const& event, std::int64_t delay) {
    if (delay > longest) return false;
    auto const number = line_for(delay);
    if (number == most_lines) return false;
    auto& line = lines_[number];
    assert(line.empty() || !(Turn(event) < Turn(line.back())));
    line.push_back(event);
    if (++size_ >= many_events) line.prefetch(line.size() + read_ahead);
    if (line.size() > 1) return true;
    fronts_[number] = Turn(event);
    if (fronts_[number] < first_) {
        first_ = fronts_[number];
        first_line_ = number;
    }
    return true;
}

std::size_t FixedDelays::line_for(std::int64_t delay) {
    auto free = most_lines;
    for (std::size_t i = 0; i < used_; ++i) {
        if (delays_[i] == delay) return i;
        if (free == most_lines && lines_[i].empty()) free = i;
    }
    if (free == most_lines && used_ < most_lines) free = used_++;
    if (free < most_lines) delays_[free] = delay;
    return free;
}

void FixedDelays::find_first() {
    // Which one it is nobody can guess, a processor neither: no branch hangs on it.
    auto first = fronts_[0];
    std::size_t line = 0;
    for (std::size_t i = 1; i < used_; ++i) {
        auto const& front = fronts_[i];
        auto const is_earlier = front < first;
        first.time = is_earlier ? front.time : first.time;
        first.order = is_earlier ? front.order : first.order;
        line = is_earlier ? i : line;
    }
    first_ = first;
    first_line_ = line;
}

}  // namespace voiplab::sim
