#include "voiplab/models/media/level.hpp"

#include <algorithm>
#include <bit>
#include <cassert>

namespace voiplab::media {

namespace {

// The logarithm to base 2 in 1/65536, rounded down, of a number above 0: a bit for each squaring.
std::int64_t logarithm(std::uint64_t number) {
    assert(number > 0);
    auto const whole = static_cast<int>(std::bit_width(number)) - 1;
    auto mantissa = whole <= 31 ? number << (31 - whole) : number >> (whole - 31);  // 1 to 2, in 1/2^31
    std::int64_t result = whole;
    for (int bit = 0; bit < 16; ++bit) {
        mantissa = mantissa * mantissa >> 31;
        result *= 2;
        if (mantissa >= std::uint64_t{1} << 32) {
            mantissa /= 2;
            ++result;
        }
    }
    return result;
}

}  // namespace

Level level_of(std::span<std::int16_t const> samples) {
    std::uint64_t power = 0;
    for (auto const sample : samples) {
        power += static_cast<std::uint64_t>(std::int64_t{sample} * sample);
    }
    if (power == 0) return lowest_level;
    auto const most = static_cast<std::uint64_t>(overload * overload) * samples.size();
    // 10 log10(2) is 3.0103: 301.03 hundredths of a dB for each doubling of the power.
    constexpr auto unit = std::int64_t{100} * 65536;
    auto const scaled = (logarithm(most) - logarithm(power)) * 30103;
    auto const below = (scaled + unit - 1) / unit;
    return std::clamp(static_cast<Level>(-below), lowest_level, 0);
}

std::int64_t attenuation(std::int64_t below) {
    assert(below >= 0);
    std::int64_t factor = 1'072'506'344;  // 10^(-1/2000): a hundredth of a dB
    auto product = one_to_one;
    for (; below > 0 && product > 0; below /= 2) {
        if (below % 2 != 0) product = product * factor / one_to_one;
        factor = factor * factor / one_to_one;
    }
    return product;
}

}  // namespace voiplab::media
