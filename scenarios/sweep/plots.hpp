#pragma once

#include "scenarios/sweep/cells.hpp"
#include "voiplab/scenarios/sweep_report.hpp"

#include <string>
#include <vector>

namespace voiplab::scenarios {

struct SweepPlot {
    std::string name;  // of the file: "mos.svg"
    std::string svg;
};

// The plots of every metric that differs between runs: over one parameter or two lines with bands, over two a heat map
// besides; over more what each does by itself; of samples, the samples and the surface fitted to them.
std::vector<SweepPlot> plots_of(SweepTable const& table, std::vector<SweepCell> const& cells,
                                std::vector<SweepPrediction> const& predictions);

}  // namespace voiplab::scenarios
