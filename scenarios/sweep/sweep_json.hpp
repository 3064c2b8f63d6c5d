#pragma once

#include "scenarios/sweep/cells.hpp"
#include "voiplab/scenarios/sweep_report.hpp"

#include <string>
#include <vector>

namespace voiplab::scenarios {

// sweep.json, as scenarios/sweep/sweep.schema.json describes it. `files` are the names of those written beside it.
std::string sweep_json(SweepTable const& table, std::vector<SweepCell> const& cells,
                       std::vector<SweepPrediction> const& predictions, std::vector<std::string> const& files);

}  // namespace voiplab::scenarios
