#include "voiplab/models/media/comfort_noise.hpp"

#include <algorithm>
#include <bit>
#include <cassert>

namespace voiplab::media {

namespace {

constexpr std::uint8_t middle_index = 127;
constexpr std::uint8_t largest_index = 254;
constexpr std::int64_t step = 258;        // between two reflection coefficients (RFC 3389 section 3.2)
constexpr std::int64_t unity = 32768;     // a reflection coefficient of 1
constexpr std::int64_t fraction = 65536;  // the filter's state is in 1/65536 of a sample's value

std::int64_t coefficient(std::uint8_t index) {
    return step * (index - middle_index);
}

std::uint8_t nearest_index(std::int64_t reflection) {
    auto const half = reflection < 0 ? -step / 2 : step / 2;
    return static_cast<std::uint8_t>(
        std::clamp<std::int64_t>((reflection + half) / step + middle_index, 0, largest_index));
}

// Of a number below 2^62.
std::int64_t square_root(std::int64_t number) {
    std::int64_t root = 0;
    for (auto bit = std::int64_t{1} << 30; bit > 0; bit /= 2) {
        if ((root + bit) * (root + bit) <= number) root += bit;
    }
    return root;
}

using Autocorrelation = std::array<std::int64_t, ComfortNoise::largest_order + 1>;

// Scaled so that products with `unity` fit.
Autocorrelation autocorrelation(std::span<std::int16_t const> samples, std::size_t order) {
    Autocorrelation sums{};
    for (std::size_t lag = 0; lag <= std::min(order, samples.size()); ++lag) {
        for (std::size_t i = lag; i < samples.size(); ++i) {
            sums[lag] += std::int64_t{samples[i]} * samples[i - lag];
        }
    }
    auto const width = static_cast<int>(std::bit_width(static_cast<std::uint64_t>(sums[0])));
    for (auto& sum : sums) {
        if (width > 40) sum >>= width - 40;
    }
    return sums;
}

}  // namespace

std::optional<ComfortNoise> parse_comfort_noise(std::span<std::uint8_t const> payload) {
    if (payload.empty()) return std::nullopt;
    ComfortNoise noise;
    noise.level = payload[0] & 0x7f;
    auto const indices = payload.subspan(1, std::min(payload.size() - 1, ComfortNoise::largest_order));
    noise.order = static_cast<std::uint8_t>(indices.size());
    std::transform(indices.begin(), indices.end(), noise.indices.begin(),
                   [](std::uint8_t index) { return index > largest_index ? middle_index : index; });
    return noise;
}

std::span<std::uint8_t> write_comfort_noise(ComfortNoise const& noise, std::span<std::uint8_t> out) {
    assert(noise.level <= 127 && noise.order <= ComfortNoise::largest_order && out.size() > noise.order);
    out[0] = noise.level;
    std::copy_n(noise.indices.begin(), noise.order, out.begin() + 1);
    return out.first(std::size_t{1} + noise.order);
}

// Le Roux and Gueguen's recursion (1977), as GSM 06.10 has it in section 4.2.5: the reflection coefficients without the
// predictor's own, whose size is not bounded.
ComfortNoise describe_noise(std::span<std::int16_t const> samples, std::size_t order) {
    assert(order <= ComfortNoise::largest_order);
    ComfortNoise noise;
    noise.level = static_cast<std::uint8_t>((-level_of(samples) + 50) / 100);
    noise.order = static_cast<std::uint8_t>(order);
    std::fill_n(noise.indices.begin(), order, middle_index);
    auto forward = autocorrelation(samples, order);
    auto backward = forward;
    for (std::size_t i = 0; i < order && forward[0] > 0; ++i) {
        auto const reflection = std::clamp(-forward[1] * unity / forward[0], -unity, unity);
        noise.indices[i] = nearest_index(reflection);
        forward[0] += forward[1] * reflection / unity;
        for (std::size_t m = 1; m + i < order; ++m) {
            auto const ahead = forward[m + 1];
            forward[m] = ahead + backward[m] * reflection / unity;
            backward[m] += ahead * reflection / unity;
        }
    }
    return noise;
}

void ComfortNoiseGenerator::set(ComfortNoise const& noise) {
    // The filter's state means nothing to other coefficients, and could be too much for them.
    if (noise.order != noise_.order || noise.indices != noise_.indices) backward_.fill(0);
    noise_ = noise;
    // Of the power of white noise with a variance of 1, the filter makes 1 / product of (1 - k^2).
    auto power = one_to_one;
    for (std::size_t i = 0; i < noise.order; ++i) {
        auto const k = coefficient(noise.indices[i]);
        power = power * (unity * unity - k * k) / (unity * unity);
    }
    // A uniform distribution up to A has the variance A^2 / 3.
    auto const root = square_root(3 * power * one_to_one);
    auto const amplitude = overload * attenuation(std::int64_t{100} * noise.level) / (one_to_one / fraction);
    excitation_ = amplitude * root / one_to_one;
}

void ComfortNoiseGenerator::read(std::span<std::int16_t> samples) {
    std::span const indices(noise_.indices.data(), noise_.order);
    for (auto& sample : samples) {
        // 32 random bits as a signed fraction of 2^31.
        auto value = excitation_ * static_cast<std::int32_t>(random_.bits()) / (std::int64_t{1} << 31);
        for (auto i = indices.size(); i-- > 0;) {
            auto const k = coefficient(indices[i]);
            value -= k * backward_[i] / unity;
            if (i + 1 < indices.size()) backward_[i + 1] = backward_[i] + k * value / unity;
        }
        if (!indices.empty()) backward_[0] = value;
        auto const rounded = (value + (value < 0 ? -fraction / 2 : fraction / 2)) / fraction;
        sample = static_cast<std::int16_t>(std::clamp<std::int64_t>(rounded, -32768, 32767));
    }
}

}  // namespace voiplab::media
