#include "scenarios/sweep/axes.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace voiplab::scenarios {

namespace {

bool is_less(SweepValue const& a, SweepValue const& b) {
    return *a.number < *b.number;
}

bool is_same(SweepValue const& a, SweepValue const& b) {
    return *a.number == *b.number;
}

// The standard deviation of the steps between numbers, relative to their mean.
double unevenness(std::vector<double> const& numbers) {
    std::vector<double> steps;
    for (std::size_t i = 1; i < numbers.size(); ++i) {
        steps.push_back(numbers[i] - numbers[i - 1]);
    }
    auto const mean = (numbers.back() - numbers.front()) / static_cast<double>(steps.size());
    double squares = 0;
    for (auto const step : steps) {
        squares += (step - mean) * (step - mean);
    }
    return std::sqrt(squares / static_cast<double>(steps.size())) / mean;
}

// Which of the second axis's levels belongs to each of the first one's; empty where that is not one to one.
std::vector<std::size_t> pairing(SweepAxis const& first, SweepAxis const& second, std::vector<SweepCell> const& cells) {
    constexpr auto none = static_cast<std::size_t>(-1);
    if (first.levels.size() != second.levels.size()) return {};
    std::vector<std::size_t> partners(first.levels.size(), none);
    for (auto const& cell : cells) {
        auto& partner = partners[first.level_of(cell.values[first.parameter])];
        auto const level = second.level_of(cell.values[second.parameter]);
        if (partner != none && partner != level) return {};
        partner = level;
    }
    auto sorted = partners;
    std::sort(sorted.begin(), sorted.end());
    return std::adjacent_find(sorted.begin(), sorted.end()) == sorted.end() ? partners : std::vector<std::size_t>();
}

// Samples have no number twice either: those pair up without moving together, and then not in their order.
bool move_together(SweepAxis const& first, SweepAxis const& second, std::vector<SweepCell> const& cells) {
    auto const partners = pairing(first, second, cells);
    if (partners.empty()) return false;
    return partners.size() < cells.size() || !first.numeric || !second.numeric ||
           std::is_sorted(partners.begin(), partners.end()) || std::is_sorted(partners.rbegin(), partners.rend());
}

}  // namespace

bool is_logarithmic(std::vector<double> const& numbers) {
    if (numbers.size() < 3 || numbers.front() <= 0 || numbers.back() < 8 * numbers.front()) return false;
    std::vector<double> logarithms;
    logarithms.reserve(numbers.size());
    for (auto const number : numbers) {
        logarithms.push_back(std::log(number));
    }
    // Half as uneven at most, lest a few odd values decide it.
    return unevenness(logarithms) < unevenness(numbers) / 2;
}

std::size_t SweepAxis::level_of(SweepValue const& value) const {
    auto const place = numeric ? std::lower_bound(levels.begin(), levels.end(), value, is_less)
                               : std::find_if(levels.begin(), levels.end(),
                                              [&](SweepValue const& level) { return level.text == value.text; });
    assert(place != levels.end());
    return static_cast<std::size_t>(place - levels.begin());
}

double SweepAxis::scaled(double number) const {
    auto const on_scale = [&](double value) { return logarithmic ? std::log(value) : value; };
    auto const low = on_scale(*levels.front().number);
    auto const high = on_scale(*levels.back().number);
    return high > low ? 2 * (on_scale(number) - low) / (high - low) - 1 : 0;
}

double SweepAxis::number_at(double scaled) const {
    auto const low = *levels.front().number;
    auto const high = *levels.back().number;
    auto const part = (scaled + 1) / 2;
    return logarithmic ? low * std::pow(high / low, part) : low + part * (high - low);
}

SweepAxis axis_of(SweepTable const& table, std::vector<SweepCell> const& cells, std::size_t parameter) {
    SweepAxis axis;
    axis.parameter = parameter;
    axis.numeric = is_numeric(table, parameter);
    for (auto const& cell : cells) {
        auto const& value = cell.values[parameter];
        auto const known =
            !axis.numeric && std::any_of(axis.levels.begin(), axis.levels.end(),
                                         [&](SweepValue const& level) { return level.text == value.text; });
        if (!known) axis.levels.push_back(value);
    }
    if (!axis.numeric) return axis;
    std::stable_sort(axis.levels.begin(), axis.levels.end(), is_less);
    axis.levels.erase(std::unique(axis.levels.begin(), axis.levels.end(), is_same), axis.levels.end());
    std::vector<double> numbers;
    numbers.reserve(axis.levels.size());
    for (auto const& level : axis.levels) {
        numbers.push_back(*level.number);
    }
    axis.logarithmic = is_logarithmic(numbers);
    return axis;
}

std::vector<SweepAxis> axes_of(SweepTable const& table, std::vector<SweepCell> const& cells) {
    std::vector<SweepAxis> axes;
    for (std::size_t parameter = 0; parameter < table.parameters.size(); ++parameter) {
        auto axis = axis_of(table, cells, parameter);
        if (axis.levels.size() < 2) continue;
        auto const leader = std::find_if(axes.begin(), axes.end(),
                                         [&](SweepAxis const& other) { return move_together(other, axis, cells); });
        if (leader != axes.end()) {
            leader->along.push_back(parameter);
        } else {
            axes.push_back(std::move(axis));
        }
    }
    return axes;
}

bool is_sampled(std::vector<SweepAxis> const& axes, std::size_t cells) {
    return axes.size() > 1 && std::any_of(axes.begin(), axes.end(), [&](SweepAxis const& axis) {
               return axis.numeric && 2 * axis.levels.size() > cells;
           });
}

}  // namespace voiplab::scenarios
