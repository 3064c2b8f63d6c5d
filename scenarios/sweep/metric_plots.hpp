#pragma once

#include "scenarios/plot/frame.hpp"
#include "scenarios/sweep/models.hpp"
#include "scenarios/sweep/plots.hpp"

#include <optional>
#include <string>
#include <vector>

namespace voiplab::scenarios {

// A metric that is drawn, and what it is drawn from.
struct PlottedMetric {
    SweepTable const& table;
    std::vector<SweepCell> const& cells;
    std::vector<SweepAxis> const& axes;
    std::size_t metric;
    std::vector<SweepPrediction> const& predictions;
};

// "MOS by loss and codec", the scenario, how many runs there are; more notes may follow.
plot::Captions captions_of(PlottedMetric const& plotted);
// An axis as it is drawn: linear, logarithmic or words.
plot::Scale scale_of(SweepAxis const& axis);
// Of a point: its values and figures.
std::string tooltip_of(PlottedMetric const& plotted, SweepCell const& cell);

// Over one axis or two, the second one's values as lines; nullopt where those would be too many. Without any axis: the
// one cell.
std::optional<std::string> line_plot(PlottedMetric const& plotted);
// Over two axes, a rectangle for each cell.
std::string map_plot(PlottedMetric const& plotted);
// Over any number of axes, what each does by itself.
std::string effects_plot(PlottedMetric const& plotted);
// The cells as a cloud over each axis, with the response surface along it where there is one.
std::string sample_plot(PlottedMetric const& plotted);
// The response surface over two numeric axes, with the cells on it; nullopt where there is none.
std::optional<std::string> surface_plot(PlottedMetric const& plotted);

// A metric's levels that matter in [low, high]: of MOS those between the categories of ITU-T G.109, else round ones.
std::vector<double> levels_of(PlottedMetric const& plotted, double low, double high);

}  // namespace voiplab::scenarios
