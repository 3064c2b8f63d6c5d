#include "scenarios/plot/panel_chart.hpp"
#include "scenarios/sweep/metric_plots.hpp"
#include "scenarios/sweep/plot_names.hpp"

#include <fmt/format.h>

namespace voiplab::scenarios {

namespace {

double place_of(SweepAxis const& axis, std::size_t level) {
    return axis.numeric ? *axis.levels[level].number : static_cast<double>(level);
}

plot::PanelChart chart_of(PlottedMetric const& plotted) {
    plot::PanelChart chart;
    chart.captions = captions_of(plotted);
    chart.y_label = name_of_metric(plotted.table.metrics[plotted.metric]);
    return chart;
}

// What a model explains, or why there is none.
template <class Fitted>
std::string explained(std::string const& model, Fitted const& fitted, double r2) {
    if (auto const* const reason = std::get_if<std::string>(&fitted))
        return model + " cannot be fitted: " + *reason + ".";
    return fmt::format("{}: R\u00b2 = {:.3f}.", model, r2);
}

double mean_of_cells(PlottedMetric const& plotted) {
    double sum = 0;
    double count = 0;
    for (auto const& cell : plotted.cells) {
        auto const& figures = cell.metrics[plotted.metric];
        if (!figures) continue;
        sum += figures->mean;
        count += 1;
    }
    return sum / count;
}

// The mean of the cells at each level.
std::vector<std::optional<double>> means_along(PlottedMetric const& plotted, SweepAxis const& axis) {
    std::vector<double> sums(axis.levels.size());
    std::vector<double> counts(axis.levels.size());
    for (auto const& cell : plotted.cells) {
        auto const& figures = cell.metrics[plotted.metric];
        if (!figures) continue;
        auto const level = axis.level_of(cell.values[axis.parameter]);
        sums[level] += figures->mean;
        counts[level] += 1;
    }
    std::vector<std::optional<double>> means;
    means.reserve(sums.size());
    for (std::size_t level = 0; level < sums.size(); ++level) {
        means.push_back(counts[level] > 0 ? std::optional(sums[level] / counts[level]) : std::nullopt);
    }
    return means;
}

// The surface along one axis, with the other numbers in their middle and the words the first of theirs.
plot::Curve profile(PlottedMetric const& plotted, ResponseSurface const& surface, Regression const& regression,
                    SweepAxis const& along) {
    constexpr int steps = 40;
    auto values = plotted.cells.front().values;
    for (auto const& axis : plotted.axes) {
        auto& value = values[axis.parameter];
        value = axis.levels.front();
        if (axis.numeric) value.number = axis.number_at(0);
    }
    plot::Curve curve;
    for (int i = 0; i <= steps; ++i) {
        auto const number = along.number_at(-1 + 2.0 * i / steps);
        values[along.parameter].number = number;
        curve.points.push_back(plot::Position{number, predicted(regression, surface.terms(values))});
    }
    return curve;
}

}  // namespace

std::string effects_plot(PlottedMetric const& plotted) {
    auto chart = chart_of(plotted);
    chart.level = mean_of_cells(plotted);
    chart.level_name = "mean of all";
    for (auto const& axis : plotted.axes) {
        plot::Panel panel;
        panel.x = scale_of(axis);
        panel.x_label = axis_label(plotted.table, axis);
        auto const means = means_along(plotted, axis);
        for (std::size_t level = 0; level < means.size(); ++level) {
            auto& point = panel.series.points.emplace_back();
            if (!means[level]) continue;
            point =
                plot::Point{place_of(axis, level),
                            *means[level],
                            {},
                            {},
                            fmt::format("{}: {:.4g}", value_label(plotted.table, axis.parameter, axis.levels[level]),
                                        *means[level])};
        }
        chart.panels.push_back(std::move(panel));
    }
    auto const alone = main_effects(plotted.axes, plotted.cells, plotted.metric);
    auto const surface = ResponseSurface(plotted.axes).fit(plotted.cells, plotted.metric);
    auto const* const effects = std::get_if<MainEffects>(&alone);
    auto const* const regression = std::get_if<Regression>(&surface);
    chart.captions.notes.emplace_back("Each point: the mean over all values of the other parameters.");
    chart.captions.notes.push_back(
        explained("Main effects alone", alone, effects != nullptr ? effects->regression.r2 : 0));
    chart.captions.notes.push_back(
        explained("A second-order response surface", surface, regression != nullptr ? regression->r2 : 0));
    return svg_of(chart);
}

std::string sample_plot(PlottedMetric const& plotted) {
    auto chart = chart_of(plotted);
    ResponseSurface const surface(plotted.axes);
    auto const fitted = surface.fit(plotted.cells, plotted.metric);
    auto const* const regression = std::get_if<Regression>(&fitted);
    for (auto const& axis : plotted.axes) {
        plot::Panel panel;
        panel.x = scale_of(axis);
        panel.x_label = axis_label(plotted.table, axis);
        panel.joined = false;
        for (auto const& cell : plotted.cells) {
            auto const& figures = cell.metrics[plotted.metric];
            if (!figures) continue;
            auto const& value = cell.values[axis.parameter];
            auto const place = axis.numeric ? *value.number : static_cast<double>(axis.level_of(value));
            panel.series.points.emplace_back(
                plot::Point{place, figures->mean, figures->ci95_low, figures->ci95_high, tooltip_of(plotted, cell)});
        }
        if (regression != nullptr && axis.numeric) panel.curve = profile(plotted, surface, *regression, axis);
        chart.panels.push_back(std::move(panel));
    }
    chart.captions.notes.push_back(
        regression == nullptr
            ? explained("A response surface", fitted, 0)
            : fmt::format("Dashed: the response surface, the other parameters in their middle; R\u00b2 = {:.3f}.",
                          regression->r2));
    return svg_of(chart);
}

}  // namespace voiplab::scenarios
