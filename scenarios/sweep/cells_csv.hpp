#pragma once

#include "scenarios/sweep/cells.hpp"

#include <string>
#include <vector>

namespace voiplab::scenarios {

// The cells' figures as CSV (RFC 4180, lines end with a line feed), a row for each cell and metric: the cell, its
// parameters, the metric and its figures. What there is not is empty.
std::string cells_csv(SweepTable const& table, std::vector<SweepCell> const& cells);

}  // namespace voiplab::scenarios
