#include "scenarios/plot/heat_map.hpp"

#include "scenarios/plot/colours.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace voiplab::plot {

namespace {

constexpr double map_width = 560;
constexpr double map_height = 400;
constexpr double bar_gap = 24;
constexpr double bar_width = 18;
constexpr double number_size = 11;

// How many digits the numbers have behind the point, at most.
int decimals_of(std::vector<double> const& numbers) {
    std::size_t decimals = 0;
    for (auto const number : numbers) {
        auto const text = readable(number);
        auto const point = text.find('.');
        if (point != std::string::npos) decimals = std::max(decimals, text.size() - point - 1);
    }
    return static_cast<int>(decimals);
}

// What a value's colour depends on.
class Shades {
  public:
    explicit Shades(HeatMap const& map) : scale_(Scale::around(0, 1)) {
        auto low = std::numeric_limits<double>::infinity();
        auto high = -low;
        auto const reach = [&](double value) {
            low = std::min(low, value);
            high = std::max(high, value);
        };
        for (auto const& row : map.values) {
            for (auto const& value : row) {
                if (value) reach(*value);
            }
        }
        for (auto const& sample : map.samples) {
            reach(sample.value);
        }
        if (low <= high) scale_ = Scale::linear(low, high);
    }

    [[nodiscard]] double part(double value) const { return scale_.part(value); }
    [[nodiscard]] Scale const& scale() const { return scale_; }

  private:
    Scale scale_;
};

class Drawing {
  public:
    Drawing(HeatMap const& map, Svg& svg, Frame const& frame) : map_(map), svg_(svg), frame_(frame), shades_(map) {
        rows_ = static_cast<double>(map.values.size());
        columns_ = static_cast<double>(map.values.front().size());
    }

    void cells() {
        svg_.hatching();
        for (std::size_t row = 0; row < map_.values.size(); ++row) {
            for (std::size_t column = 0; column < map_.values[row].size(); ++column) {
                auto const& value = map_.values[row][column];
                auto const fill = value ? ramp_colour(shades_.part(*value)) : "url(#hatching)";
                auto const centre = place({static_cast<double>(column), static_cast<double>(row)});
                svg_.rectangle({centre.x - width() / 2, centre.y - height() / 2}, width(), height(),
                               fmt::format(R"(fill="{}" shape-rendering="crispEdges")", fill),
                               map_.tooltips.empty() ? std::string() : map_.tooltips[row][column]);
            }
        }
    }

    void contours() {
        for (auto const level : map_.levels) {
            for (auto const& line : contour_lines(map_.values, level)) {
                std::vector<Position> points;
                points.reserve(line.size());
                for (auto const& point : line) {
                    points.push_back(place(point));
                }
                svg_.polyline(points, R"(stroke="#000000" stroke-width="3.4" stroke-opacity="0.45")");
                svg_.polyline(points, R"(stroke="#ffffff" stroke-width="1.8")");
            }
        }
    }

    void numbers() {
        if (map_.tooltips.empty()) return;
        double widest = 0;
        for (auto const& row : map_.values) {
            for (auto const& value : row) {
                if (value) widest = std::max(widest, text_width(readable(*value, map_.decimals), number_size));
            }
        }
        if (widest + 6 > width() || number_size + 6 > height()) return;
        for (std::size_t row = 0; row < map_.values.size(); ++row) {
            for (std::size_t column = 0; column < map_.values[row].size(); ++column) {
                auto const& value = map_.values[row][column];
                if (value) number(*value, place({static_cast<double>(column), static_cast<double>(row)}));
            }
        }
        numbered_ = true;
    }

    // On each line, where it is farthest from the numbers of the cells and from other labels.
    void contour_labels() {
        std::vector<Position> taken;
        auto const decimals = decimals_of(map_.levels);
        for (auto const level : map_.levels) {
            bool labelled = false;
            auto lines = contour_lines(map_.values, level);
            std::stable_sort(lines.begin(), lines.end(),
                             [](auto const& a, auto const& b) { return a.size() > b.size(); });
            for (auto const& line : lines) {
                // A short piece goes without where a longer one has told.
                if (labelled && line.size() < 4) continue;
                labelled = true;
                Position best;
                double most = -1;
                for (std::size_t i = 0; i + 1 < line.size(); ++i) {
                    Position const middle{(line[i].x + line[i + 1].x) / 2, (line[i].y + line[i + 1].y) / 2};
                    auto const room = room_around(middle, taken, static_cast<double>(i) + 0.5, line.size());
                    if (room <= most) continue;
                    most = room;
                    best = middle;
                }
                taken.push_back(best);
                auto const at = place(best);
                svg_.text({at.x, at.y + 4}, readable(level, decimals),
                          {12, "#111111", Anchor::middle, true, 0, "#ffffff"});
            }
        }
    }

    void samples() {
        for (auto const& sample : map_.samples) {
            svg_.marker(0, frame_.pixel(sample.at.x, sample.at.y), 5,
                        fmt::format(R"(fill="{}" stroke="#ffffff" stroke-width="1.5")",
                                    ramp_colour(shades_.part(sample.value))),
                        sample.tooltip);
        }
    }

    void colour_bar() {
        auto const x = frame_.right() + bar_gap;
        svg_.ramp({x, frame_.corner.y}, bar_width, frame_.height, ramp_colours());
        auto const y_of = [&](double value) { return frame_.bottom() - shades_.part(value) * frame_.height; };
        for (auto const& tick : shades_.scale().ticks()) {
            auto const y = y_of(tick.value);
            svg_.line({x + bar_width, y}, {x + bar_width + 5, y}, R"(stroke="#333333" stroke-width="1")");
            svg_.text({x + bar_width + 8, y + 4}, tick.label, {11.5});
        }
        for (auto const level : map_.levels) {
            auto const part = shades_.part(level);
            if (part < 0 || part > 1) continue;
            svg_.line({x, y_of(level)}, {x + bar_width, y_of(level)},
                      R"(stroke="#000000" stroke-width="3.4" stroke-opacity="0.45")");
            svg_.line({x, y_of(level)}, {x + bar_width, y_of(level)}, R"(stroke="#ffffff" stroke-width="1.8")");
        }
        svg_.text({x + bar_width + bar_room(shades_.scale()) - 4, frame_.corner.y + frame_.height / 2},
                  shortened(map_.value_label, label_size, frame_.height),
                  {label_size, "#111111", Anchor::middle, false, -90, {}});
    }

    static double bar_room(Scale const& scale) {
        double widest = 0;
        for (auto const& tick : scale.ticks()) {
            widest = std::max(widest, text_width(tick.label, 11.5));
        }
        return 8 + widest + 8 + label_size;
    }

  private:
    [[nodiscard]] double width() const { return frame_.width / columns_; }
    [[nodiscard]] double height() const { return frame_.height / rows_; }
    // Of a place in the grid.
    [[nodiscard]] Position place(Position grid) const {
        return {frame_.corner.x + (grid.x + 0.5) * width(), frame_.bottom() - (grid.y + 0.5) * height()};
    }

    void number(double value, Position centre) {
        auto const part = shades_.part(value);
        auto const colour = ramp_colour(part);
        svg_.text({centre.x, centre.y + number_size * 0.36}, readable(value, map_.decimals),
                  {number_size, legible_on_ramp(part), Anchor::middle, false, 0, colour});
    }

    [[nodiscard]] double room_around(Position grid, std::vector<Position> const& taken, double place_in_line,
                                     std::size_t length) const {
        auto const at = place(grid);
        // The middle of a line is as good as a few pixels of room.
        auto const off_middle = std::abs(place_in_line / static_cast<double>(length) - 0.5);
        double room = 60 - 20 * off_middle;
        if (numbered_) {
            auto const cell = place({std::round(grid.x), std::round(grid.y)});
            room = std::min(room, std::hypot((at.x - cell.x) / 1.6, at.y - cell.y) - 4 * off_middle);
        }
        for (auto const& other : taken) {
            auto const label = place(other);
            room = std::min(room, std::hypot((at.x - label.x) / 1.6, at.y - label.y));
        }
        return room;
    }

    HeatMap const& map_;
    Svg& svg_;
    Frame const& frame_;
    Shades shades_;
    double rows_ = 1;
    double columns_ = 1;
    bool numbered_ = false;
};

}  // namespace

std::string svg_of(HeatMap const& map) {
    Frame frame;
    frame.x = map.x;
    frame.y = map.y;
    frame.x_label = map.x_label;
    frame.y_label = map.y_label;
    frame.corner = {margin + room_for_y_axis(frame.y), captions_height};
    frame.width = map_width;
    frame.height = map_height;
    auto const width = frame.right() + bar_gap + bar_width + Drawing::bar_room(Shades(map).scale()) + margin;
    auto const height = frame.bottom() + room_for_x_axis(frame.x, frame.width) + room_for_notes(map.captions);
    Svg svg(width, height, map.captions.title, map.captions.subtitle);
    draw_captions(svg, map.captions, width, height);
    Drawing drawing(map, svg, frame);
    drawing.cells();
    drawing.contours();
    drawing.numbers();
    drawing.samples();
    drawing.contour_labels();
    draw_axes(svg, frame);
    drawing.colour_bar();
    return svg.finish();
}

}  // namespace voiplab::plot
