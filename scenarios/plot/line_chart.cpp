#include "scenarios/plot/line_chart.hpp"

#include "scenarios/plot/colours.hpp"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

namespace voiplab::plot {

namespace {

constexpr double chart_width = 600;
constexpr double chart_height = 360;
constexpr double legend_gap = 18;
constexpr double legend_row = 20;
constexpr double legend_most = 290;  // wide

bool has_legend(LineChart const& chart) {
    return chart.series.size() > 1 || !chart.curves.empty();
}

// A curve has the colour of the series that it belongs to, where there is one for each.
std::string_view colour_of_curve(LineChart const& chart, std::size_t curve) {
    return chart.series.size() > 1 && chart.curves.size() == chart.series.size() ? series_colour(curve) : "#000000";
}

// Curves of one name share a row.
std::vector<std::size_t> curves_in_legend(LineChart const& chart) {
    std::vector<std::size_t> rows;
    for (std::size_t i = 0; i < chart.curves.size(); ++i) {
        auto const known = std::any_of(rows.begin(), rows.end(),
                                       [&](std::size_t row) { return chart.curves[row].name == chart.curves[i].name; });
        if (!known) rows.push_back(i);
    }
    return rows;
}

double legend_width(LineChart const& chart) {
    if (!has_legend(chart)) return 0;
    auto width = text_width(chart.legend_title, label_size);
    for (auto const& series : chart.series) {
        width = std::max(width, 32 + text_width(series.name, label_size));
    }
    for (auto const& curve : chart.curves) {
        width = std::max(width, 32 + text_width(curve.name, label_size));
    }
    return legend_gap + std::min(width, legend_most);
}

void draw_legend(Svg& svg, LineChart const& chart, Frame const& frame) {
    if (!has_legend(chart)) return;
    auto const x = frame.right() + legend_gap;
    auto y = frame.corner.y + 10;
    if (!chart.legend_title.empty()) {
        svg.text({x, y}, shortened(chart.legend_title, label_size, legend_most),
                 {label_size, "#111111", Anchor::start, true, 0, {}});
        y += legend_row;
    }
    auto const name = [&](std::string const& text) {
        svg.text({x + 32, y}, shortened(text, label_size, legend_most - 32), {label_size});
        y += legend_row;
    };
    // The topmost line first, as they end at the right.
    for (std::size_t i = 0; i < chart.series.size(); ++i) {
        auto const colour = series_colour(i);
        if (!frame.x.is_words() && chart.series[i].joined) {
            svg.line({x, y - 4}, {x + 24, y - 4}, fmt::format(R"(stroke="{}" stroke-width="2")", colour));
        }
        svg.marker(i, {x + 12, y - 4}, 3.6, fmt::format(R"(fill="{}")", colour));
        name(chart.series[i].name);
    }
    for (auto const row : curves_in_legend(chart)) {
        svg.line({x, y - 4}, {x + 24, y - 4}, R"(stroke="#000000" stroke-width="1.8" stroke-dasharray="7 4")");
        name(chart.curves[row].name);
    }
}

// Whether the lines are higher at their left ends, and so leave room below these.
bool falls(LineChart const& chart) {
    double fall = 0;
    for (auto const& series : chart.series) {
        auto const& points = series.points;
        auto const first =
            std::find_if(points.begin(), points.end(), [](auto const& point) { return point.has_value(); });
        auto const last =
            std::find_if(points.rbegin(), points.rend(), [](auto const& point) { return point.has_value(); });
        if (first != points.end()) fall += (*first)->y - (*last)->y;
    }
    return fall > 0;
}

void draw_thresholds(Svg& svg, LineChart const& chart, Frame const& frame) {
    auto const at_left = falls(chart);
    for (auto const& [value, name] : chart.thresholds) {
        if (value <= frame.y.low() || value >= frame.y.high()) continue;
        auto const y = frame.pixel_y(value);
        svg.line({frame.corner.x, y}, {frame.right(), y},
                 R"(stroke="#999999" stroke-width="1" stroke-dasharray="2 3")");
        svg.text({at_left ? frame.corner.x + 6 : frame.right() - 6, y - 4}, name,
                 {10.5, "#777777", at_left ? Anchor::start : Anchor::end, false, 0, "#ffffff"});
    }
}

void draw_remarks(Svg& svg, LineChart const& chart, Frame const& frame) {
    for (auto const& remark : chart.remarks) {
        auto const x = frame.pixel_x(remark.x);
        auto const y = frame.bottom() - 9;
        constexpr Style red = R"(stroke="#b00020" stroke-width="2")";
        svg.line({x - 4, y - 4}, {x + 4, y + 4}, red);
        svg.line({x - 4, y + 4}, {x + 4, y - 4}, red);
        svg.rectangle({x - 6, y - 6}, 12, 12, R"(fill="#ffffff" fill-opacity="0")", remark.tooltip);
    }
}

// Series of words stand side by side.
double shift_of(LineChart const& chart, std::size_t series) {
    if (!chart.x.is_words()) return 0;
    auto const count = static_cast<double>(chart.series.size());
    auto const column = chart_width / static_cast<double>(chart.x.ticks().size());
    auto const step = std::min(16.0, 0.8 * column / count);
    return step * (static_cast<double>(series) - (count - 1) / 2);
}

}  // namespace

Scale scale_of_values(std::vector<Series> const& series, std::vector<Curve> const& curves) {
    auto low = std::numeric_limits<double>::infinity();
    auto high = -low;
    auto const reach = [&](double value) {
        low = std::min(low, value);
        high = std::max(high, value);
    };
    for (auto const& one : series) {
        for (auto const& point : one.points) {
            if (!point) continue;
            reach(point->low.value_or(point->y));
            reach(point->high.value_or(point->y));
        }
    }
    for (auto const& curve : curves) {
        for (auto const& point : curve.points) {
            if (point) reach(point->y);
        }
    }
    return low <= high ? Scale::around(low, high) : Scale::around(0, 1);
}

std::string svg_of(LineChart const& chart) {
    Frame frame;
    frame.x = chart.x;
    frame.y = scale_of_values(chart.series, chart.curves);
    frame.x_label = chart.x_label;
    frame.y_label = chart.y_label;
    frame.corner = {margin + room_for_y_axis(frame.y), captions_height};
    frame.width = chart_width;
    frame.height = chart_height;
    auto const width = frame.right() + legend_width(chart) + margin;
    auto const height = frame.bottom() + room_for_x_axis(frame.x, frame.width) + room_for_notes(chart.captions);

    Svg svg(width, height, chart.captions.title, chart.captions.subtitle);
    draw_captions(svg, chart.captions, width, height);
    draw_grid(svg, frame);
    draw_thresholds(svg, chart, frame);
    for (std::size_t i = 0; i < chart.series.size(); ++i) {
        draw_lines(svg, frame, chart.series[i], {i, shift_of(chart, i)});
    }
    for (std::size_t i = 0; i < chart.curves.size(); ++i) {
        draw_curve(svg, frame, chart.curves[i], colour_of_curve(chart, i));
    }
    for (std::size_t i = 0; i < chart.series.size(); ++i) {
        draw_points(svg, frame, chart.series[i], {i, shift_of(chart, i)});
    }
    draw_remarks(svg, chart, frame);
    draw_axes(svg, frame);
    draw_legend(svg, chart, frame);
    return svg.finish();
}

}  // namespace voiplab::plot
