#include "scenarios/sweep/metric_plots.hpp"

#include "scenarios/sweep/plot_names.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace voiplab::scenarios {

namespace {

std::string counted(std::size_t count, char const* noun) {
    return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

// How many runs the cells' values come from, and how many failed.
std::string runs_note(PlottedMetric const& plotted) {
    std::size_t least = static_cast<std::size_t>(-1);
    std::size_t most = 0;
    std::size_t runs = 0;
    std::size_t failed = 0;
    for (auto const& cell : plotted.cells) {
        auto const& figures = cell.metrics[plotted.metric];
        runs += cell.runs;
        failed += cell.failed;
        if (!figures) continue;
        least = std::min(least, figures->n);
        most = std::max(most, figures->n);
    }
    auto const each = counted(plotted.cells.size(), "cell") + (plotted.cells.size() == 1 ? ", " : ", each ");
    auto const text =
        each + "the mean of " + (least == most ? counted(most, "run") : fmt::format("{} to {} runs", least, most));
    return text + (failed > 0 ? fmt::format("; {} of {} runs failed.", failed, runs) : ".");
}

// What is varied but the same here, or has no axis of its own.
std::string constant_note(PlottedMetric const& plotted) {
    std::string text;
    for (std::size_t parameter = 0; parameter < plotted.table.parameters.size(); ++parameter) {
        auto const has_axis = std::any_of(plotted.axes.begin(), plotted.axes.end(), [&](SweepAxis const& axis) {
            return axis.parameter == parameter ||
                   std::find(axis.along.begin(), axis.along.end(), parameter) != axis.along.end();
        });
        if (has_axis || plotted.cells.empty()) continue;
        text += (text.empty() ? "Everywhere " : ", ") +
                value_label(plotted.table, parameter, plotted.cells.front().values[parameter]);
    }
    return text.empty() ? text : text + ".";
}

}  // namespace

plot::Captions captions_of(PlottedMetric const& plotted) {
    plot::Captions captions;
    captions.title = name_of_metric(plotted.table.metrics[plotted.metric]);
    for (std::size_t i = 0; i < plotted.axes.size(); ++i) {
        auto const is_last = i + 1 == plotted.axes.size();
        captions.title += (i == 0    ? " by "
                           : is_last ? " and "
                                     : ", ") +
                          short_name(plotted.table, plotted.axes[i].parameter);
    }
    captions.subtitle = plotted.table.scenario;
    captions.notes.push_back(runs_note(plotted));
    if (auto const note = constant_note(plotted); !note.empty()) captions.notes.push_back(note);
    return captions;
}

plot::Scale scale_of(SweepAxis const& axis) {
    if (!axis.numeric) {
        std::vector<std::string> words;
        words.reserve(axis.levels.size());
        for (auto const& level : axis.levels) {
            words.push_back(level.text);
        }
        return plot::Scale::words(words);
    }
    auto const low = *axis.levels.front().number;
    auto const high = *axis.levels.back().number;
    return axis.logarithmic ? plot::Scale::logarithmic(low, high) : plot::Scale::linear(low, high);
}

std::string tooltip_of(PlottedMetric const& plotted, SweepCell const& cell) {
    std::string text;
    for (auto const& axis : plotted.axes) {
        text += (text.empty() ? "" : ", ") + value_label(plotted.table, axis.parameter, cell.values[axis.parameter]);
    }
    if (!text.empty()) text += ": ";
    auto const& figures = cell.metrics[plotted.metric];
    if (!figures) return text + "no run came to a value";
    text += fmt::format("{:.4g}", figures->mean);
    if (figures->ci95_low) text += fmt::format(" ({:.4g} to {:.4g})", *figures->ci95_low, *figures->ci95_high);
    text += fmt::format(", {}", counted(figures->n, "run"));
    return cell.failed > 0 ? text + fmt::format(", {} failed", cell.failed) : text;
}

std::vector<double> levels_of(PlottedMetric const& plotted, double low, double high) {
    if (is_mos(plotted.table.metrics[plotted.metric])) return {4.0, 3.6, 3.1, 2.6};
    constexpr int count = 5;
    auto levels = plot::round_numbers(low, high, count);
    std::erase_if(levels, [&](double level) { return level <= low || level >= high; });
    return levels;
}

}  // namespace voiplab::scenarios
