#include "scenarios/sweep/plots.hpp"

#include "scenarios/sweep/metric_plots.hpp"
#include "scenarios/sweep/plot_names.hpp"

#include <algorithm>

namespace voiplab::scenarios {

namespace {

// Whether there is something to see: a value, and another one unless there is but one run.
bool differs(std::vector<SweepCell> const& cells, std::size_t metric) {
    std::size_t n = 0;
    std::optional<Figures> all;
    for (auto const& cell : cells) {
        auto const& figures = cell.metrics[metric];
        if (!figures) continue;
        n += figures->n;
        if (!all) all = *figures;
        all->min = std::min(all->min, figures->min);
        all->max = std::max(all->max, figures->max);
    }
    return n == 1 || (n > 1 && all->min < all->max);
}

}  // namespace

std::vector<SweepPlot> plots_of(SweepTable const& table, std::vector<SweepCell> const& cells,
                                std::vector<SweepPrediction> const& predictions) {
    std::vector<SweepPlot> plots;
    auto const axes = axes_of(table, cells);
    auto const sampled = is_sampled(axes, cells.size());
    for (std::size_t metric = 0; metric < table.metrics.size(); ++metric) {
        if (!differs(cells, metric)) continue;
        PlottedMetric const plotted{table, cells, axes, metric, predictions};
        auto const file = file_of_metric(table.metrics[metric]);
        auto const add = [&](char const* ending, std::optional<std::string> svg) {
            if (svg) plots.push_back({file + ending, std::move(*svg)});
        };
        if (sampled) {
            add(".svg", sample_plot(plotted));
            add("-map.svg", surface_plot(plotted));
        } else if (axes.size() > 2) {
            add(".svg", effects_plot(plotted));
        } else {
            add(".svg", line_plot(plotted));
            if (axes.size() == 2) add("-map.svg", map_plot(plotted));
        }
    }
    return plots;
}

}  // namespace voiplab::scenarios
