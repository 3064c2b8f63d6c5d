#include "voiplab/sim/scheduler.hpp"

#include <algorithm>
#include <cassert>

namespace voiplab::sim {

namespace {
// Below this many keys a rebuild is not worth its call.
constexpr std::size_t smallest_rebuild = 64;
}  // namespace

EventHandle Scheduler::schedule(Time at, Callback callback) {
    assert(at >= now_ && "an event cannot be scheduled in the past");
    assert(callback && "an event needs something to run");
    assert(scheduled_ < max_events);
    auto const slot = take_slot();
    auto const id = (++scheduled_ << slot_bits) | slot;
    slots_[slot] = id;
    callbacks_[slot] = callback;
    queue_.push({at.time_since_epoch().count(), id});
    return EventHandle(id);
}

bool Scheduler::pending(EventHandle handle) const {
    if (handle.id_ == 0) return false;
    assert(slot_of(handle.id_) < slots_.size() && "a handle belongs to the scheduler that gave it");
    return live(handle.id_);
}

bool Scheduler::cancel(EventHandle handle) {
    if (!pending(handle)) return false;
    release_slot(slot_of(handle.id_));
    ++husks_;
    if (queue_.size() >= smallest_rebuild && husks_ * 2 > queue_.size()) {
        queue_.erase_if([this](EventKey const& key) { return !live(key.id); });
        husks_ = 0;
    }
    return true;
}

bool Scheduler::step() {
    drop_leading_husks();
    if (queue_.empty()) return false;
    auto const key = queue_.front();
    queue_.pop();
    auto const slot = slot_of(key.id);
    now_ = Time{Duration{key.time}};
    // Released before it runs, so that the event may schedule its successor into its own slot.
    auto callback = callbacks_[slot];
    release_slot(slot);
    ++executed_;
    prefetch_front();
    callback();
    return true;
}

void Scheduler::run_until(Time until) {
    for (auto at = next(); at && *at <= until; at = next()) {
        step();
    }
    now_ = std::max(now_, until);
}

void Scheduler::run() {
    while (step()) {
    }
}

std::optional<Time> Scheduler::next() {
    drop_leading_husks();
    if (queue_.empty()) return std::nullopt;
    return Time{Duration{queue_.front().time}};
}

void Scheduler::reserve(std::size_t events) {
    queue_.reserve(events);
    slots_.reserve(events);
    callbacks_.reserve(events);
}

void Scheduler::drop_leading_husks() {
    while (husks_ > 0 && !live(queue_.front().id)) {
        queue_.pop();
        --husks_;
    }
}

// Most likely the next to run: its lines arrive while the present event does.
void Scheduler::prefetch_front() const {
    if (queue_.empty()) return;
    auto const slot = slot_of(queue_.front().id);
    __builtin_prefetch(&slots_[slot]);
    __builtin_prefetch(&callbacks_[slot]);
}

std::uint64_t Scheduler::take_slot() {
    if (free_head_ == no_slot) {
        assert(slots_.size() < max_pending && "too many pending events");
        slots_.push_back(no_slot);
        callbacks_.emplace_back();
        return slots_.size() - 1;
    }
    auto const slot = free_head_;
    free_head_ = slots_[slot];
    return slot;
}

void Scheduler::release_slot(std::size_t slot) {
    slots_[slot] = free_head_;
    free_head_ = slot;
}

}  // namespace voiplab::sim
