#pragma once

#include <cstdint>
#include <span>

namespace voiplab::test {

// Pearson's statistic of observed counts against bins of one size. Too small is as suspicious as too large: the counts
// of a counter would fit perfectly.
inline double chi_square(std::span<std::uint64_t const> counts) {
    double total = 0;
    for (auto const count : counts) {
        total += static_cast<double>(count);
    }
    auto const expected = total / static_cast<double>(counts.size());
    double sum = 0;
    for (auto const count : counts) {
        auto const difference = static_cast<double>(count) - expected;
        sum += difference * difference / expected;
    }
    return sum;
}

// Critical values at 0.1 % on either side, from the NIST/SEMATECH e-Handbook of Statistical Methods, section 1.3.6.7.4.
struct ChiSquareBounds {
    double lower;
    double upper;
};
inline constexpr ChiSquareBounds chi_square_2{0.002, 13.816};
inline constexpr ChiSquareBounds chi_square_15{3.483, 37.697};
inline constexpr ChiSquareBounds chi_square_100{61.918, 149.449};

}  // namespace voiplab::test
