#pragma once

#include "scenarios/plot/frame.hpp"
#include "scenarios/plot/series.hpp"

#include <string>
#include <vector>

namespace voiplab::plot {

// A level that readers know, across the plot, and what is above it: "satisfied" above 4.0.
struct Threshold {
    double value = 0;
    std::string name;
};

// Something that is no point but is to be seen: where runs failed.
struct Remark {
    double x = 0;
    std::string tooltip;
};

struct LineChart {
    Captions captions;
    std::string x_label;
    std::string y_label;
    Scale x = Scale::linear(0, 1);
    std::string legend_title;
    std::vector<Series> series;
    std::vector<Curve> curves;
    std::vector<Threshold> thresholds;
    std::vector<Remark> remarks;  // a cross each at the bottom
};

std::string svg_of(LineChart const& chart);

// Reaches around all points, their intervals and the curves.
Scale scale_of_values(std::vector<Series> const& series, std::vector<Curve> const& curves);

}  // namespace voiplab::plot
