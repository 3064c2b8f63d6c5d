#pragma once

#include <chrono>
#include <cstdint>

namespace voiplab::sim {

// Simulated time counts from the start of a run. Integer nanoseconds: sums are exact on every machine.
using Duration = std::chrono::duration<std::int64_t, std::nano>;

// The clock of a run. It has no now(): the scheduler that owns the run knows what time it is.
struct Clock {
    using duration = Duration;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::time_point<Clock, duration>;
    static constexpr bool is_steady = true;
};

using Time = Clock::time_point;

}  // namespace voiplab::sim
