#pragma once

#include "scenarios/sweep/axes.hpp"
#include "scenarios/sweep/least_squares.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

// The models that a sweep's runs are fitted to, each by least squares over all runs of a metric.
namespace voiplab::scenarios {

// What each level of each axis adds to the mean, where axes are taken to act alone: y = mean + sum of effects. The
// effects of an axis add up to 0; in a full grid with as many runs everywhere an effect is the mean of the level's
// runs minus the mean of all.
struct MainEffects {
    Regression regression;
    double mean = 0;
    std::vector<std::vector<double>> effects;  // of each axis, of each of its levels
};

std::variant<MainEffects, std::string> main_effects(std::vector<SweepAxis> const& axes,
                                                    std::vector<SweepCell> const& cells, std::size_t metric);

// A second-order polynomial in the numeric axes, each scaled to -1 .. 1, with what each word of another axis adds to
// its first word: 1, x, x^2, z, x z, z^2, ... The square of an axis of two levels is left out.
class ResponseSurface {
  public:
    explicit ResponseSurface(std::vector<SweepAxis> axes);

    // Their names: "1", "a", "a^2", "b", "a * b", "b^2", "codec = PCMA", with the axes' columns.
    [[nodiscard]] std::vector<std::string> term_names(SweepTable const& table) const;
    // Of a cell's values. There is a value for each of the table's parameters.
    [[nodiscard]] std::vector<double> terms(std::vector<SweepValue> const& values) const;
    [[nodiscard]] std::variant<Regression, std::string> fit(std::vector<SweepCell> const& cells,
                                                            std::size_t metric) const;

  private:
    std::vector<SweepAxis> numeric_;
    std::vector<SweepAxis> words_;
};

}  // namespace voiplab::scenarios
