#include "scenarios/sweep/least_squares.hpp"

#include <algorithm>
#include <cmath>

#include <Eigen/Dense>
#include <fmt/format.h>

namespace voiplab::scenarios {

namespace {

// More is no picture of anything, and would take minutes.
constexpr std::size_t greatest_terms = 500;

// What is smaller than that, against the greatest observation, is rounding and not there.
constexpr double rounding = 1e-9;

double cleaned(double number, double scale) {
    return std::abs(number) < rounding * scale ? 0 : number;
}

// All observations together.
struct Whole {
    std::size_t n = 0;
    double mean = 0;
    double squares = 0;  // the sum of their squared deviations from the mean
    double scale = 0;    // the greatest of them, about
};

Whole whole_of(std::vector<Observation> const& observations) {
    Whole whole;
    double sum = 0;
    for (auto const& observation : observations) {
        whole.n += observation.n;
        sum += static_cast<double>(observation.n) * observation.mean;
        whole.scale = std::max(whole.scale, std::abs(observation.mean));
    }
    whole.mean = sum / static_cast<double>(whole.n);
    for (auto const& observation : observations) {
        auto const off = observation.mean - whole.mean;
        whole.squares += observation.squares + static_cast<double>(observation.n) * off * off;
    }
    return whole;
}

// Why there can be no answer; empty: there may be one.
std::string obstacle(Whole const& whole, std::size_t cells, std::size_t terms) {
    if (terms > greatest_terms) return fmt::format("it would have {} terms; {} is the limit", terms, greatest_terms);
    if (cells < terms) return fmt::format("it has {} terms, and only {} cells have a value", terms, cells);
    if (whole.n <= terms) return fmt::format("it has {} terms, and only {} runs have a value", terms, whole.n);
    auto const deviation = std::sqrt(whole.squares / static_cast<double>(whole.n));
    return deviation <= rounding * whole.scale ? "every run came to the same value" : "";
}

// Empty where the terms are not independent. The observations of a cell differ in nothing that the model knows: their
// mean, weighted, stands for them.
std::vector<double> solved(std::vector<Observation> const& observations, double scale) {
    auto const rows = static_cast<Eigen::Index>(observations.size());
    auto const terms = static_cast<Eigen::Index>(observations.front().terms.size());
    Eigen::MatrixXd design(rows, terms);
    Eigen::VectorXd weighted(rows);
    for (Eigen::Index row = 0; row < rows; ++row) {
        auto const& observation = observations[static_cast<std::size_t>(row)];
        auto const weight = std::sqrt(static_cast<double>(observation.n));
        for (Eigen::Index term = 0; term < terms; ++term) {
            design(row, term) = weight * observation.terms[static_cast<std::size_t>(term)];
        }
        weighted(row) = weight * observation.mean;
    }
    Eigen::ColPivHouseholderQR<Eigen::MatrixXd> const decomposition(design);
    if (decomposition.rank() < terms) return {};
    Eigen::VectorXd const solution = decomposition.solve(weighted);
    std::vector<double> coefficients;
    coefficients.reserve(static_cast<std::size_t>(terms));
    for (auto const coefficient : solution) {
        coefficients.push_back(cleaned(coefficient, scale));
    }
    return coefficients;
}

}  // namespace

std::variant<Regression, std::string> least_squares(std::vector<Observation> const& observations) {
    if (observations.empty()) return "no run came to a value";
    auto const terms = observations.front().terms.size();
    auto const whole = whole_of(observations);
    if (auto reason = obstacle(whole, observations.size(), terms); !reason.empty()) return reason;
    Regression result;
    result.n = whole.n;
    result.coefficients = solved(observations, whole.scale);
    if (result.coefficients.empty()) return "its terms cannot be told apart by these cells";
    double residual = 0;
    for (auto const& observation : observations) {
        auto const off = cleaned(observation.mean - predicted(result, observation.terms), whole.scale);
        residual += observation.squares + static_cast<double>(observation.n) * off * off;
    }
    auto const n = static_cast<double>(whole.n);
    auto const freedom = n - static_cast<double>(terms);
    result.r2 = 1 - residual / whole.squares;
    result.adjusted_r2 = 1 - (1 - result.r2) * (n - 1) / freedom;
    result.residual_sd = std::sqrt(residual / freedom);
    return result;
}

double predicted(Regression const& regression, std::vector<double> const& terms) {
    double sum = 0;
    for (std::size_t i = 0; i < terms.size(); ++i) {
        sum += regression.coefficients[i] * terms[i];
    }
    return sum;
}

}  // namespace voiplab::scenarios
