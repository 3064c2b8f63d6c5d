#include "tools/commands.hpp"
#include "tools/ladder.hpp"
#include "tools/progress.hpp"
#include "tools/scenario_files.hpp"
#include "tools/summary.hpp"
#include "tools/text.hpp"

#include <algorithm>
#include <chrono>
#include <exception>

#include <fmt/format.h>

namespace voiplab::tools {
namespace {

using scenarios::RunResult;
using scenarios::Scenario;

LadderStyle ladder_style(RunArguments const& arguments, Terminal const& terminal) {
    LadderStyle style;
    bool const unicode =
        arguments.ladder == Ladder::unicode || (arguments.ladder == Ladder::automatic && terminal.utf8);
    style.characters = unicode ? Characters::unicode : Characters::ascii;
    style.colour = terminal.colour;
    style.all = arguments.all;
    style.width = terminal.width;
    return style;
}

void show(Scenario const& scenario, RunResult const& result, RunArguments const& arguments, Console const& console,
          bool is_first) {
    if (!is_first) console.out << "\n";
    console.out << fmt::format("{}, seed {}: {}\n\n", printable(scenario.file.stem().string()), scenario.seed,
                               printable(scenario.title));
    auto const has_signalling = !result.ladder.empty() || (result.media_calls.empty() && result.background.empty());
    if (arguments.ladder != Ladder::none && has_signalling) {
        console.out << draw_ladder(result, ladder_style(arguments, console.out_terminal)) << "\n";
    }
    console.out << summary(result) << std::flush;
}

// A line for programs to read: how long setting up and running took, and how much went on in it.
void tell_stats(RunResult const& result, Console const& console) {
    auto const seconds = [](std::chrono::nanoseconds time) { return std::chrono::duration<double>(time).count(); };
    auto const answered = std::count_if(result.calls.begin(), result.calls.end(),
                                        [](auto const& call) { return call.outcome == "answered"; });
    console.err << fmt::format(
        R"({{"setup_s": {:.6f}, "run_s": {:.6f}, "events": {}, "packets": {}, "answered_calls": {}}})"
        "\n",
        seconds(result.setup_time), seconds(result.run_time), result.events, result.packets, answered);
}

void tell_event_limit(Scenario const& scenario, RunResult const& result, Console const& console) {
    auto const& [limit, at, most_flooded] = *result.event_limit;
    auto about = std::string{};
    if (most_flooded) {
        about = fmt::format("; switch {} flooded most, {}", printable(most_flooded->switch_name),
                            count_of(most_flooded->frames, "frame", "frames"));
    }
    console.err << fmt::format("voiplab: {}: the run ended at its event limit of {}, {} s into {} s{}\n",
                               printable(scenario.file.string()), count_of(limit, "event", "events"),
                               seconds(at.time_since_epoch()), seconds(scenario.duration), about);
}

RunResult run(Scenario const& scenario, RunArguments const& arguments, Console const& console, Engine const& engine) {
    Progress progress(console, scenario.file.stem().string());
    scenarios::RunOptions options;
    options.output = arguments.output;
    options.application = "voiplab " VOIPLAB_VERSION;
    options.ladder = arguments.ladder != Ladder::none;
    options.audit = arguments.audit;
    options.progress = [&](double part) { progress.report(part); };
    return engine.run(scenario, options);
}

void tell(Scenario const& scenario, std::exception const& error, Console const& console) {
    console.err << fmt::format("voiplab: {}: {}\n", printable(scenario.file.string()), printable(error.what()));
}

ExitStatus run_one(Scenario const& scenario, RunArguments const& arguments, Console const& console,
                   Engine const& engine, bool& is_first) {
    try {
        auto const result = run(scenario, arguments, console, engine);
        show(scenario, result, arguments, console, is_first);
        if (result.event_limit) tell_event_limit(scenario, result, console);
        if (arguments.stats) tell_stats(result, console);
        is_first = false;
        auto const limit_as_wanted = !result.event_limit || scenario.expects_event_limit;
        auto const as_wanted = limit_as_wanted && result.failed_expectations.empty() && result.left_over.empty();
        return as_wanted ? ExitStatus::done : ExitStatus::expectation_not_met;
    } catch (scenarios::InputError const& error) {
        tell(scenario, error, console);
        return ExitStatus::bad_input;
    } catch (std::exception const& error) {
        tell(scenario, error, console);
        return ExitStatus::not_written;
    }
}

}  // namespace

ExitStatus command_run(RunArguments const& arguments, Console const& console, Engine const& engine) {
    auto loaded = load_files(arguments.files, arguments.overrides, engine);
    if (!loaded.mistakes.empty()) {
        for (auto const& mistake : loaded.mistakes)
            console.err << mistake << "\n";
        console.err << count_of(loaded.mistakes.size(), "mistake", "mistakes") << "; nothing was run\n";
        return ExitStatus::bad_input;
    }
    for (auto const& warning : loaded.warnings)
        console.err << warning << "\n";

    auto status = ExitStatus::done;
    bool is_first = true;
    for (auto& scenario : loaded.scenarios) {
        if (arguments.seed) scenario.seed = *arguments.seed;
        status = worse(status, run_one(scenario, arguments, console, engine, is_first));
    }
    return status;
}

}  // namespace voiplab::tools
