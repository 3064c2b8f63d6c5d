#pragma once

#include "scenarios/plot/scale.hpp"
#include "scenarios/plot/svg.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace voiplab::plot {

// What stands around every plot.
struct Captions {
    std::string title;
    std::string subtitle;
    std::vector<std::string> notes;  // below: a line each
};

// The rectangle that two axes span.
struct Frame {
    Position corner;  // upper left
    double width = 0;
    double height = 0;
    Scale x = Scale::linear(0, 1);
    Scale y = Scale::linear(0, 1);  // upwards
    std::string x_label;
    std::string y_label;

    [[nodiscard]] double right() const { return corner.x + width; }
    [[nodiscard]] double bottom() const { return corner.y + height; }
    [[nodiscard]] double pixel_x(double value) const { return corner.x + x.part(value) * width; }
    [[nodiscard]] double pixel_y(double value) const { return bottom() - y.part(value) * height; }
    [[nodiscard]] Position pixel(double at_x, double at_y) const { return {pixel_x(at_x), pixel_y(at_y)}; }
};

inline constexpr double margin = 20;           // around everything
inline constexpr double captions_height = 72;  // of title and subtitle, with the margin above
inline constexpr double label_size = 12;
inline constexpr std::string_view grey = "#666666";

// The room that an axis's ticks and label need, beside the frame or below it.
double room_for_y_axis(Scale const& scale);
double room_for_x_axis(Scale const& scale, double width);
double room_for_notes(Captions const& captions);

void draw_captions(Svg& svg, Captions const& captions, double width, double height);
// Faint lines at the ticks, behind everything.
void draw_grid(Svg& svg, Frame const& frame);
// The rectangle, ticks and labels. Ticks for which there is no room are left out or, words, turned.
void draw_axes(Svg& svg, Frame const& frame);

}  // namespace voiplab::plot
