#pragma once

#include "tools/console.hpp"
#include "voiplab/scenarios/loader.hpp"
#include "voiplab/scenarios/runner.hpp"
#include "voiplab/scenarios/sweep.hpp"
#include "voiplab/sim/time.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <tl/expected.hpp>

namespace voiplab::tools {

enum class ExitStatus : std::uint8_t {
    done = 0,
    expectation_not_met = 1,
    bad_input = 2,
    not_written = 3,
    interrupted = 130
};

// Of two statuses the one to leave with: bad input before what could not be written before an expectation not met; an
// interruption before all.
ExitStatus worse(ExitStatus a, ExitStatus b);

// What the commands stand on; tests put their own in its place.
struct Engine {
    std::function<scenarios::LoadResult(std::filesystem::path const&, std::vector<scenarios::Override> const&)> load =
        scenarios::load_scenario;
    std::function<scenarios::RunResult(scenarios::Scenario const&, scenarios::RunOptions const&)> run = scenarios::run;
    std::function<std::vector<scenarios::BundledScenario>()> bundled = scenarios::bundled_scenarios;
    scenarios::SweepExecution sweep_execution;  // of a sweep's runs; empty: on threads
};

enum class Ladder : std::uint8_t { automatic, none, ascii, unicode };

struct RunArguments {
    std::vector<std::string> files;
    std::vector<scenarios::Override> overrides;
    std::filesystem::path output = "captures";
    std::optional<std::uint64_t> seed;  // instead of the scenario's
    Ladder ladder = Ladder::automatic;
    bool all = false;  // the ladder shows every message
    bool audit = false;
    bool stats = false;  // tells what the run took
};

struct CheckArguments {
    std::vector<std::string> files;
    std::vector<scenarios::Override> overrides;
};

struct TopologyArguments {
    std::string file;
    std::vector<scenarios::Override> overrides;
    bool dot = false;               // a Graphviz graph instead of text
    std::vector<std::string> path;  // two hosts, or none
};

struct PathsArguments {
    std::string file;
    std::vector<scenarios::Override> overrides;
};

struct SweepArguments {
    std::string file;
    std::vector<scenarios::Override> overrides;
    std::optional<std::uint64_t> seed;  // instead of the scenario's
    scenarios::SweepOptions options;
    std::filesystem::path output = "sweep";
    unsigned threads = 0;  // 0: one a core
    scenarios::SweepShard shard;
    bool resume = false;
    bool dry_run = false;
    std::vector<std::string> words;  // of the command line, to be told how to go on
};

struct MergeArguments {
    std::filesystem::path output;
    std::vector<std::filesystem::path> journals;  // or folders of them
};

struct EModelArguments {
    sim::Duration delay{};  // mouth to ear
    double loss = 0;        // 0 to 1
    double burst_ratio = 1;
    std::string codec = "pcmu";
    std::vector<scenarios::Override> parameters;  // G.107's symbols with their values
    bool json = false;
};

ExitStatus command_run(RunArguments const& arguments, Console const& console, Engine const& engine);
ExitStatus command_check(CheckArguments const& arguments, Console const& console, Engine const& engine);
ExitStatus command_topology(TopologyArguments const& arguments, Console const& console, Engine const& engine);
ExitStatus command_paths(PathsArguments const& arguments, Console const& console, Engine const& engine);
// Or the mistakes, a line each.
tl::expected<scenarios::Sweep, std::vector<std::string>> prepared(SweepArguments const& arguments,
                                                                  Engine const& engine);
ExitStatus command_sweep(SweepArguments const& arguments, Console const& console, Engine const& engine);
ExitStatus command_merge(MergeArguments const& arguments, Console const& console);
ExitStatus command_emodel(EModelArguments const& arguments, Console const& console);
ExitStatus command_codecs(Console const& console);
ExitStatus command_list(Console const& console, Engine const& engine);

}  // namespace voiplab::tools
