#pragma once

#include "voiplab/sim/time.hpp"

#include <cstdint>

namespace voiplab::media {

// How long that takes which a clock takes for `nominal`, where the clock runs so many parts in a million too fast.
[[nodiscard]] constexpr sim::Duration by_skewed_clock(sim::Duration nominal, int ppm) {
    constexpr std::int64_t million = 1'000'000;
    if (ppm == 0) return nominal;
    auto const divisor = million + ppm;
    return sim::Duration((nominal.count() * million + divisor / 2) / divisor);
}

}  // namespace voiplab::media
