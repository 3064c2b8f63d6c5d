#pragma once

#include "voiplab/sim/fixed_delays.hpp"
#include "voiplab/sim/queued_event.hpp"
#include "voiplab/sim/timing_wheel.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>

namespace voiplab::sim {

// A priority queue for a time that never runs back: lines for the delays that recur, and a timing wheel for all others.
// Events of one time come out in the order in which they were pushed.
class EventQueue {
  public:
    EventQueue() = default;
    EventQueue(EventQueue const&) = delete;
    EventQueue& operator=(EventQueue const&) = delete;

    [[nodiscard]] bool empty() const { return size() == 0; }
    [[nodiscard]] std::size_t size() const { return wheel_.size() + lines_.size(); }

    // The event must not lie before the last one that was popped, nor before the latest `until` of a pop that found
    // none; restart() forgets both.
    void push(QueuedEvent event) {
        event.order = ++pushed_;
        wheel_.push(event);
    }
    // The same of an event that is scheduled again and again, and comes `delay` from now. erase_if() does not see it.
    void push_recurring(QueuedEvent event, std::int64_t delay) {
        event.order = ++pushed_;
        if (!lines_.push(event, delay)) wheel_.push(event);
    }
    // Takes out the first event, unless it comes after `until` or there is none: then its `what` is 0. Where there are
    // many_events, `expect(what, turns)` is called for those that are next, three, two and one turns ahead.
    template <typename Expect>
    QueuedEvent pop(std::int64_t until, Expect expect);
    // The time of the first event. It may have to search for it among its neighbours.
    [[nodiscard]] std::optional<std::int64_t> next_time() const;
    // The queue is empty, and time goes on from here.
    void restart(std::int64_t now) { wheel_.restart(now); }

    // Drops the pushed events for which `drops(event)` holds, in time linear in size().
    template <typename Predicate>
    void erase_if(Predicate drops) {
        wheel_.erase_if(drops);
    }

    // Room for so many pushed events, so that pushing them allocates nothing.
    void reserve(std::size_t count) { wheel_.reserve(count); }

  private:
    std::uint64_t pushed_ = 0;
    FixedDelays lines_;
    TimingWheel wheel_;
};

template <typename Expect>
QueuedEvent EventQueue::pop(std::int64_t until, Expect expect) {
    auto const first = lines_.first();
    // Whatever the wheel has at `until` still comes.
    auto const before = std::min(first, Turn(until, std::numeric_limits<std::uint64_t>::max()));
    if (wheel_.earliest() <= before.time) {
        if (auto const event = wheel_.pop(before, expect); event.what != 0) return event;
    }
    if (lines_.size() == 0 || first.time > until) return {};
    return lines_.pop(expect);
}

}  // namespace voiplab::sim
