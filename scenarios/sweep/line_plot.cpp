#include "scenarios/plot/line_chart.hpp"
#include "scenarios/sweep/metric_plots.hpp"
#include "scenarios/sweep/plot_names.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace voiplab::scenarios {

namespace {

constexpr std::size_t most_lines = 8;

// Which axis goes to the right, and which has a line for each of its values.
struct Roles {
    SweepAxis const* x = nullptr;      // none: there is but one cell
    SweepAxis const* lines = nullptr;  // none: one line
};

Roles roles_of(std::vector<SweepAxis> const& axes) {
    if (axes.empty()) return {};
    if (axes.size() == 1) return {&axes[0], nullptr};
    // Numbers go to the right, and the one that has too many values for lines.
    auto const swapped = axes[0].numeric != axes[1].numeric
                             ? axes[1].numeric
                             : axes[1].levels.size() > most_lines && axes[0].levels.size() <= most_lines;
    return swapped ? Roles{&axes[1], &axes[0]} : Roles{&axes[0], &axes[1]};
}

double place_of(SweepAxis const* axis, SweepCell const& cell) {
    if (axis == nullptr) return 0;
    auto const& value = cell.values[axis->parameter];
    return axis->numeric ? *value.number : static_cast<double>(axis->level_of(value));
}

std::size_t line_of(Roles const& roles, SweepCell const& cell) {
    return roles.lines == nullptr ? 0 : roles.lines->level_of(cell.values[roles.lines->parameter]);
}

plot::Point point_of(PlottedMetric const& plotted, SweepAxis const* x, SweepCell const& cell) {
    auto const& figures = *cell.metrics[plotted.metric];
    return {place_of(x, cell), figures.mean, figures.ci95_low, figures.ci95_high, tooltip_of(plotted, cell)};
}

std::vector<plot::Series> series_of(PlottedMetric const& plotted, Roles const& roles) {
    std::vector<plot::Series> series(roles.lines == nullptr ? 1 : roles.lines->levels.size());
    for (auto& one : series) {
        one.points.resize(roles.x == nullptr ? 1 : roles.x->levels.size());
    }
    for (std::size_t i = 0; roles.lines != nullptr && i < series.size(); ++i) {
        series[i].name = roles.lines->levels[i].text;
    }
    for (auto const& cell : plotted.cells) {
        if (!cell.metrics[plotted.metric]) continue;
        auto const column = roles.x == nullptr ? 0 : roles.x->level_of(cell.values[roles.x->parameter]);
        series[line_of(roles, cell)].points[column] = point_of(plotted, roles.x, cell);
    }
    return series;
}

std::vector<plot::Curve> curves_of(PlottedMetric const& plotted, Roles const& roles) {
    std::vector<plot::Curve> curves;
    for (auto const& prediction : plotted.predictions) {
        if (prediction.metric != plotted.table.metrics[plotted.metric]) continue;
        std::vector<plot::Curve> own(roles.lines == nullptr ? 1 : roles.lines->levels.size());
        for (auto& curve : own) {
            curve.name = prediction.name;
            curve.points.resize(roles.x == nullptr ? 1 : roles.x->levels.size());
        }
        for (std::size_t i = 0; i < plotted.cells.size(); ++i) {
            auto const& cell = plotted.cells[i];
            if (!prediction.values[i]) continue;
            auto const column = roles.x == nullptr ? 0 : roles.x->level_of(cell.values[roles.x->parameter]);
            own[line_of(roles, cell)].points[column] = {place_of(roles.x, cell), *prediction.values[i]};
        }
        curves.insert(curves.end(), own.begin(), own.end());
    }
    return curves;
}

std::vector<plot::Remark> failures_of(PlottedMetric const& plotted, Roles const& roles) {
    std::vector<plot::Remark> remarks;
    for (auto const& cell : plotted.cells) {
        if (cell.failed == 0) continue;
        remarks.push_back({place_of(roles.x, cell), tooltip_of(plotted, cell)});
    }
    return remarks;
}

bool any_interval(std::vector<plot::Series> const& series) {
    return std::any_of(series.begin(), series.end(), [](plot::Series const& one) {
        return std::any_of(one.points.begin(), one.points.end(), [](auto const& point) { return point && point->low; });
    });
}

// The categories of user satisfaction, ITU-T G.109, each above its level.
std::vector<plot::Threshold> satisfaction() {
    return {
        {4.0, "satisfied"}, {3.6, "some dissatisfied"}, {3.1, "many dissatisfied"}, {2.6, "nearly all dissatisfied"}};
}

}  // namespace

std::optional<std::string> line_plot(PlottedMetric const& plotted) {
    auto const roles = roles_of(plotted.axes);
    if (roles.lines != nullptr && roles.lines->levels.size() > most_lines) return std::nullopt;
    plot::LineChart chart;
    chart.captions = captions_of(plotted);
    chart.x = roles.x == nullptr ? plot::Scale::words({"all runs"}) : scale_of(*roles.x);
    chart.x_label = roles.x == nullptr ? std::string() : axis_label(plotted.table, *roles.x);
    chart.y_label = name_of_metric(plotted.table.metrics[plotted.metric]);
    chart.legend_title = roles.lines == nullptr ? std::string() : short_name(plotted.table, roles.lines->parameter);
    chart.series = series_of(plotted, roles);
    chart.curves = curves_of(plotted, roles);
    if (chart.series.size() == 1 && !chart.curves.empty()) {
        chart.series.front().name = "simulated";
        chart.series.front().joined = false;  // the eye is to join what the prediction joins
    }
    chart.remarks = failures_of(plotted, roles);
    if (is_mos(plotted.table.metrics[plotted.metric])) chart.thresholds = satisfaction();
    if (any_interval(chart.series)) {
        chart.captions.notes.push_back(chart.x.is_words() ? "Whiskers: 95 % interval of the mean (Student's t)."
                                                          : "Band: 95 % interval of the mean (Student's t).");
    }
    if (!chart.remarks.empty()) chart.captions.notes.push_back("\u00d7 at the bottom: runs failed there.");
    return svg_of(chart);
}

}  // namespace voiplab::scenarios
