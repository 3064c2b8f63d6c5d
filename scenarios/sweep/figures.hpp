#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace voiplab::scenarios {

// What the values of a metric come to, in its unit.
struct Figures {
    std::size_t n = 0;
    double mean = 0;
    std::optional<double> sd;  // of the sample, divided by n - 1; nullopt for one value, as the interval
    // Where the expected value lies, with a confidence of 95 %: mean -+ t(0.975; n - 1) sd / sqrt(n).
    std::optional<double> ci95_low;
    std::optional<double> ci95_high;
    double min = 0;
    double q05 = 0;
    double q25 = 0;
    double median = 0;
    double q75 = 0;
    double q95 = 0;
    double max = 0;
};

// Of one value at least, all finite. Their order does not matter, not even for the last bit.
Figures figures_of(std::vector<double> values);

// The quantile of values in ascending order: type 7 of Hyndman and Fan (1996), R's and numpy's default, which
// interpolates between the values. `probability` is from 0 to 1.
double quantile(std::span<double const> sorted, double probability);

// Student's t for a two-sided interval of 95 %: its quantile at 0.975.
double student_t95(std::size_t degrees_of_freedom);

}  // namespace voiplab::scenarios
