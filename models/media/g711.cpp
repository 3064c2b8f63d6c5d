#include "voiplab/models/media/g711.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cstddef>

namespace voiplab::media {
namespace {

// G.711 Table 2: segment s of mu-law spans the values whose magnitude + 33 has s + 6 bits (14-bit values); the four
// bits below the leading one are the interval within the segment.
constexpr std::uint32_t mulaw_bias = 33;
constexpr std::uint32_t mulaw_largest = 8158;  // 8159 is the virtual decision value: overload takes the last interval

constexpr std::uint8_t mulaw_octet(std::uint32_t magnitude) {
    auto const biased = std::min(magnitude, mulaw_largest) + mulaw_bias;
    auto const segment = static_cast<std::uint32_t>(std::bit_width(biased)) - 6;
    auto const interval = (biased >> (segment + 1)) & 0x0f;
    return static_cast<std::uint8_t>(~(segment << 4 | interval));
}

constexpr std::int16_t mulaw_sample(std::uint8_t octet) {
    auto const bits = static_cast<std::uint8_t>(~octet);
    auto const segment = (bits >> 4) & 0x07;
    auto const magnitude = ((((bits & 0x0f) * 2 + 33) << segment) - 33) * 4;
    return static_cast<std::int16_t>((bits & 0x80) != 0 ? -magnitude : magnitude);
}

// G.711 Table 1, in steps of the first two segments (16 of a 16-bit sample): those two are one straight line.
constexpr std::uint32_t alaw_largest = 2047;
constexpr std::uint8_t alaw_even_bits = 0x55;

constexpr std::uint8_t alaw_octet(std::uint32_t steps) {
    auto const clipped = std::min(steps, alaw_largest);
    auto const segment = clipped < 16 ? 0 : static_cast<std::uint32_t>(std::bit_width(clipped)) - 4;
    auto const interval = (segment == 0 ? clipped : clipped >> (segment - 1)) & 0x0f;
    return static_cast<std::uint8_t>((0x80 | segment << 4 | interval) ^ alaw_even_bits);
}

constexpr std::int16_t alaw_sample(std::uint8_t octet) {
    auto const bits = octet ^ alaw_even_bits;
    auto const segment = (bits >> 4) & 0x07;
    auto const middle = (bits & 0x0f) * 16 + 8;
    auto const magnitude = segment == 0 ? middle : (middle + 256) << (segment - 1);
    return static_cast<std::int16_t>((bits & 0x80) != 0 ? magnitude : -magnitude);
}

// Encoding looks up the magnitude only, so that the tables fit a first-level cache; the sign is the octet's first bit.
constexpr auto mulaw_octets = [] {
    std::array<std::uint8_t, 8192 + 1> table{};
    for (std::uint32_t magnitude = 0; magnitude < table.size(); ++magnitude) {
        table[magnitude] = mulaw_octet(magnitude);
    }
    return table;
}();

constexpr auto alaw_octets = [] {
    std::array<std::uint8_t, 2048 + 1> table{};
    for (std::uint32_t steps = 0; steps < table.size(); ++steps) {
        table[steps] = alaw_octet(steps);
    }
    return table;
}();

template <typename Decode>
constexpr std::array<std::int16_t, 256> table_of(Decode decode_octet) {
    std::array<std::int16_t, 256> table{};
    for (std::size_t octet = 0; octet < table.size(); ++octet) {
        table[octet] = decode_octet(static_cast<std::uint8_t>(octet));
    }
    return table;
}

constexpr auto mulaw_samples = table_of(mulaw_sample);
constexpr auto alaw_samples = table_of(alaw_sample);

template <std::size_t size>
std::uint8_t look_up(std::array<std::uint8_t, size> const& table, int sample, int step) {
    if (sample >= 0) return table[static_cast<std::size_t>(sample / step)];
    return table[static_cast<std::size_t>(-sample / step)] & 0x7f;
}

}  // namespace

std::uint8_t encode_mulaw(std::int16_t sample) {
    return look_up(mulaw_octets, sample, 4);
}

std::uint8_t encode_alaw(std::int16_t sample) {
    return look_up(alaw_octets, sample, 16);
}

std::int16_t decode_mulaw(std::uint8_t octet) {
    return mulaw_samples[octet];
}

std::int16_t decode_alaw(std::uint8_t octet) {
    return alaw_samples[octet];
}

void encode(G711Law law, std::span<std::int16_t const> samples, std::span<std::uint8_t> octets) {
    assert(samples.size() == octets.size());
    if (law == G711Law::mu) {
        std::transform(samples.begin(), samples.end(), octets.begin(),
                       [](std::int16_t sample) { return look_up(mulaw_octets, sample, 4); });
    } else {
        std::transform(samples.begin(), samples.end(), octets.begin(),
                       [](std::int16_t sample) { return look_up(alaw_octets, sample, 16); });
    }
}

void decode(G711Law law, std::span<std::uint8_t const> octets, std::span<std::int16_t> samples) {
    assert(samples.size() == octets.size());
    auto const& table = law == G711Law::mu ? mulaw_samples : alaw_samples;
    std::transform(octets.begin(), octets.end(), samples.begin(),
                   [&table](std::uint8_t octet) { return table[octet]; });
}

}  // namespace voiplab::media
