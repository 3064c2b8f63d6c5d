#include "voiplab/sim/scheduler.hpp"

#include "voiplab/sim/prefetch.hpp"

#include <algorithm>
#include <cassert>
#include <limits>

namespace voiplab::sim {

namespace {
// Below this many events a search for husks is not worth its call.
constexpr std::size_t smallest_search = 64;
// The lowest bit of what the queue holds tells a callback's slot from something that recurs.
constexpr std::uintptr_t is_slot = 1;

// The queue holds addresses as numbers; a slot's with that bit set.
template <typename T>
T* pointer_to(std::uintptr_t what) {
    // NOLINTNEXTLINE(performance-no-int-to-ptr): what the compiler then cannot know is not worth a wider event
    return reinterpret_cast<T*>(what & ~is_slot);
}

// Fetches from memory what an event is going to touch. Callbacks are in one table, which is small.
struct Expect {
    void operator()(std::uintptr_t what, unsigned turns) const {
        if ((what & is_slot) != 0) return;
        if (turns <= 2) {
            pointer_to<Recurring const>(what)->prefetch_run(turns);
        } else {
            prefetch(pointer_to<void const>(what));
        }
    }
};

constexpr auto end_of_time = std::numeric_limits<std::int64_t>::max();
}  // namespace

Scheduler::Slot* Scheduler::slot_of(QueuedEvent const& event) {
    return (event.what & is_slot) != 0 ? pointer_to<Slot>(event.what) : nullptr;
}

bool Scheduler::is_husk(QueuedEvent const& event) {
    auto const* const slot = slot_of(event);
    return slot != nullptr && slot->id == 0;
}

EventHandle Scheduler::schedule(Time at, Callback callback) {
    assert(callback && "an event needs something to run");
    assert(scheduled_ < max_events);
    auto& slot = take_slot();
    slot.id = (++scheduled_ << slot_bits) | slot.number;
    slot.callback = callback;
    assert(at >= now_ && "an event cannot be scheduled in the past");
    queue_.push({at.time_since_epoch().count(), reinterpret_cast<std::uintptr_t>(&slot) | is_slot});
    return EventHandle(slot.id);
}

void Scheduler::schedule(Time at, Recurring& recurring) {
    assert(at >= now_ && "an event cannot be scheduled in the past");
    queue_.push_recurring({at.time_since_epoch().count(), reinterpret_cast<std::uintptr_t>(&recurring)},
                          (at - now_).count());
}

bool Scheduler::pending(EventHandle handle) const {
    if (handle.id_ == 0) return false;
    auto const number = handle.id_ & max_pending;
    assert(number < slots_.size() && "a handle belongs to the scheduler that gave it");
    return slots_[number].id == handle.id_;
}

bool Scheduler::cancel(EventHandle handle) {
    if (!pending(handle)) return false;
    slots_[handle.id_ & max_pending].id = 0;
    ++husks_;
    if (queue_.size() >= smallest_search && husks_ * 2 > queue_.size()) drop_husks();
    return true;
}

bool Scheduler::run_next(std::int64_t until) {
    for (auto next = queue_.pop(until, Expect{}); next.what != 0; next = queue_.pop(until, Expect{})) {
        auto* const slot = slot_of(next);
        if (slot == nullptr) {
            now_ = Time{Duration{next.time}};
            ++executed_;
            pointer_to<Recurring>(next.what)->run();
            return true;
        }
        auto const cancelled = slot->id == 0;
        // Released before it runs, so that the event may schedule its successor into its own slot.
        auto callback = slot->callback;
        release(*slot);
        if (cancelled) {
            --husks_;
            continue;
        }
        now_ = Time{Duration{next.time}};
        ++executed_;
        callback();
        return true;
    }
    // Husks may have led the queue beyond now().
    if (queue_.empty()) queue_.restart(now_.time_since_epoch().count());
    return false;
}

bool Scheduler::step() {
    return run_next(end_of_time);
}

void Scheduler::run_until(Time until) {
    while (run_next(until.time_since_epoch().count())) {
    }
    now_ = std::max(now_, until);
}

bool Scheduler::run_until(Time until, std::uint64_t most_events) {
    auto const end = until.time_since_epoch().count();
    auto more = true;
    while (more && executed_ < most_events) {
        more = run_next(end);
    }
    if (more) {
        auto const further = next();
        if (further && *further <= until) return false;
    }
    now_ = std::max(now_, until);
    return true;
}

void Scheduler::run() {
    while (step()) {
    }
}

std::optional<Time> Scheduler::next() {
    if (husks_ > 0) drop_husks();
    auto const time = queue_.next_time();
    if (!time) return std::nullopt;
    return Time{Duration{*time}};
}

void Scheduler::reserve(std::size_t events) {
    queue_.reserve(events);
    while (slots_.size() < events) {
        auto& slot = slots_.emplace_back();
        slot.number = static_cast<std::uint32_t>(slots_.size() - 1);
        release(slot);
    }
}

void Scheduler::drop_husks() {
    queue_.erase_if([this](QueuedEvent const& event) {
        if (!is_husk(event)) return false;
        release(*slot_of(event));
        return true;
    });
    husks_ = 0;
}

Scheduler::Slot& Scheduler::take_slot() {
    if (free_ == nullptr) {
        assert(slots_.size() < max_pending && "too many pending events");
        auto& slot = slots_.emplace_back();
        slot.number = static_cast<std::uint32_t>(slots_.size() - 1);
        return slot;
    }
    auto& slot = *free_;
    free_ = slot.next_free;
    return slot;
}

void Scheduler::release(Slot& slot) {
    slot.id = 0;
    slot.next_free = free_;
    free_ = &slot;
}

}  // namespace voiplab::sim
