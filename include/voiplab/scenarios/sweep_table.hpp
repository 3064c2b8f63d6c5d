#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// What a sweep came to, as plain data: the runs that its plan asks for, with what each was given and what it measured.
// Whatever is told of a sweep, as CSV, JSON or a plot, is made from this alone.
namespace voiplab::scenarios {

// A parameter that differs from cell to cell: a path into the scenario.
struct SweepParameter {
    std::string path;  // "network.wan.delay"
    std::string unit;  // of its numbers: "ms", "%", "kbps"; empty: a plain number, or a word
};

// A parameter's value in a cell.
struct SweepValue {
    std::string text;              // as the scenario has it: "20ms", "PCMA"
    std::optional<double> number;  // in the parameter's unit; nullopt: a word
    bool operator==(SweepValue const&) const = default;
};

// One run of the plan.
struct SweepRun {
    std::uint64_t number = 0;       // its place in the plan, from 0
    std::uint64_t cell = 0;         // runs of a cell have the same values
    std::uint64_t replication = 0;  // from 0, within its cell
    std::uint64_t seed = 0;
    std::vector<SweepValue> values;              // of each parameter
    std::vector<std::optional<double>> metrics;  // of each metric; nullopt: it did not come to that
    std::string failure;                         // why the run failed; empty: it did not
};

struct SweepTable {
    std::string scenario;  // its title
    std::vector<SweepParameter> parameters;
    std::vector<std::string> metrics;  // names, with the unit: "mos", "mean_jitter_ms"
    std::vector<SweepRun> runs;        // in the plan's order
};

}  // namespace voiplab::scenarios
