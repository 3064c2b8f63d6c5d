#pragma once

#include "voiplab/sim/prefetch.hpp"
#include "voiplab/sim/queued_event.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <limits>
#include <optional>
#include <vector>

namespace voiplab::sim {

// A priority queue for a time that never runs back: a hierarchical timing wheel (Varghese and Lauck 1987, doi
// 10.1145/41457.37504), which is a radix heap (Ahuja et al. 1990, doi 10.1145/77600.77615) of base 2048. Events of one
// time come out in the order in which they were pushed.
//
// `base_` is a time that no event lies before. An event stands on the level of the highest of its time's digits that
// differs from the base's, in the slot of that digit. When the base comes to a slot its events move down a level or
// more, so an event is moved once or twice in its life however many there are, and always together with its neighbours:
// the slots of the lowest levels are 1 ns, 2 us, 4 ms and 9 s wide.
class TimingWheel {
  public:
    TimingWheel() : slots_(levels * slots_per_level) {}
    TimingWheel(TimingWheel const&) = delete;
    TimingWheel& operator=(TimingWheel const&) = delete;

    [[nodiscard]] bool empty() const { return size_ == 0; }
    [[nodiscard]] std::size_t size() const { return size_; }

    // The event must not lie before the last one that was popped, nor before the latest `before` of a pop that found
    // none; restart() forgets both. Events of one time are pushed in their order.
    void push(QueuedEvent event);
    // Takes out the first event, unless its turn does not come before that one or there is none: then its `what` is 0.
    // Where there are many_events, `expect(what, turns)` is called for those that are next, three, two and one turns
    // ahead.
    template <typename Expect>
    QueuedEvent pop(Turn before, Expect expect);
    // No event lies before that time.
    [[nodiscard]] std::int64_t earliest() const { return earliest_; }
    // The time of the first event. It may have to search for it among its neighbours.
    [[nodiscard]] std::optional<std::int64_t> next_time() const;
    // The queue is empty, and time goes on from here.
    void restart(std::int64_t now);

    // Drops the events for which `drops(event)` holds, in time linear in size().
    template <typename Predicate>
    void erase_if(Predicate drops) {
        for (std::size_t level = 0; level < levels; ++level) {
            for (auto in_use = in_use_[level]; !in_use.none(); in_use.remove(in_use.first())) {
                consume(detach(level, in_use.first()), [&](QueuedEvent const& event) {
                    if (drops(event)) {
                        --size_;
                    } else {
                        place(event);
                    }
                });
            }
        }
    }

    // Room for so many events, so that pushing them allocates nothing.
    void reserve(std::size_t count);

  private:
    static constexpr unsigned digit_bits = 11;
    static constexpr std::size_t slots_per_level = std::size_t{1} << digit_bits;
    static constexpr std::size_t levels = (63 + digit_bits - 1) / digit_bits;

    // Where a slot has more than one event the others stand in pieces of equal size, which go from slot to slot, so
    // that memory follows the number of events and not the most that each slot once held.
    struct alignas(64) Piece {
        static constexpr std::size_t capacity = 7;
        Piece* next = nullptr;
        std::uint32_t taken = 0;
        std::uint32_t held = 0;  // taken ones included
        std::array<QueuedEvent, capacity> events;
    };
    static_assert(sizeof(Piece) == 192);
    // First in, first out.
    struct Slot {
        QueuedEvent first;  // `what` is 0: empty
        Piece* others = nullptr;
        Piece* last = nullptr;
    };
    // Which slots of a level hold events.
    struct SlotsInUse {
        std::uint64_t words_in_use = 0;
        std::array<std::uint64_t, slots_per_level / 64> words{};

        [[nodiscard]] bool none() const { return words_in_use == 0; }
        [[nodiscard]] std::size_t first() const {
            auto const word = lowest_bit(words_in_use);
            return word * 64 + lowest_bit(words[word]);
        }
        // The first one behind that slot; slots_per_level if there is none.
        [[nodiscard]] std::size_t next(std::size_t slot) const {
            auto word = slot / 64;
            // Shifted twice, as a shift by 64 is none.
            if (auto const rest = words[word] >> slot % 64 >> 1; rest != 0) return slot + 1 + lowest_bit(rest);
            auto const later = words_in_use >> word >> 1;
            if (later == 0) return slots_per_level;
            word += 1 + lowest_bit(later);
            return word * 64 + lowest_bit(words[word]);
        }
        void add(std::size_t slot) {
            words[slot / 64] |= std::uint64_t{1} << slot % 64;
            words_in_use |= std::uint64_t{1} << slot / 64;
        }
        void remove(std::size_t slot) {
            words[slot / 64] &= ~(std::uint64_t{1} << slot % 64);
            if (words[slot / 64] == 0) words_in_use &= ~(std::uint64_t{1} << slot / 64);
        }
    };

    static constexpr auto no_time = std::numeric_limits<std::int64_t>::max();
    static std::size_t lowest_bit(std::uint64_t bits) { return static_cast<std::size_t>(__builtin_ctzll(bits)); }
    static constexpr unsigned most_turns = 3;

    [[nodiscard]] std::int64_t start_of(std::size_t level, std::size_t slot) const;
    [[nodiscard]] Slot& slot_at(std::size_t level, std::size_t slot) { return slots_[level * slots_per_level + slot]; }

    // The base has come to that slot of the second lowest level: the next ones are one turn nearer.
    template <typename Expect>
    void look_ahead(std::size_t slot, Expect& expect);
    void place(QueuedEvent event);
    void append(Slot& slot, QueuedEvent event);
    QueuedEvent take_first(Slot& slot, std::size_t level, std::size_t number);
    void take_next(Slot& slot);
    void mark_empty(std::size_t level, std::size_t slot);
    Slot detach(std::size_t level, std::size_t slot);
    template <typename Visitor>
    void consume(Slot const& from, Visitor visit);
    Piece& take_piece();
    void give_back(Piece& piece);

    std::size_t size_ = 0;
    std::int64_t base_ = 0;
    std::int64_t earliest_ = no_time;
    std::uint64_t levels_in_use_ = 0;
    Piece* spare_ = nullptr;
    std::array<SlotsInUse, levels> in_use_{};
    std::vector<Slot> slots_;
    std::deque<Piece> pieces_;
};

inline void TimingWheel::place(QueuedEvent event) {
    // | 1: for the base's own time too, level 0.
    auto const differing = static_cast<std::uint64_t>(event.time ^ base_) | 1U;
    auto const level = (63U - static_cast<unsigned>(__builtin_clzll(differing))) / digit_bits;
    auto const number = static_cast<std::size_t>(event.time >> digit_bits * level) & (slots_per_level - 1);
    auto& slot = slot_at(level, number);
    if (slot.first.what != 0) {
        append(slot, event);
        return;
    }
    slot.first = event;
    in_use_[level].add(number);
    levels_in_use_ |= std::uint64_t{1} << level;
}

template <typename Expect>
QueuedEvent TimingWheel::pop(Turn before, Expect expect) {
    while (levels_in_use_ != 0) {
        auto const level = lowest_bit(levels_in_use_);
        auto const number = in_use_[level].first();
        auto& slot = slot_at(level, number);
        // On level 0 all of a slot have one time; alone in its slot, an event is the first of all.
        auto const is_first = level == 0 || slot.others == nullptr;
        // Of others the first one's turn may come as soon as their slot's time.
        auto const reached = is_first ? Turn(slot.first) : Turn(start_of(level, number), 0);
        earliest_ = reached.time;
        if (!(reached < before)) return {};
        base_ = reached.time;
        if (level == 1 && size_ >= many_events) look_ahead(number, expect);
        if (is_first) return take_first(slot, level, number);
        consume(detach(level, number), [this](QueuedEvent const& event) { place(event); });
    }
    earliest_ = no_time;
    return {};
}

template <typename Expect>
void TimingWheel::look_ahead(std::size_t slot, Expect& expect) {
    for (auto turns = 1U; turns <= most_turns; ++turns) {
        slot = in_use_[1].next(slot);
        if (slot == slots_per_level) return;
        auto const& ahead = slot_at(1, slot);
        expect(ahead.first.what, turns);
        for (auto const* piece = ahead.others; piece != nullptr; piece = piece->next) {
            for (auto i = piece->taken; i < piece->held; ++i) {
                expect(piece->events[i].what, turns);
            }
        }
    }
}

template <typename Visitor>
void TimingWheel::consume(Slot const& from, Visitor visit) {
    visit(from.first);
    for (auto* piece = from.others; piece != nullptr;) {
        prefetch(piece->next);
        for (auto i = piece->taken; i < piece->held; ++i) {
            visit(piece->events[i]);
        }
        auto* const next = piece->next;
        give_back(*piece);
        piece = next;
    }
}

}  // namespace voiplab::sim
