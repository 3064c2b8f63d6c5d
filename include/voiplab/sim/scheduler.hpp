#pragma once

#include "voiplab/sim/callback.hpp"
#include "voiplab/sim/event_queue.hpp"
#include "voiplab/sim/recurring.hpp"
#include "voiplab/sim/time.hpp"

#include <cstdint>
#include <deque>
#include <optional>

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
// A queue (event_queue.hpp) of what is to run: things that recur, and callbacks in a table beside it. A cancelled
// callback keeps its place in both until it comes up; when more than half of the queue are such husks they are all
// dropped, so cancelling costs O(1) amortised. After warm-up nothing here allocates.
class Scheduler {
  public:
    // At most this many callbacks may be pending at once, and this many may be scheduled in one run.
    static constexpr std::uint32_t max_pending = (1U << 24) - 1;
    static constexpr std::uint64_t max_events = (1ULL << 40) - 1;

    [[nodiscard]] Time now() const { return now_; }

    // Runs `callback` at `at`, which must not lie before now().
    EventHandle schedule(Time at, Callback callback);
    EventHandle schedule_in(Duration delay, Callback callback) { return schedule(now_ + delay, callback); }
    // Runs `recurring` at `at`, which must not lie before now(). No earlier event of it may be pending.
    void schedule(Time at, Recurring& recurring);

    // Forgets the event; it will not run. Returns false where the handle names no pending event.
    bool cancel(EventHandle handle);
    [[nodiscard]] bool pending(EventHandle handle) const;

    // Runs one event; false if none is left.
    bool step();
    // Runs all events up to and including `until`; now() is then `until`.
    void run_until(Time until);
    // The same as long as executed_count() stays at most `most_events`. False where a further event comes before: now()
    // is then the time of the last one that ran.
    bool run_until(Time until, std::uint64_t most_events);
    // Runs until no event is left.
    void run();
    // The time of the next event, if one is pending.
    [[nodiscard]] std::optional<Time> next();

    [[nodiscard]] std::size_t pending_count() const { return queue_.size() - husks_; }
    [[nodiscard]] std::uint64_t executed_count() const { return executed_; }

    // Room for so many pending events, so that none of the first ones allocates.
    void reserve(std::size_t events);

  private:
    // A callback's place; its address is known to the queue.
    struct Slot {
        Callback callback;
        std::uint64_t id = 0;  // of the pending event that holds it; 0: none, or it was cancelled
        Slot* next_free = nullptr;
        std::uint32_t number = 0;
    };
    // An id is the event's number in the order of scheduling, from 1, above that of its slot: unique in a run.
    static constexpr unsigned slot_bits = 24;

    [[nodiscard]] static Slot* slot_of(QueuedEvent const& event);
    [[nodiscard]] static bool is_husk(QueuedEvent const& event);
    // Runs the next event that comes at or before `until`; false if there is none.
    bool run_next(std::int64_t until);
    Slot& take_slot();
    void release(Slot& slot);
    void drop_husks();

    // First, as most who hold a scheduler ask for the time.
    Time now_{};
    std::uint64_t scheduled_ = 0;
    std::uint64_t executed_ = 0;
    EventQueue queue_;
    std::deque<Slot> slots_;
    Slot* free_ = nullptr;
    std::size_t husks_ = 0;
};

}  // namespace voiplab::sim
