#pragma once

#include "scenarios/plot/svg.hpp"

#include <optional>
#include <vector>

namespace voiplab::plot {

// Values at the crossings of a grid: rows of as many each; nullopt: unknown.
using Grid = std::vector<std::vector<std::optional<double>>>;

// The lines along which the grid has that value, by marching squares: between crossings it changes evenly, and a square
// with a corner unknown is left out. In coordinates of the grid: x is the column, y the row. A closed line ends where
// it begins.
std::vector<std::vector<Position>> contour_lines(Grid const& grid, double level);

}  // namespace voiplab::plot
