#pragma once

#include "scenarios/plot/contours.hpp"
#include "scenarios/plot/frame.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace voiplab::plot {

// A value where it was measured, on top of a map of what a model says.
struct Sample {
    Position at;  // in the axes' numbers
    double value = 0;
    std::string tooltip;
};

struct HeatMap {
    Captions captions;
    std::string x_label;
    std::string y_label;
    std::string value_label;
    Scale x = Scale::linear(0, 1);
    Scale y = Scale::linear(0, 1);
    Grid values;  // rows from the bottom up; they share the frame evenly; nullopt: hatched
    std::vector<std::vector<std::string>> tooltips;  // of each; none at all: no tooltips, and no numbers in the cells
    std::vector<double> levels;                      // of contour lines
    int decimals = 2;                                // of the numbers in the cells
    std::vector<Sample> samples;
};

std::string svg_of(HeatMap const& map);

}  // namespace voiplab::plot
