#pragma once

#include "voiplab/sim/time.hpp"

#include <compare>
#include <cstdint>

namespace voiplab::net {

struct ByteCount {
    std::uint64_t bytes = 0;
    auto operator<=>(ByteCount const&) const = default;
};

struct BitRate {
    std::uint64_t bits_per_second = 0;  // 0 stands for a medium without serialisation delay
    auto operator<=>(BitRate const&) const = default;
};

// From 0 to 1.
struct Probability {
    double value = 0;
    auto operator<=>(Probability const&) const = default;
    // What a draw of 32 bits is compared with: the probability's part of all that it can be, as tc hands it to the
    // kernel (iproute2, tc/q_netem.c).
    [[nodiscard]] constexpr std::uint32_t of_32_bits() const {
        auto const part = value * 4'294'967'295.0;
        auto const below = static_cast<std::uint32_t>(part);
        return part - below < 0.5 ? below : below + 1;
    }
};

// How long a medium of that rate takes to send so many bytes, rounded up to the nanosecond.
constexpr sim::Duration transmission_time(ByteCount size, BitRate rate) {
    if (rate.bits_per_second == 0) return sim::Duration{0};
    __extension__ using Wide = unsigned __int128;
    auto const bits = static_cast<Wide>(size.bytes) * 8U * 1'000'000'000U;
    return sim::Duration{static_cast<std::int64_t>((bits + rate.bits_per_second - 1) / rate.bits_per_second)};
}

}  // namespace voiplab::net
