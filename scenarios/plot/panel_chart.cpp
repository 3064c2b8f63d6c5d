#include "scenarios/plot/panel_chart.hpp"

#include "scenarios/plot/colours.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace voiplab::plot {

namespace {

constexpr double panel_width = 250;
constexpr double panel_height = 220;
constexpr double gap = 26;

// Three in a row, but four in two.
std::size_t columns_for(std::size_t panels) {
    return panels == 4 ? 2 : std::min<std::size_t>(panels, 3);
}

Scale common_scale(PanelChart const& chart) {
    std::vector<Series> series;
    std::vector<Curve> curves;
    for (auto const& panel : chart.panels) {
        series.push_back(panel.series);
        if (panel.curve) curves.push_back(*panel.curve);
    }
    return scale_of_values(series, curves);
}

double room_below(PanelChart const& chart) {
    double room = 0;
    for (auto const& panel : chart.panels) {
        room = std::max(room, room_for_x_axis(panel.x, panel_width));
    }
    return room;
}

void draw_cloud(Svg& svg, Frame const& frame, Series const& series) {
    auto const style = fmt::format(R"(fill="{}" fill-opacity="0.55")", series_colour(0));
    for (auto const& point : series.points) {
        if (point) svg.marker(0, frame.pixel(point->x, point->y), 3.2, style, point->tooltip);
    }
}

void draw_panel(Svg& svg, Frame const& frame, Panel const& panel, PanelChart const& chart, bool names_level) {
    draw_grid(svg, frame);
    if (chart.level) {
        auto const y = frame.pixel_y(*chart.level);
        svg.line({frame.corner.x, y}, {frame.right(), y},
                 R"(stroke="#777777" stroke-width="1" stroke-dasharray="2 3")");
        if (names_level) {
            svg.text({frame.right() - 5, y - 4}, chart.level_name, {10.5, "#777777", Anchor::end, false, 0, "#ffffff"});
        }
    }
    if (panel.joined) {
        draw_lines(svg, frame, panel.series, {});
        draw_points(svg, frame, panel.series, {});
    } else {
        draw_cloud(svg, frame, panel.series);
    }
    if (panel.curve) draw_curve(svg, frame, *panel.curve, "#000000");
    draw_axes(svg, frame);
}

}  // namespace

std::string svg_of(PanelChart const& chart) {
    auto const y = common_scale(chart);
    auto const columns = columns_for(chart.panels.size());
    auto const rows = (chart.panels.size() + columns - 1) / columns;
    auto const left = margin + room_for_y_axis(y);
    auto const column_width = panel_width + gap + room_for_y_axis(y);
    auto const row_height = panel_height + room_below(chart) + gap;
    auto const width = margin + static_cast<double>(columns) * column_width - gap + margin;
    auto const height = captions_height + static_cast<double>(rows) * row_height - gap + room_for_notes(chart.captions);
    Svg svg(width, height, chart.captions.title, chart.captions.subtitle);
    draw_captions(svg, chart.captions, width, height);
    for (std::size_t i = 0; i < chart.panels.size(); ++i) {
        auto const& panel = chart.panels[i];
        auto const row = i / columns;
        Frame frame;
        frame.corner = {left + static_cast<double>(i % columns) * column_width,
                        captions_height + static_cast<double>(row) * row_height};
        frame.width = panel_width;
        frame.height = panel_height;
        frame.x = panel.x;
        frame.y = y;
        frame.x_label = panel.x_label;
        frame.y_label = i % columns == 0 ? chart.y_label : std::string();
        draw_panel(svg, frame, panel, chart, i == 0);
    }
    return svg.finish();
}

}  // namespace voiplab::plot
