#include "scenarios/plot/heat_map.hpp"
#include "scenarios/plot/line_chart.hpp"
#include "scenarios/plot/panel_chart.hpp"
#include "tests/catch.hpp"

#include <string>

using namespace voiplab::plot;

namespace {

std::size_t count(std::string const& text, std::string const& part) {
    std::size_t found = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
        ++found;
    }
    return found;
}

Point banded(double x, double y) {
    return {x, y, y - 0.1, y + 0.1, "tip"};
}

LineChart chart_of(std::vector<std::optional<Point>> points) {
    LineChart chart;
    chart.x = Scale::linear(0, 4);
    chart.series.push_back({"one", std::move(points)});
    return chart;
}

}  // namespace

TEST_CASE("A line has a band where its intervals are known, and is broken at a gap") {
    auto const whole = svg_of(chart_of({banded(0, 4), banded(1, 3.5), banded(2, 3)}));
    CHECK(count(whole, "fill-opacity=\"0.18\"") == 1);
    CHECK(count(whole, "<polyline") == 1);
    CHECK(count(whole, "<circle") == 3);
    auto const gap = svg_of(chart_of({banded(0, 4), banded(1, 3.5), std::nullopt, banded(3, 3), banded(4, 2)}));
    CHECK(count(gap, "fill-opacity=\"0.18\"") == 2);
    CHECK(count(gap, "<polyline") == 2);
    auto const without = svg_of(chart_of({Point{0, 4, {}, {}, {}}, Point{1, 3, {}, {}, {}}}));
    CHECK(count(without, "fill-opacity=\"0.18\"") == 0);
    CHECK(count(without, "<polyline") == 1);
}

TEST_CASE("Between words there is no line") {
    auto chart = chart_of({banded(0, 4), banded(1, 3.5)});
    chart.x = Scale::words({"PCMU", "GSM"});
    auto const svg = svg_of(chart);
    CHECK(count(svg, "<polyline") == 0);
    CHECK(count(svg, "fill-opacity=\"0.18\"") == 0);
    CHECK(count(svg, ">PCMU<") == 1);
}

TEST_CASE("Several lines have a legend, one has none") {
    auto chart = chart_of({banded(0, 4), banded(1, 3.5)});
    chart.legend_title = "codec";
    CHECK(count(svg_of(chart), ">codec<") == 0);
    chart.series.push_back({"other", {banded(0, 3)}});
    CHECK(count(svg_of(chart), ">codec<") == 1);
    CHECK(count(svg_of(chart), ">other<") == 1);
}

TEST_CASE("Only thresholds within the axis are drawn") {
    auto chart = chart_of({banded(0, 4.2), banded(1, 3.5)});
    chart.thresholds = {{4.0, "satisfied"}, {2.6, "nearly all dissatisfied"}};
    CHECK(count(svg_of(chart), ">satisfied<") == 1);
    CHECK(count(svg_of(chart), ">nearly all dissatisfied<") == 0);
}

TEST_CASE("A heat map hatches what is unknown and labels its contours alike") {
    HeatMap map;
    map.x = Scale::words({"0", "1", "2"});
    map.y = Scale::words({"10", "20"});
    map.values = {{4.4, 3.9, 3.3}, {4.2, 3.7, std::nullopt}};
    map.tooltips = {{"a", "b", "c"}, {"d", "e", "f"}};
    map.levels = {4.0, 3.6};
    auto const svg = svg_of(map);
    CHECK(count(svg, "url(#hatching)") == 1);
    CHECK(count(svg, ">4.0<") >= 1);
    CHECK(count(svg, ">3.30<") == 1);
    CHECK(count(svg, "<title>f</title>") == 1);
}

TEST_CASE("Charts of nothing are drawn too") {
    CHECK(count(svg_of(chart_of({})), "</svg>") == 1);
    CHECK(count(svg_of(chart_of({std::nullopt})), "</svg>") == 1);
    HeatMap map;
    map.values = {{std::nullopt}};
    CHECK(count(svg_of(map), "</svg>") == 1);
    PanelChart panels;
    panels.panels.emplace_back();
    CHECK(count(svg_of(panels), "</svg>") == 1);
}
