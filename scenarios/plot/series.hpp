#pragma once

#include "scenarios/plot/frame.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace voiplab::plot {

// A mean, with the interval that it is known by.
struct Point {
    double x = 0;  // on a scale of words: the word's place, from 0
    double y = 0;
    std::optional<double> low;
    std::optional<double> high;
    std::string tooltip;
};

struct Series {
    std::string name;
    std::vector<std::optional<Point>> points;  // from left to right; nullopt: nothing is known there, a gap
    bool joined = true;                        // by a line
};

// A line without points: what a theory says.
struct Curve {
    std::string name;
    std::vector<std::optional<Position>> points;  // in the axes' numbers
};

// How a series is drawn.
struct Look {
    std::size_t number = 0;  // colour and shape
    double shift = 0;        // to the right, in pixels
};

// A line through the points with a band for the intervals. Between words, and where a point stands alone, there is no
// line, and whiskers show the interval.
void draw_lines(Svg& svg, Frame const& frame, Series const& series, Look const& look);
// The points themselves.
void draw_points(Svg& svg, Frame const& frame, Series const& series, Look const& look);
// Dashed, with a white rim so that it shows over lines of its own colour.
void draw_curve(Svg& svg, Frame const& frame, Curve const& curve, std::string_view colour);

}  // namespace voiplab::plot
