#pragma once

#include "scenarios/plot/line_chart.hpp"

#include <optional>
#include <string>
#include <vector>

namespace voiplab::plot {

struct Panel {
    std::string x_label;
    Scale x = Scale::linear(0, 1);
    Series series;
    std::optional<Curve> curve;
    bool joined = true;  // the points by a line; else they are a cloud
};

// Small plots side by side over a common vertical axis: what each of several parameters does to one metric.
struct PanelChart {
    Captions captions;
    std::string y_label;
    std::vector<Panel> panels;
    std::optional<double> level;  // a line across all: the mean
    std::string level_name;
};

std::string svg_of(PanelChart const& chart);

}  // namespace voiplab::plot
