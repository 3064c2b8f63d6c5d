#pragma once

#include "scenarios/sweep/figures.hpp"
#include "voiplab/scenarios/sweep_table.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace voiplab::scenarios {

// The runs that have the same values.
struct SweepCell {
    std::uint64_t number = 0;
    std::vector<SweepValue> values;  // of each parameter
    std::size_t runs = 0;
    std::size_t failed = 0;                       // of those; they count in nothing else
    std::vector<std::optional<Figures>> metrics;  // of each metric; nullopt: no run came to it
};

// In the order of their numbers.
std::vector<SweepCell> cells_of(SweepTable const& table);

// Whether a parameter is a number in every run.
bool is_numeric(SweepTable const& table, std::size_t parameter);

// A parameter's column in a table: its path and, where it is numeric, its unit: "network.wan.delay_ms",
// "network.wan.netem.loss_percent".
std::string column_of(SweepTable const& table, std::size_t parameter);

// A number with nine digits, as files have it: they hide in what order a machine rounds. It has no "-0".
std::string number_text(double number);
// And that number.
double rounded(double number);

}  // namespace voiplab::scenarios
