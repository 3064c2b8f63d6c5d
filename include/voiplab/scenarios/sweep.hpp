#pragma once

#include "voiplab/scenarios/loader.hpp"
#include "voiplab/scenarios/runner.hpp"
#include "voiplab/scenarios/sweep_options.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <tl/expected.hpp>

namespace voiplab::scenarios {

// A path that can be varied.
struct VariablePath {
    std::string path;         // "network.wan.delay"
    std::string kind;         // "duration", "percentage", "fixed, adaptive, percentile", "number, 1 to 100"
    std::string value;        // as the scenario has it; or the default; empty: it has none
    bool is_default = false;  // the scenario leaves it out
};

// Of a scenario, in the order of its schema; none where the file cannot be read.
std::vector<VariablePath> variable_paths(ScenarioFile const& file, std::vector<Override> const& overrides = {});

// The names that runs.csv has for what a run measures, with their units: `find` and `until_ci` take them.
std::vector<std::string> sweep_metrics();

// What decides which runs a sweep has.
struct SweepSetup {
    std::filesystem::path scenario;
    std::vector<Override> overrides;
    std::optional<std::uint64_t> seed;  // instead of the scenario's
    SweepOptions options;               // instead of the scenario's where it names an axis or anything else
    std::string application;            // "voiplab 0.1.0"
};

struct SweepBasis;
struct RunKey;
struct FinishedRun;
// How runs are carried out: execution.hpp of the library tells. By default on threads.
using SweepExecution =
    std::function<void(SweepBasis const&, std::span<RunKey const>,
                       std::function<void(std::vector<FinishedRun>&&)> const&, std::function<bool()> const&)>;

// How far a sweep is, four times a second.
struct SweepProgress {
    std::uint64_t done = 0;     // runs, with those of the journal
    std::uint64_t total = 0;    // as far as it is known
    std::uint64_t resumed = 0;  // of the done ones: those that the journal had
};

// How and where a sweep is run.
struct SweepJob {
    std::filesystem::path output;
    unsigned threads = 0;  // 0: one a core
    SweepShard shard;
    bool resume = false;
    std::function<bool()> stop = [] { return false; };  // true: it begins no more runs
    std::function<void(SweepProgress const&)> progress = [](SweepProgress const&) {};
    SweepExecution execution;  // instead of threads
};

struct SweepResult {
    std::uint64_t runs = 0;
    std::uint64_t failed = 0;
    std::string first_failure;       // its reason
    bool complete = false;           // else it was stopped
    std::vector<std::string> found;  // what `find` found, a sentence for each combination of the other axes
    std::vector<std::filesystem::path> files;
};

// A sweep whose scenario, paths and values have been checked.
class Sweep {
  public:
    // Or the mistakes, a line each.
    static tl::expected<Sweep, std::vector<std::string>> prepare(SweepSetup const& setup);

    // Of the plan; of one that depends on its results, those that are certain.
    [[nodiscard]] std::uint64_t cells() const;
    [[nodiscard]] std::uint64_t runs(SweepShard const& shard = {}) const;
    [[nodiscard]] bool is_adaptive() const;
    // Carries the first run out, which is written nowhere, and says how long that took; its failure in the second.
    [[nodiscard]] std::pair<std::chrono::nanoseconds, std::string> try_first() const;

    // Runs what the journal in the output folder does not have, and writes the files. A shard leaves but its journal. A
    // sweep that was stopped writes what there is. Throws InputError where the folder's journal is another sweep's, or
    // there is one and it is not to be resumed; OutputError.
    [[nodiscard]] SweepResult run(SweepJob const& job) const;
    // For a rank that is told what to run.
    [[nodiscard]] SweepBasis const& basis() const;

  private:
    struct Prepared;
    explicit Sweep(std::shared_ptr<Prepared const> prepared);
    std::shared_ptr<Prepared const> prepared_;
};

// Puts the shards of a sweep together: journals, or folders with some, in any order. Writes a journal of the whole and
// the files that one machine would have written. Throws InputError where they are not of one sweep, or not all of it.
SweepResult merge_sweep(std::filesystem::path const& output, std::vector<std::filesystem::path> const& journals);

}  // namespace voiplab::scenarios
