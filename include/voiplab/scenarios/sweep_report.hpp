#pragma once

#include "voiplab/scenarios/sweep_options.hpp"
#include "voiplab/scenarios/sweep_table.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace voiplab::scenarios {

// What a theory says that a metric should be, cell by cell: drawn as a dashed line over what was simulated, and in
// sweep.json beside it.
struct SweepPrediction {
    std::string metric;
    std::string name;                           // in the legend: "E-model, G.711"
    std::vector<std::optional<double>> values;  // of each cell, in the order of the cells' numbers
};

// What the E-model (ITU-T G.107, or G.107.1) says of each cell: at the loss as it is set and not as it came to be, and
// the delay that was measured, the mean of the cell. nullopt where the table has no such metric, or no such parameter
// in percent, or nobody such a codec.
std::optional<SweepPrediction> e_model_prediction(SweepTable const& table, EModelQuestion const& question);

// Writes what a finished sweep comes to into the folder, which is there, each file whole or not at all:
//   cells.csv             each cell's figures: n, mean, standard deviation, 95 % interval, quantiles
//   plots/METRIC.svg      of each metric that differs: lines with bands over one axis or two, main effects over more
//   plots/METRIC-map.svg  over two axes: a heat map, with contour lines between numbers
//   sweep.json            all of the figures again, with main effects and a response surface fitted to them
// It depends on the table alone and not on how the runs were spread. Returns the files, in that order. Throws
// OutputError (runner.hpp).
std::vector<std::filesystem::path> write_sweep_report(SweepTable const& table, std::filesystem::path const& folder,
                                                      std::vector<SweepPrediction> const& predictions = {});

}  // namespace voiplab::scenarios
