#pragma once

#include "voiplab/sim/callback.hpp"
#include "voiplab/sim/event_queue.hpp"
#include "voiplab/sim/time.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace voiplab::sim {

// Names one scheduled event. A handle outlives its event safely: once the event has run or was cancelled, it names
// nothing.
class EventHandle {
  public:
    EventHandle() = default;

  private:
    friend class Scheduler;
    explicit EventHandle(std::uint64_t id) : id_(id) {}
    std::uint64_t id_ = 0;  // 0 names no event
};

// The event loop of one run. Events at one time run in the order in which they were scheduled.
//
// A heap of 16-byte keys (event_queue.hpp) beside a table of the callbacks. A cancelled event leaves its key behind,
// which is dropped when it comes up; when more than half the keys are such husks the heap is rebuilt, so cancelling
// costs O(1) amortised. After warm-up nothing here allocates.
class Scheduler {
  public:
    // At most this many events may be pending at once, and this many may be scheduled in one run.
    static constexpr std::uint32_t max_pending = (1U << 24) - 1;
    static constexpr std::uint64_t max_events = (1ULL << 40) - 1;

    [[nodiscard]] Time now() const { return now_; }

    // Runs `callback` at `at`, which must not lie before now().
    EventHandle schedule(Time at, Callback callback);
    EventHandle schedule_in(Duration delay, Callback callback) { return schedule(now_ + delay, callback); }

    // Forgets the event; it will not run. Returns false where the handle names no pending event.
    bool cancel(EventHandle handle);
    [[nodiscard]] bool pending(EventHandle handle) const;

    // Runs one event; false if none is left.
    bool step();
    // Runs all events up to and including `until`; now() is then `until`.
    void run_until(Time until);
    // Runs until no event is left.
    void run();
    // The time of the next event, if one is pending.
    [[nodiscard]] std::optional<Time> next();

    [[nodiscard]] std::size_t pending_count() const { return queue_.size() - husks_; }
    [[nodiscard]] std::uint64_t executed_count() const { return executed_; }

    // Room for so many pending events, so that none of the first ones allocates.
    void reserve(std::size_t events);

  private:
    // An id is the event's number in the order of scheduling, from 1, above the slot of its callback: unique in a run,
    // and among events of one time ordered as they were scheduled.
    static constexpr unsigned slot_bits = 24;
    static constexpr std::uint64_t no_slot = max_pending;
    static constexpr std::size_t slot_of(std::uint64_t id) { return id & max_pending; }

    [[nodiscard]] bool live(std::uint64_t id) const { return slots_[slot_of(id)] == id; }
    std::uint64_t take_slot();
    void release_slot(std::size_t slot);
    void drop_leading_husks();
    void prefetch_front() const;

    EventQueue queue_;
    // Of each slot the id of the pending event that holds it, or the next free slot, which is less than any id.
    std::vector<std::uint64_t> slots_;
    std::vector<Callback> callbacks_;
    std::uint64_t free_head_ = no_slot;
    std::size_t husks_ = 0;
    std::uint64_t scheduled_ = 0;
    std::uint64_t executed_ = 0;
    Time now_{};
};

}  // namespace voiplab::sim
