#include "scenarios/plot/series.hpp"

#include "scenarios/plot/colours.hpp"

#include <boost/range/adaptor/reversed.hpp>
#include <fmt/format.h>

namespace voiplab::plot {

namespace {

// The parts of a line between its gaps, each with one point at least.
template <class Item>
std::vector<std::vector<Item>> unbroken(std::vector<std::optional<Item>> const& items) {
    std::vector<std::vector<Item>> parts;
    bool is_new = true;
    for (auto const& item : items) {
        if (!item) {
            is_new = true;
            continue;
        }
        if (is_new) parts.emplace_back();
        parts.back().push_back(*item);
        is_new = false;
    }
    return parts;
}

std::vector<std::optional<Point>> with_interval(std::vector<Point> const& points) {
    std::vector<std::optional<Point>> result;
    result.reserve(points.size());
    for (auto const& point : points) {
        result.push_back(point.low && point.high ? std::optional(point) : std::nullopt);
    }
    return result;
}

void draw_band(Svg& svg, Frame const& frame, std::vector<Point> const& points, std::string_view colour) {
    std::vector<Position> outline;
    outline.reserve(2 * points.size());
    for (auto const& point : points) {
        outline.push_back(frame.pixel(point.x, *point.high));
    }
    for (auto const& point : boost::adaptors::reverse(points)) {
        outline.push_back(frame.pixel(point.x, *point.low));
    }
    svg.polygon(outline, fmt::format(R"(fill="{}" fill-opacity="0.18")", colour));
}

void draw_whisker(Svg& svg, Frame const& frame, Point const& point, double shift, std::string_view colour) {
    constexpr double cap = 4;
    auto const style = fmt::format(R"(stroke="{}" stroke-width="1.6")", colour);
    auto const x = frame.pixel_x(point.x) + shift;
    auto const low = frame.pixel_y(*point.low);
    auto const high = frame.pixel_y(*point.high);
    svg.line({x, low}, {x, high}, style);
    for (auto const y : {low, high}) {
        svg.line({x - cap, y}, {x + cap, y}, style);
    }
}

}  // namespace

void draw_lines(Svg& svg, Frame const& frame, Series const& series, Look const& look) {
    auto const colour = series_colour(look.number);
    for (auto const& part : unbroken(series.points)) {
        auto const lone = frame.x.is_words() || part.size() == 1;
        for (auto const& banded : unbroken(with_interval(part))) {
            if (!lone && banded.size() > 1) {
                draw_band(svg, frame, banded, colour);
                continue;
            }
            for (auto const& point : banded) {
                draw_whisker(svg, frame, point, look.shift, colour);
            }
        }
        if (lone || !series.joined) continue;
        std::vector<Position> line;
        line.reserve(part.size());
        for (auto const& point : part) {
            line.push_back(frame.pixel(point.x, point.y));
        }
        svg.polyline(line, fmt::format(R"(stroke="{}" stroke-width="2" stroke-linejoin="round")", colour));
    }
}

void draw_points(Svg& svg, Frame const& frame, Series const& series, Look const& look) {
    constexpr std::size_t crowd = 40;
    auto const radius = series.points.size() > crowd ? 2.2 : 3.6;
    auto const style = fmt::format(R"(fill="{}" stroke="#ffffff" stroke-width="0.8")", series_colour(look.number));
    for (auto const& point : series.points) {
        if (!point) continue;
        auto const at = frame.pixel(point->x, point->y);
        svg.marker(look.number, {at.x + look.shift, at.y}, radius, style, point->tooltip);
    }
}

void draw_curve(Svg& svg, Frame const& frame, Curve const& curve, std::string_view colour) {
    for (auto const& part : unbroken(curve.points)) {
        std::vector<Position> line;
        line.reserve(part.size());
        for (auto const& point : part) {
            line.push_back(frame.pixel(point.x, point.y));
        }
        svg.polyline(line, R"(stroke="#ffffff" stroke-width="3.6" stroke-opacity="0.7")");
        svg.polyline(line, fmt::format(R"(stroke="{}" stroke-width="1.8" stroke-dasharray="7 4")", colour));
    }
}

}  // namespace voiplab::plot
