#include "scenarios/sweep/figures.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

#include <boost/math/distributions/students_t.hpp>

namespace voiplab::scenarios {

double quantile(std::span<double const> sorted, double probability) {
    assert(!sorted.empty() && probability >= 0 && probability <= 1);
    auto const place = probability * static_cast<double>(sorted.size() - 1);
    auto const below = static_cast<std::size_t>(place);
    if (below + 1 >= sorted.size()) return sorted.back();
    return sorted[below] + (place - static_cast<double>(below)) * (sorted[below + 1] - sorted[below]);
}

double student_t95(std::size_t degrees_of_freedom) {
    assert(degrees_of_freedom > 0);
    return boost::math::quantile(boost::math::students_t(static_cast<double>(degrees_of_freedom)), 0.975);
}

Figures figures_of(std::vector<double> values) {
    assert(!values.empty());
    std::sort(values.begin(), values.end());
    Figures figures;
    figures.n = values.size();
    auto const n = static_cast<double>(values.size());
    // Against the least one, so that equal values have that mean and no deviation.
    double sum = 0;
    for (auto const value : values) {
        sum += value - values.front();
    }
    figures.mean = values.front() + sum / n;
    if (values.size() > 1) {
        double squares = 0;
        for (auto const value : values) {
            squares += (value - figures.mean) * (value - figures.mean);
        }
        figures.sd = std::sqrt(squares / (n - 1));
        auto const half = student_t95(values.size() - 1) * *figures.sd / std::sqrt(n);
        figures.ci95_low = figures.mean - half;
        figures.ci95_high = figures.mean + half;
    }
    figures.min = values.front();
    figures.q05 = quantile(values, 0.05);
    figures.q25 = quantile(values, 0.25);
    figures.median = quantile(values, 0.5);
    figures.q75 = quantile(values, 0.75);
    figures.q95 = quantile(values, 0.95);
    figures.max = values.back();
    return figures;
}

}  // namespace voiplab::scenarios
