#pragma once

#include "voiplab/scenarios/sweep_table.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace voiplab::test {

using scenarios::SweepTable, scenarios::SweepValue;

// A parameter and its values: numbers, which are written with their unit, or words.
struct WrittenParameter {
    std::string path;
    std::string unit;
    std::vector<double> numbers;
    std::vector<std::string> words;  // where there are no numbers
};

using Metrics = std::vector<std::optional<double>>;
// What a run measures: of its cell's values (a word counts as its place among the words) and its replication.
using Measured = std::function<Metrics(std::vector<double> const&, std::size_t)>;

// A full grid's runs, the last parameter fastest, as the plan of a sweep has them.
SweepTable written_sweep(std::vector<WrittenParameter> const& parameters, std::size_t replications,
                         std::vector<std::string> metrics, Measured const& measured);

// A number that looks random, from -1 to 1, of a run; the same on any machine.
double noise(std::size_t run);

}  // namespace voiplab::test
