#include "tools/program.hpp"

#include "tools/command_line.hpp"
#include "tools/text.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <variant>

#include <fmt/format.h>

namespace voiplab::tools {
namespace {

ExitStatus dispatch(CommandLine const& command_line, Console const& console, Engine const& engine) {
    if (auto const* run = std::get_if<RunArguments>(&command_line)) return command_run(*run, console, engine);
    if (auto const* check = std::get_if<CheckArguments>(&command_line)) return command_check(*check, console, engine);
    if (auto const* topology = std::get_if<TopologyArguments>(&command_line)) {
        return command_topology(*topology, console, engine);
    }
    if (auto const* paths = std::get_if<PathsArguments>(&command_line)) return command_paths(*paths, console, engine);
    if (auto const* sweep = std::get_if<SweepArguments>(&command_line)) return command_sweep(*sweep, console, engine);
    if (auto const* merge = std::get_if<MergeArguments>(&command_line)) return command_merge(*merge, console);
    if (auto const* emodel = std::get_if<EModelArguments>(&command_line)) return command_emodel(*emodel, console);
    if (std::holds_alternative<CodecsArguments>(command_line)) return command_codecs(console);
    if (std::holds_alternative<ListArguments>(command_line)) return command_list(console, engine);
    if (auto const* text = std::get_if<TextOnly>(&command_line)) {
        console.out << text->text;
        return ExitStatus::done;
    }
    console.err << "voiplab: " << printable(std::get<BadCommandLine>(command_line).reason) << "\n";
    return ExitStatus::bad_input;
}

}  // namespace

ExitStatus worse(ExitStatus a, ExitStatus b) {
    constexpr std::array mildest_first{ExitStatus::done, ExitStatus::expectation_not_met, ExitStatus::not_written,
                                       ExitStatus::bad_input, ExitStatus::interrupted};
    auto const rank = [&](ExitStatus status) {
        return std::find(mildest_first.begin(), mildest_first.end(), status) - mildest_first.begin();
    };
    return rank(a) < rank(b) ? b : a;
}

int run_program(std::vector<std::string> arguments, Console const& console, Engine const& engine) {
    auto status = dispatch(parse_command_line(std::move(arguments)), console, engine);
    console.out.flush();
    // Who closes the pipe has seen enough; that is no failure, and everything else was done.
    if (!console.out && !console.reader_is_gone()) {
        console.err << "voiplab: standard output cannot be written\n";
        status = worse(status, ExitStatus::not_written);
    }
    return static_cast<int>(status);
}

int run_program(std::vector<std::string> arguments, std::ostream& out, std::ostream& err) {
    return run_program(std::move(arguments), Console{out, err, {}, {}});
}

}  // namespace voiplab::tools
