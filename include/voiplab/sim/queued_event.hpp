#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>

namespace voiplab::sim {

// What is to happen when. What `what` means is its owner's affair, save that it is not 0 and is the address of
// something that will be looked at then, give or take the lowest bits: it is fetched from memory a little ahead of its
// time.
struct QueuedEvent {
    std::int64_t time = 0;  // not negative
    std::uintptr_t what = 0;
    std::uint64_t order = 0;  // of events of one time; from the queue
};

// When an event has its turn: by its time, and among those of one time by its order.
struct Turn {
    std::int64_t time = std::numeric_limits<std::int64_t>::max();
    std::uint64_t order = std::numeric_limits<std::uint64_t>::max();

    Turn() = default;
    Turn(std::int64_t at, std::uint64_t number) : time(at), order(number) {}
    explicit Turn(QueuedEvent const& event) : Turn(event.time, event.order) {}
    friend bool operator<(Turn const& a, Turn const& b) {
        // Without branches: FixedDelays compares several.
        return static_cast<bool>(static_cast<unsigned>(a.time < b.time) |
                                 (static_cast<unsigned>(a.time == b.time) & static_cast<unsigned>(a.order < b.order)));
    }
};

// From so many events on what they stand for is not surely near at hand: below, it is less than a megabyte.
inline constexpr std::size_t many_events = 1000;

}  // namespace voiplab::sim
