#pragma once

#include "tests/catch.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <span>
#include <vector>

#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>

// How far a simulated figure may lie from the right one: the two-sided confidence interval of 99.9 %, by what is known
// of the figure's own variance. With the seeds fixed, a test passes or fails for good.
namespace voiplab::test {

inline constexpr double one_tail = 0.0005;

inline double normal_quantile(double probability) {
    return boost::math::quantile(boost::math::normal(), probability);
}

// The deviations that a mean of `count` independent values of that variance is allowed.
inline double tolerance(double variance, std::size_t count) {
    return -normal_quantile(one_tail) * std::sqrt(variance / static_cast<double>(count));
}

inline double mean_of(std::span<double const> values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

// Sums of squares divided by the count.
inline double variance_of(std::span<double const> values) {
    auto const mean = mean_of(values);
    double sum = 0;
    for (auto const value : values) {
        sum += (value - mean) * (value - mean);
    }
    return sum / static_cast<double>(values.size());
}

struct Estimate {
    double mean = 0;
    double tolerance = 0;
};

// Of values that are correlated, in their order: the means of 30 batches are as good as independent where a batch is
// long against the correlation, and Student's t with 29 degrees of freedom says how far their mean may be off (Law,
// Simulation Modeling and Analysis, 9.5.3).
inline Estimate by_batches(std::span<double const> values) {
    constexpr std::size_t batches = 30;
    auto const length = values.size() / batches;
    std::vector<double> means;
    for (std::size_t i = 0; i < batches; ++i) {
        means.push_back(mean_of(values.subspan(i * length, length)));
    }
    auto const spread = std::sqrt(variance_of(means) / static_cast<double>(batches - 1));
    auto const t = boost::math::quantile(boost::math::students_t(static_cast<double>(batches - 1)), 1 - one_tail);
    return {mean_of(means), t * spread};
}

// Pearson's test: whether counts of independent draws fit what was expected of them. Each expected count is 5 at least.
inline void check_fit(std::span<double const> counts, std::span<double const> expected) {
    double statistic = 0;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        REQUIRE(expected[i] >= 5);
        statistic += (counts[i] - expected[i]) * (counts[i] - expected[i]) / expected[i];
    }
    boost::math::chi_squared const distribution(static_cast<double>(counts.size() - 1));
    auto const critical = boost::math::quantile(distribution, 0.999);
    INFO("chi squared " << statistic << ", critical " << critical);
    CHECK(statistic < critical);
}

// Says all three figures where it fails.
inline void check_near(double figure, double right, double allowed) {
    INFO(figure << " is not within " << right << " +- " << allowed);
    CHECK(std::abs(figure - right) <= allowed);
}

}  // namespace voiplab::test
