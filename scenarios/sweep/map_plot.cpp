#include "scenarios/plot/heat_map.hpp"
#include "scenarios/sweep/metric_plots.hpp"
#include "scenarios/sweep/plot_names.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace voiplab::scenarios {

namespace {

constexpr std::size_t surface_cells = 40;  // each way

// A column for each value, as wide for each.
plot::Scale columns_of(SweepAxis const& axis) {
    std::vector<std::string> words;
    words.reserve(axis.levels.size());
    for (auto const& level : axis.levels) {
        words.push_back(axis.numeric ? plot::readable(*level.number) : level.text);
    }
    return plot::Scale::words(words);
}

struct Range {
    double low = std::numeric_limits<double>::infinity();
    double high = -std::numeric_limits<double>::infinity();
};

Range range_of(plot::Grid const& grid) {
    Range range;
    for (auto const& row : grid) {
        for (auto const& value : row) {
            if (!value) continue;
            range.low = std::min(range.low, *value);
            range.high = std::max(range.high, *value);
        }
    }
    return range;
}

// So that a hundredth of the range is seen.
int decimals_for(Range const& range) {
    auto const span = range.high - range.low;
    return span > 0 ? std::clamp(2 - static_cast<int>(std::floor(std::log10(span))), 0, 6) : 2;
}

bool all_known(plot::Grid const& grid) {
    return std::all_of(grid.begin(), grid.end(), [](auto const& row) {
        return std::all_of(row.begin(), row.end(), [](auto const& value) { return value.has_value(); });
    });
}

plot::HeatMap empty_map(PlottedMetric const& plotted) {
    plot::HeatMap map;
    map.captions = captions_of(plotted);
    map.x_label = axis_label(plotted.table, plotted.axes[0]);
    map.y_label = axis_label(plotted.table, plotted.axes[1]);
    map.value_label = name_of_metric(plotted.table.metrics[plotted.metric]);
    return map;
}

}  // namespace

std::string map_plot(PlottedMetric const& plotted) {
    auto const& x = plotted.axes[0];
    auto const& y = plotted.axes[1];
    auto map = empty_map(plotted);
    map.x = columns_of(x);
    map.y = columns_of(y);
    map.values.resize(y.levels.size(), std::vector<std::optional<double>>(x.levels.size()));
    map.tooltips.resize(y.levels.size(), std::vector<std::string>(x.levels.size(), "no run was planned"));
    for (auto const& cell : plotted.cells) {
        auto const column = x.level_of(cell.values[x.parameter]);
        auto const row = y.level_of(cell.values[y.parameter]);
        auto const& figures = cell.metrics[plotted.metric];
        if (figures) map.values[row][column] = figures->mean;
        map.tooltips[row][column] = tooltip_of(plotted, cell);
    }
    auto const range = range_of(map.values);
    map.decimals = decimals_for(range);
    // Between words there is nothing that a line could run through.
    if (x.numeric && y.numeric) map.levels = levels_of(plotted, range.low, range.high);
    if (!all_known(map.values)) map.captions.notes.push_back("Hatched: no run came to a value.");
    return svg_of(map);
}

std::optional<std::string> surface_plot(PlottedMetric const& plotted) {
    auto const& axes = plotted.axes;
    if (axes.size() != 2 || !axes[0].numeric || !axes[1].numeric) return std::nullopt;
    ResponseSurface const surface(axes);
    auto const fitted = surface.fit(plotted.cells, plotted.metric);
    if (std::holds_alternative<std::string>(fitted)) return std::nullopt;
    auto const& regression = std::get<Regression>(fitted);

    auto map = empty_map(plotted);
    map.x = scale_of(axes[0]);
    map.y = scale_of(axes[1]);
    auto values = plotted.cells.front().values;
    auto const middle = [](std::size_t i) { return (static_cast<double>(i) + 0.5) / surface_cells; };
    for (std::size_t row = 0; row < surface_cells; ++row) {
        auto& means = map.values.emplace_back();
        values[axes[1].parameter].number = map.y.value(middle(row));
        for (std::size_t column = 0; column < surface_cells; ++column) {
            values[axes[0].parameter].number = map.x.value(middle(column));
            means.emplace_back(predicted(regression, surface.terms(values)));
        }
    }
    for (auto const& cell : plotted.cells) {
        auto const& figures = cell.metrics[plotted.metric];
        if (!figures) continue;
        map.samples.push_back({{*cell.values[axes[0].parameter].number, *cell.values[axes[1].parameter].number},
                               figures->mean,
                               tooltip_of(plotted, cell)});
    }
    auto const range = range_of(map.values);
    map.levels = levels_of(plotted, range.low, range.high);
    map.captions.notes.push_back(fmt::format(
        "Circles: the cells. Behind them: the response surface, a second-order polynomial; R\u00b2 = {:.3f}.",
        regression.r2));
    return svg_of(map);
}

}  // namespace voiplab::scenarios
