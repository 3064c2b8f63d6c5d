#include "scenarios/sweep/models.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace voiplab::scenarios {

namespace {

// A cell's runs, for a model with these terms.
Observation observed(Figures const& figures, std::vector<double> terms) {
    auto const sd = figures.sd.value_or(0);
    return {std::move(terms), figures.n, figures.mean, sd * sd * static_cast<double>(figures.n - 1)};
}

// Of each axis all levels but the last, which is minus all others: so the effects add up to 0.
std::vector<double> effect_terms(std::vector<SweepAxis> const& axes, SweepCell const& cell) {
    std::vector<double> terms{1};
    for (auto const& axis : axes) {
        auto const level = axis.level_of(cell.values[axis.parameter]);
        auto const last = axis.levels.size() - 1;
        for (std::size_t i = 0; i < last; ++i) {
            terms.push_back(level == last ? -1 : level == i ? 1 : 0);
        }
    }
    return terms;
}

constexpr auto const* nothing_differs = "no parameter has two values";
}  // namespace

std::variant<MainEffects, std::string> main_effects(std::vector<SweepAxis> const& axes,
                                                    std::vector<SweepCell> const& cells, std::size_t metric) {
    if (axes.empty()) return nothing_differs;
    std::size_t terms = 1;
    for (auto const& axis : axes) {
        terms += axis.levels.size() - 1;
    }
    if (terms > cells.size()) return fmt::format("it would have {} terms, and there are {} cells", terms, cells.size());
    std::vector<Observation> observations;
    for (auto const& cell : cells) {
        auto const& figures = cell.metrics[metric];
        if (figures) observations.push_back(observed(*figures, effect_terms(axes, cell)));
    }
    auto fitted = least_squares(observations);
    if (auto const* const reason = std::get_if<std::string>(&fitted)) return *reason;
    MainEffects result{std::get<Regression>(std::move(fitted)), 0, {}};
    auto coefficient = result.regression.coefficients.begin();
    result.mean = *coefficient++;
    for (auto const& axis : axes) {
        auto& effects = result.effects.emplace_back();
        double sum = 0;
        for (std::size_t i = 0; i + 1 < axis.levels.size(); ++i) {
            effects.push_back(*coefficient);
            sum += *coefficient++;
        }
        effects.push_back(-sum);
    }
    return result;
}

ResponseSurface::ResponseSurface(std::vector<SweepAxis> axes) {
    for (auto& axis : axes) {
        (axis.numeric ? numeric_ : words_).push_back(std::move(axis));
    }
}

std::vector<std::string> ResponseSurface::term_names(SweepTable const& table) const {
    std::vector<std::string> names{"1"};
    auto const name = [&](SweepAxis const& axis) { return column_of(table, axis.parameter); };
    for (std::size_t i = 0; i < numeric_.size(); ++i) {
        names.push_back(name(numeric_[i]));
        for (std::size_t k = 0; k < i; ++k) {
            names.push_back(name(numeric_[k]) + " * " + name(numeric_[i]));
        }
        if (numeric_[i].levels.size() > 2) names.push_back(name(numeric_[i]) + "^2");
    }
    for (auto const& axis : words_) {
        for (std::size_t i = 1; i < axis.levels.size(); ++i) {
            names.push_back(name(axis) + " = " + axis.levels[i].text);
        }
    }
    return names;
}

std::vector<double> ResponseSurface::terms(std::vector<SweepValue> const& values) const {
    std::vector<double> terms{1};
    std::vector<double> scaled;
    scaled.reserve(numeric_.size());
    for (auto const& axis : numeric_) {
        scaled.push_back(axis.scaled(*values[axis.parameter].number));
    }
    for (std::size_t i = 0; i < numeric_.size(); ++i) {
        terms.push_back(scaled[i]);
        for (std::size_t k = 0; k < i; ++k) {
            terms.push_back(scaled[k] * scaled[i]);
        }
        if (numeric_[i].levels.size() > 2) terms.push_back(scaled[i] * scaled[i]);
    }
    for (auto const& axis : words_) {
        auto const level = axis.level_of(values[axis.parameter]);
        for (std::size_t i = 1; i < axis.levels.size(); ++i) {
            terms.push_back(level == i ? 1 : 0);
        }
    }
    return terms;
}

std::variant<Regression, std::string> ResponseSurface::fit(std::vector<SweepCell> const& cells,
                                                           std::size_t metric) const {
    if (numeric_.empty() && words_.empty()) return nothing_differs;
    if (numeric_.empty()) return "no parameter that differs is a number";
    std::vector<Observation> observations;
    for (auto const& cell : cells) {
        auto const& figures = cell.metrics[metric];
        if (figures) observations.push_back(observed(*figures, terms(cell.values)));
    }
    return least_squares(observations);
}

}  // namespace voiplab::scenarios
