#include "tools/commands.hpp"
#include "tools/interrupt.hpp"
#include "tools/scenario_files.hpp"
#include "tools/sweep_progress.hpp"
#include "tools/sweep_summary.hpp"
#include "tools/text.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <exception>
#include <thread>

#include <fmt/format.h>

namespace voiplab::tools {
namespace {

using scenarios::Sweep;

// A word as a shell takes it.
std::string quoted(std::string const& word) {
    constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./,=:%@+";
    if (!word.empty() && word.find_first_not_of(plain) == std::string::npos) return word;
    std::string result = "'";
    for (auto const c : word) {
        if (c == '\'') {
            result += "'\\''";
        } else {
            result += c;
        }
    }
    return result + "'";
}

void tell_how_to_go_on(SweepArguments const& arguments, Console const& console) {
    std::string command = "voiplab";
    for (auto const& word : arguments.words)
        command += fmt::format(" {}", quoted(word));
    if (!arguments.resume) command += " --resume";
    console.err << "voiplab: interrupted; this goes on with it:\n  " << printable(command) << "\n";
}

unsigned threads_of(SweepArguments const& arguments) {
    return arguments.threads > 0 ? arguments.threads : std::max(1U, std::thread::hardware_concurrency());
}

ExitStatus tell_plan(Sweep const& sweep, SweepArguments const& arguments, Console const& console) {
    auto const runs = sweep.runs(arguments.shard);
    auto const at_least = sweep.is_adaptive() ? "at least " : "";
    console.out << fmt::format("{}{} of {}\n", at_least, count_of(runs, "run", "runs"),
                               count_of(sweep.cells(), "cell", "cells"))
                << std::flush;
    auto const [took, failure] = sweep.try_first();
    if (!failure.empty()) console.out << "the first fails: " << printable(failure) << "\n";
    auto const one = std::chrono::duration<double>(took).count();
    auto const threads = threads_of(arguments);
    console.out << fmt::format("the first took {:.3f} s: {}about {:.0f} s on {}\n", one, at_least,
                               std::ceil(one * static_cast<double>(runs) / threads),
                               count_of(threads, "thread", "threads"));
    return ExitStatus::done;
}

ExitStatus run(Sweep const& sweep, SweepArguments const& arguments, Console const& console, Engine const& engine) {
    scenarios::SweepJob job;
    job.output = arguments.output;
    job.threads = arguments.threads;
    job.shard = arguments.shard;
    job.resume = arguments.resume;
    job.execution = engine.sweep_execution;
    scenarios::SweepResult result;
    {
        Interrupt const interrupt;
        SweepProgressLine line(console);
        job.stop = Interrupt::happened;
        job.progress = [&](scenarios::SweepProgress const& progress) { line.report(progress); };
        result = sweep.run(job);
    }
    auto const status = tell(result, console);
    if (result.complete) return status;
    tell_how_to_go_on(arguments, console);
    return ExitStatus::interrupted;
}

}  // namespace

ExitStatus tell(scenarios::SweepResult const& result, Console const& console) {
    console.out << count_of(result.runs, "run", "runs");
    if (result.failed > 0) console.out << fmt::format(", {} failed", count_of(result.failed, "of them", "of them"));
    console.out << "\n";
    for (auto const& sentence : result.found)
        console.out << printable(sentence) << "\n";
    console.out << "files written\n";
    std::size_t plots = 0;
    for (auto const& file : result.files) {
        // They are many, and the folder says it all.
        if (file.parent_path().filename() != "plots") {
            console.out << "  " << printable(file.string()) << "\n";
        } else if (plots++ == 0) {
            console.out << "  " << printable(file.parent_path().string()) << "/\n";
        }
    }
    console.out << std::flush;
    if (result.failed == 0) return ExitStatus::done;
    console.err << fmt::format("voiplab: {} failed; the first: {}\n", count_of(result.failed, "run", "runs"),
                               printable(result.first_failure));
    return ExitStatus::expectation_not_met;
}

tl::expected<Sweep, std::vector<std::string>> prepared(SweepArguments const& arguments, Engine const& engine) {
    std::vector<std::string> mistakes;
    auto const file = find_file(arguments.file, engine, mistakes);
    if (!file) return tl::unexpected(std::move(mistakes));
    return Sweep::prepare({*file, arguments.overrides, arguments.seed, arguments.options, "voiplab " VOIPLAB_VERSION});
}

ExitStatus command_sweep(SweepArguments const& arguments, Console const& console, Engine const& engine) {
    try {
        auto const sweep = prepared(arguments, engine);
        if (sweep) {
            return arguments.dry_run ? tell_plan(*sweep, arguments, console) : run(*sweep, arguments, console, engine);
        }
        for (auto const& mistake : sweep.error())
            console.err << (mistake.starts_with("--") ? "voiplab: " : "") << printable(mistake) << "\n";
        console.err << count_of(sweep.error().size(), "mistake", "mistakes") << "; nothing was run\n";
        return ExitStatus::bad_input;
    } catch (scenarios::InputError const& error) {
        console.err << "voiplab: " << printable(error.what()) << "\n";
        return ExitStatus::bad_input;
    } catch (std::exception const& error) {
        console.err << "voiplab: " << printable(error.what()) << "\n";
        return ExitStatus::not_written;
    }
}

}  // namespace voiplab::tools
