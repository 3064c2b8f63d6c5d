#pragma once

#include "scenarios/sweep/cells.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace voiplab::scenarios {

// A parameter as an axis: its different values, those of a number in ascending order, words in the plan's order.
struct SweepAxis {
    std::size_t parameter = 0;  // in the table
    bool numeric = false;
    bool logarithmic = false;  // its values are spread so: 1, 2, 5, 10, 20
    std::vector<SweepValue> levels;
    std::vector<std::size_t> along;  // further parameters, each of which has one value for each of these

    // Which level a value is; it is one of them.
    [[nodiscard]] std::size_t level_of(SweepValue const& value) const;
    // A number on a scale from -1, the least level, to 1, the greatest; logarithmically where the axis is.
    [[nodiscard]] double scaled(double number) const;
    // The number there.
    [[nodiscard]] double number_at(double scaled) const;
};

// Of the parameters that differ between cells. Those that move together are one axis: its name and scale are the first
// one's.
std::vector<SweepAxis> axes_of(SweepTable const& table, std::vector<SweepCell> const& cells);

// Of one parameter, even if it is the same in all cells.
SweepAxis axis_of(SweepTable const& table, std::vector<SweepCell> const& cells, std::size_t parameter);

// Whether the cells are samples, as of a Latin hypercube, and no grid: some parameter has hardly a value twice.
bool is_sampled(std::vector<SweepAxis> const& axes, std::size_t cells);

// Whether ascending positive numbers are spread evenly in their logarithms rather than in themselves.
bool is_logarithmic(std::vector<double> const& numbers);

}  // namespace voiplab::scenarios
