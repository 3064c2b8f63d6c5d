#pragma once

#include "voiplab/sim/queued_event.hpp"
#include "voiplab/sim/ring_buffer.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace voiplab::sim {

// Events that are scheduled by the same delay come in the order in which they were scheduled: they need no queue but a
// line, which memory is walked along and whose next ones are known. A network has few such delays that recur, its
// packet time and the delays of its kinds of links, and most of its events are of those.
class FixedDelays {
  public:
    // Whatever comes later than this comes too seldom to be worth a line.
    static constexpr std::int64_t longest = 1'000'000'000;

    FixedDelays();

    [[nodiscard]] std::size_t size() const { return size_; }
    // Puts an event into the line of its delay, which is how long after the last popped event, or later, it comes.
    // False where all lines are other delays'. Events are pushed in their order.
    bool push(QueuedEvent const& event, std::int64_t delay);
    // The first event's; the latest of all where there is none.
    [[nodiscard]] Turn first() const { return first_; }
    // Takes out the first event, which there must be. Of many_events, `expect(what, turns)` is called for those that
    // are next in its line.
    template <typename Expect>
    QueuedEvent pop(Expect expect);

  private:
    static constexpr std::size_t most_lines = 8;
    // So few events allocate nothing, whichever lines they come to stand in.
    static constexpr std::size_t line_room = 64;
    // So many events ahead a line's memory is fetched.
    static constexpr std::size_t read_ahead = 16;

    // The number of the delay's line; used_ where it has none.
    [[nodiscard]] std::size_t line_of(std::int64_t delay) const;
    bool open_line(QueuedEvent const& event, std::int64_t delay);
    // The last line takes the place of one that has become empty.
    void close_line(std::size_t number);
    void find_first();

    std::size_t size_ = 0;
    std::size_t used_ = 0;  // lines that have events: they come first
    Turn first_;
    std::size_t first_line_ = 0;
    std::array<std::int64_t, most_lines> delays_{};
    std::array<Turn, most_lines> fronts_;
    std::array<RingBuffer<QueuedEvent>, most_lines> lines_;
};

template <typename Expect>
QueuedEvent FixedDelays::pop(Expect expect) {
    auto& line = lines_[first_line_];
    auto const event = line.pop_front();
    --size_;
    if (line.empty()) {
        close_line(first_line_);
        find_first();
        return event;
    }
    fronts_[first_line_] = Turn(line.front());
    if (size_ >= many_events) {
        line.prefetch(read_ahead);
        // Events of other lines come between.
        for (auto turns = 1U; turns <= 3; ++turns) {
            auto const ahead = 2 * turns - 1;
            if (ahead < line.size()) expect(line[ahead].what, turns);
        }
    }
    find_first();
    return event;
}

}  // namespace voiplab::sim
