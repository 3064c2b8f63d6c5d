#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// What a sweep varies and how often it runs, in the words of the command line and of a scenario's `sweep`.
namespace voiplab::scenarios {

// An axis: a path into the scenario, and what stands there in turn. Each text is a value ("5%"), or a range of them:
// FIRST:LAST:STEP, FIRST:LAST:xFACTOR, or, to be sampled or searched, FIRST:LAST and FIRST:LAST:log.
struct VaryOptions {
    std::string path;
    std::vector<std::string> values;
};

// Which of the cells that the axes span are run.
struct SampleOptions {
    enum class Kind : std::uint8_t { grid, latin_hypercube, sobol };
    Kind kind = Kind::grid;
    std::uint64_t count = 0;  // of the samples; of a grid: nothing
};

// A metric and a number of its unit: "mos=3.6".
struct MetricTarget {
    std::string metric;
    double value = 0;
};

// A run to be run once more when all are done, with the scenario's captures.
struct SweepCapture {
    enum class Which : std::uint8_t { worst, cell };
    Which which = Which::worst;  // the run with the least MOS
    std::uint64_t cell = 0;      // its first replication
};

// What the E-model is asked, to be drawn over what was simulated.
struct EModelQuestion {
    std::string metric;                     // the MOS of a party that hears one direction: "mos_callee"
    std::string loss;                       // the parameter's path: the loss of that direction, at random, in percent
    std::string delay = "mouth_to_ear_ms";  // the metric that says how long it takes from mouth to ear, in milliseconds
    std::string codec;                      // as `voiplab codecs` names it: "pcmu-plc"
};

struct SweepOptions {
    std::vector<VaryOptions> vary;
    std::vector<std::vector<std::string>> zip;  // paths of axes that move together
    SampleOptions sample;
    std::uint64_t replications = 1;          // of each cell; with until_ci, as many again until the interval is narrow
    std::uint64_t most_replications = 1000;  // even so
    std::optional<MetricTarget> until_ci;    // the interval of 95 % reaches no farther than this from the mean
    std::optional<MetricTarget> find;        // where on the axis without a step the metric's mean passes this
    std::vector<SweepCapture> capture;
    std::optional<EModelQuestion> e_model;
};

// One of several parts of a sweep, for as many machines.
struct SweepShard {
    std::uint64_t number = 1;  // from 1
    std::uint64_t of = 1;
    bool operator==(SweepShard const&) const = default;
};

}  // namespace voiplab::scenarios
