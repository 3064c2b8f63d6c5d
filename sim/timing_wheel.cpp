#include "voiplab/sim/timing_wheel.hpp"

#include <algorithm>
#include <cassert>

namespace voiplab::sim {

// The first time whose digits are the base's above that level, the slot on it, and zero below.
std::int64_t TimingWheel::start_of(std::size_t level, std::size_t slot) const {
    auto const shift = digit_bits * static_cast<unsigned>(level);
    auto const above = shift + digit_bits;
    auto const kept = above < 64 ? static_cast<std::uint64_t>(base_) >> above << above : 0;
    return static_cast<std::int64_t>(kept | static_cast<std::uint64_t>(slot) << shift);
}

void TimingWheel::push(QueuedEvent event) {
    assert(event.time >= base_ && "time never runs back");
    assert(event.what != 0);
    place(event);
    earliest_ = std::min(earliest_, event.time);
    ++size_;
}

QueuedEvent TimingWheel::take_first(Slot& slot, std::size_t level, std::size_t number) {
    auto const event = slot.first;
    --size_;
    if (slot.others != nullptr) {
        take_next(slot);
    } else {
        slot.first.what = 0;
        mark_empty(level, number);
    }
    return event;
}

std::optional<std::int64_t> TimingWheel::next_time() const {
    if (levels_in_use_ == 0) return std::nullopt;
    auto const level = lowest_bit(levels_in_use_);
    auto const& slot = slots_[level * slots_per_level + in_use_[level].first()];
    auto earliest = slot.first.time;
    for (auto const* piece = slot.others; piece != nullptr; piece = piece->next) {
        for (auto i = piece->taken; i < piece->held; ++i) {
            earliest = std::min(earliest, piece->events[i].time);
        }
    }
    return earliest;
}

void TimingWheel::restart(std::int64_t now) {
    assert(empty());
    base_ = now;
}

void TimingWheel::append(Slot& slot, QueuedEvent event) {
    if (slot.others == nullptr) {
        slot.others = slot.last = &take_piece();
    } else if (slot.last->held == Piece::capacity) {
        slot.last = slot.last->next = &take_piece();
    }
    slot.last->events[slot.last->held++] = event;
}

// The slot's first event has gone, and there are others.
void TimingWheel::take_next(Slot& slot) {
    auto& piece = *slot.others;
    slot.first = piece.events[piece.taken++];
    if (piece.taken < piece.held) return;
    slot.others = piece.next;
    give_back(piece);
}

void TimingWheel::mark_empty(std::size_t level, std::size_t slot) {
    in_use_[level].remove(slot);
    if (in_use_[level].none()) levels_in_use_ &= ~(std::uint64_t{1} << level);
}

TimingWheel::Slot TimingWheel::detach(std::size_t level, std::size_t slot) {
    auto const detached = slot_at(level, slot);
    slot_at(level, slot) = {};
    mark_empty(level, slot);
    return detached;
}

TimingWheel::Piece& TimingWheel::take_piece() {
    if (spare_ == nullptr) return pieces_.emplace_back();
    auto& piece = *spare_;
    spare_ = piece.next;
    piece.next = nullptr;
    piece.taken = piece.held = 0;
    return piece;
}

void TimingWheel::give_back(Piece& piece) {
    piece.next = spare_;
    spare_ = &piece;
}

void TimingWheel::reserve(std::size_t count) {
    // At worst the events are two to a slot.
    auto const wanted = std::min(count / 2, slots_.size()) + count / Piece::capacity + 1;
    while (pieces_.size() < wanted) {
        give_back(pieces_.emplace_back());
    }
}

}  // namespace voiplab::sim
