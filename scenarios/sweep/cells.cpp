#include "scenarios/sweep/cells.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>

#include <fmt/format.h>

namespace voiplab::scenarios {

namespace {

using Samples = std::vector<std::vector<double>>;  // of each metric

void add(SweepRun const& run, SweepCell& cell, Samples& samples) {
    ++cell.runs;
    if (!run.failure.empty()) {
        ++cell.failed;
        return;
    }
    for (std::size_t metric = 0; metric < samples.size(); ++metric) {
        auto const value = metric < run.metrics.size() ? run.metrics[metric] : std::nullopt;
        if (value && std::isfinite(*value)) samples[metric].push_back(*value);
    }
}

// What may stand in a column's name.
std::string word(std::string_view unit) {
    if (unit == "%") return "percent";
    std::string text;
    for (auto const character : unit) {
        auto const plain = (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
                           (character >= '0' && character <= '9');
        text += plain ? character : '_';
    }
    return text;
}

}  // namespace

std::vector<SweepCell> cells_of(SweepTable const& table) {
    std::map<std::uint64_t, std::pair<SweepCell, Samples>> cells;
    for (auto const& run : table.runs) {
        auto const [place, is_new] = cells.try_emplace(run.cell);
        auto& [cell, samples] = place->second;
        if (is_new) {
            cell.number = run.cell;
            cell.values = run.values;
            samples.resize(table.metrics.size());
        }
        add(run, cell, samples);
    }
    std::vector<SweepCell> list;
    list.reserve(cells.size());
    for (auto& [number, entry] : cells) {
        auto& [cell, samples] = entry;
        for (auto& values : samples) {
            cell.metrics.push_back(values.empty() ? std::nullopt : std::optional(figures_of(std::move(values))));
        }
        list.push_back(std::move(cell));
    }
    return list;
}

bool is_numeric(SweepTable const& table, std::size_t parameter) {
    return std::all_of(table.runs.begin(), table.runs.end(),
                       [&](SweepRun const& run) { return run.values[parameter].number.has_value(); });
}

std::string column_of(SweepTable const& table, std::size_t parameter) {
    auto const& [path, unit] = table.parameters[parameter];
    return unit.empty() || !is_numeric(table, parameter) ? path : path + "_" + word(unit);
}

std::string number_text(double number) {
    return fmt::format("{:.9g}", number == 0 ? 0.0 : number);
}

double rounded(double number) {
    auto const text = number_text(number);
    double value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

}  // namespace voiplab::scenarios
