#include "voiplab/models/net/linux_timer.hpp"

#include <cassert>
#include <cstdint>

namespace voiplab::net {

namespace {

__extension__ using Wide = __int128;

constexpr Wide nanoseconds_per_second = 1'000'000'000;
// The wheel has nine levels of 64 slots; a slot of a level lasts eight times as long as one of the level before.
constexpr int levels = 9;
constexpr int slot_bits_per_level = 3;
// A level starts at 63, not 64, slots of the level before: the slot that is added below must still fit into it.
constexpr std::int64_t first_delta_of_level_1 = 63;

int level_for(std::int64_t delta) {
    int level = 0;
    for (auto limit = first_delta_of_level_1; level < levels - 1 && delta >= limit; limit <<= slot_bits_per_level) {
        ++level;
    }
    return level;
}

}  // namespace

sim::Time linux_timer_expiry(sim::Time now, sim::Duration delay, unsigned hz) {
    assert(delay >= sim::Duration::zero());
    if (hz == 0) return now + delay;
    auto const jiffies = static_cast<std::int64_t>(Wide{now.time_since_epoch().count()} * hz / nanoseconds_per_second);
    auto const delta =
        static_cast<std::int64_t>((Wide{delay.count()} * hz + nanoseconds_per_second - 1) / nanoseconds_per_second);
    auto const shift = level_for(delta) * slot_bits_per_level;
    // calc_index(): always the next slot, so that a timer armed late in a tick does not fire early.
    auto const slot_start = (((jiffies + delta) >> shift) + 1) << shift;
    auto const nanoseconds = (Wide{slot_start} * nanoseconds_per_second + hz - 1) / hz;
    return sim::Time{sim::Duration{static_cast<std::int64_t>(nanoseconds)}};
}

}  // namespace voiplab::net
