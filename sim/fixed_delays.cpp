#include "voiplab/sim/fixed_delays.hpp"

#include <cassert>
#include <utility>

namespace voiplab::sim {

FixedDelays::FixedDelays() {
    for (auto& line : lines_) {
        line.reserve(line_room);
    }
}

bool FixedDelays::push(QueuedEvent const& event, std::int64_t delay) {
    if (delay > longest) return false;
    auto const number = line_of(delay);
    if (number == used_) return open_line(event, delay);
    auto& line = lines_[number];
    assert(!(Turn(event) < Turn(line.back())));
    line.push_back(event);
    if (++size_ >= many_events) line.prefetch(line.size() + read_ahead);
    return true;
}

std::size_t FixedDelays::line_of(std::int64_t delay) const {
    std::size_t number = 0;
    while (number < used_ && delays_[number] != delay)
        ++number;
    return number;
}

bool FixedDelays::open_line(QueuedEvent const& event, std::int64_t delay) {
    if (used_ == most_lines) return false;
    ++size_;
    delays_[used_] = delay;
    lines_[used_].push_back(event);
    fronts_[used_] = Turn(event);
    if (fronts_[used_] < first_) {
        first_ = fronts_[used_];
        first_line_ = used_;
    }
    ++used_;
    return true;
}

void FixedDelays::close_line(std::size_t number) {
    --used_;
    delays_[number] = delays_[used_];
    fronts_[number] = fronts_[used_];
    fronts_[used_] = Turn();
    std::swap(lines_[number], lines_[used_]);
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
