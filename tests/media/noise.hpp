#pragma once

#include "voiplab/sim/random.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

// White noise of that level in dBov, made in floating point and so by other means than the library's: a uniform
// distribution up to A has the root mean square A / sqrt(3); 0 dBov is 8159 of 14 bits (RFC 3389 section 3.1, G.711).
inline std::vector<double> white_noise(double level_dbov, std::size_t count, std::uint64_t seed) {
    voiplab::sim::RandomStream random(seed);
    auto const largest = 8159 * 4 * std::pow(10, level_dbov / 20) * std::sqrt(3);
    std::vector<double> noise(count);
    for (auto& value : noise) {
        value = largest * (2 * random.unit() - 1);
    }
    return noise;
}

inline std::vector<std::int16_t> to_samples(std::vector<double> const& values) {
    std::vector<std::int16_t> samples;
    for (auto const value : values) {
        samples.push_back(static_cast<std::int16_t>(std::lround(value)));
    }
    return samples;
}

// By the definition.
inline double level_by_formula(std::vector<std::int16_t> const& samples) {
    double power = 0;
    for (auto const sample : samples) {
        power += static_cast<double>(sample) * sample;
    }
    return 10 * std::log10(power / static_cast<double>(samples.size()) / std::pow(8159 * 4, 2));
}
