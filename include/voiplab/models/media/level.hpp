#pragma once

#include <cstdint>
#include <span>

// Levels of sound, from integer arithmetic alone: packets depend on them, and a logarithm's last bit differs from one C
// library to the next.
namespace voiplab::media {

// In hundredths of a dB. Against overload it is in dBov (RFC 3389 section 3.1): 0 dBov is the square wave that reaches
// the largest value of mu-law, which has +6.18 dBm0.
using Level = std::int32_t;
inline constexpr Level lowest_level = -12700;    // as RFC 3389 can say it; silence has it too
inline constexpr std::int64_t overload = 32636;  // mu-law's 8159 of 14 bits, in a 16-bit sample

// The level of these samples in dBov, rounded down: lowest_level to 0.
Level level_of(std::span<std::int16_t const> samples);

// 1.0 of the factor below.
inline constexpr std::int64_t one_to_one = std::int64_t{1} << 30;
// The factor of an amplitude that lies so far, 0 or more, below another: 10^(-below / 2000), in 1/2^30.
std::int64_t attenuation(std::int64_t below);

}  // namespace voiplab::media
