#include "voiplab/models/media/tone.hpp"

#include "voiplab/models/media/level.hpp"
#include "voiplab/models/media/rtp.hpp"

#include <cassert>
#include <cmath>
#include <utility>
#include <vector>

namespace voiplab::media {

namespace {

constexpr std::uint32_t phases = telephone_rate;
constexpr std::int64_t one = std::int64_t{1} << 30;  // 1.0 in this file's fixed point

// sin(2 pi phase / 8000) for the first quarter, by its Taylor series; the terms up to x^13 leave less than one unit.
constexpr std::int64_t sine_of_quarter(std::uint32_t phase) {
    constexpr std::int64_t two_pi = 6'746'518'852;  // 2 pi in 1/2^30
    auto const x = two_pi * phase / phases;
    auto const square = x * x / one;
    auto term = x;
    auto sum = x;
    for (std::int64_t n = 2; n <= 12; n += 2) {
        term = -(term * square / one) / (n * (n + 1));
        sum += term;
    }
    return sum;
}

constexpr std::int64_t sine(std::uint32_t phase) {
    auto const half = phase % (phases / 2);
    auto const quarter = half <= phases / 4 ? half : phases / 2 - half;
    return phase < phases / 2 ? sine_of_quarter(quarter) : -sine_of_quarter(quarter);
}

std::int64_t amplitude_of(double level_dbm0) {
    assert(level_dbm0 >= smallest_sine_dbm0 && level_dbm0 <= largest_sine_dbm0);
    auto const hundredths_below = std::llround((largest_sine_dbm0 - level_dbm0) * 100);
    return overload * attenuation(hundredths_below) / (one_to_one / 65536);
}

}  // namespace

ToneSource::ToneSource(std::uint32_t frequency_hz, double level_dbm0)
    : frequency_hz_(frequency_hz), amplitude_(amplitude_of(level_dbm0)) {
    assert(frequency_hz >= 1 && frequency_hz < telephone_rate / 2);
}

void ToneSource::read(std::span<std::int16_t> samples) {
    constexpr auto unit = one * 65536;
    for (auto& sample : samples) {
        auto const value = amplitude_ * sine(phase_);
        sample = static_cast<std::int16_t>((value + (value < 0 ? -unit / 2 : unit / 2)) / unit);
        phase_ = (phase_ + frequency_hz_) % phases;
    }
}

AudioClip make_tone(std::uint32_t frequency_hz, double level_dbm0, sim::Duration duration) {
    assert(duration >= sim::Duration::zero());
    std::vector<std::int16_t> samples(to_rtp_time(duration, telephone_rate));
    ToneSource(frequency_hz, level_dbm0).read(samples);
    return AudioClip(std::move(samples));
}

}  // namespace voiplab::media
