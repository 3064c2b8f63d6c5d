#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace voiplab::scenarios {

// The mean of observations that the model says the same of, with what a regression needs of each of them.
struct Observation {
    std::vector<double> terms;  // of the model, where these were observed; as many for all
    std::size_t n = 0;          // how many observations
    double mean = 0;            // theirs
    double squares = 0;         // the sum of their squared deviations from that
};

struct Regression {
    std::vector<double> coefficients;  // of each term
    std::size_t n = 0;                 // observations
    double r2 = 0;                     // the part of their variance that the model explains
    double adjusted_r2 = 0;            // the same for the terms that it took: 1 - (1 - R2) (n - 1) / (n - terms)
    double residual_sd = 0;            // of what it does not explain, with n - terms degrees of freedom
};

// Ordinary least squares over all observations, by Householder's QR with column pivoting. The model's first term is a
// constant 1, or its terms span one. Where there is no answer: why, a sentence's end ("its terms cannot be told apart
// by these cells").
std::variant<Regression, std::string> least_squares(std::vector<Observation> const& observations);

// What the coefficients say where the terms are these.
double predicted(Regression const& regression, std::vector<double> const& terms);

}  // namespace voiplab::scenarios
