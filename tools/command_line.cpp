#include "tools/command_line.hpp"

#include "tools/help_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <string_view>
#include <system_error>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace voiplab::tools {
namespace {

constexpr auto version = "voiplab " VOIPLAB_VERSION;
constexpr std::array<std::string_view, 4> commands{"run", "check", "topology", "list"};
constexpr std::array<std::string_view, 4> ladder_names{"auto", "none", "ascii", "unicode"};  // as Ladder has them

// The command line's words, before they are understood.
struct Words {
    std::vector<std::string> files;
    std::vector<std::string> overrides;
    std::string output;
    std::string seed;
    std::string ladder = "auto";
    std::vector<std::string> path;
    bool dot = false;
    bool all = false;
    bool audit = false;
    bool stats = false;
};

struct NotUnderstood {
    std::string reason;
};

std::uint64_t seed_from(std::string const& text) {
    std::uint64_t seed = 0;
    auto const* end = text.data() + text.size();
    auto const [stop, error] = std::from_chars(text.data(), end, seed);
    if (error == std::errc{} && stop == end) return seed;
    throw NotUnderstood{fmt::format("--seed: {} is not a seed; expected a whole number from 0 to {}", text,
                                    std::numeric_limits<std::uint64_t>::max())};
}

std::vector<scenarios::Override> overrides_from(std::vector<std::string> const& texts) {
    std::vector<scenarios::Override> overrides;
    for (auto const& text : texts) {
        auto const equals = text.find('=');
        if (equals == 0 || equals == std::string::npos) {
            throw NotUnderstood{
                fmt::format("--set: {} is not PATH=VALUE; expected the like of network.links[0].delay=20ms", text)};
        }
        overrides.push_back({text.substr(0, equals), text.substr(equals + 1)});
    }
    return overrides;
}

Ladder ladder_from(std::string const& text) {
    auto const place = std::find(ladder_names.begin(), ladder_names.end(), text);
    if (place != ladder_names.end()) return static_cast<Ladder>(place - ladder_names.begin());
    throw NotUnderstood{fmt::format("--ladder: {} is no way to draw; expected auto, none, ascii or unicode", text)};
}

RunArguments run_arguments(Words const& words, bool has_seed) {
    RunArguments arguments;
    arguments.files = words.files;
    arguments.overrides = overrides_from(words.overrides);
    if (words.output.empty()) throw NotUnderstood{"--output: expected a folder, found nothing"};
    arguments.output = words.output;
    if (has_seed) arguments.seed = seed_from(words.seed);
    arguments.ladder = ladder_from(words.ladder);
    arguments.all = words.all;
    arguments.audit = words.audit;
    arguments.stats = words.stats;
    return arguments;
}

CLI::App* add_command(CLI::App& program, std::string const& name, std::string const& description,
                      std::string const& footer) {
    auto* command = program.add_subcommand(name, description);
    command->footer(footer);
    command->set_help_flag("-h,--help", "Show this help");
    return command;
}

void add_files(CLI::App& command, Words& words) {
    command.add_option("FILE", words.files, "Scenarios")->required()->type_name("");
    // Without extra arguments the words behind a --set are files again.
    command.add_option("--set", words.overrides, "Replace a scenario's value; may be repeated")
        ->allow_extra_args(false)
        ->type_name("PATH=VALUE");
}

CLI::Option* add_run_options(CLI::App& command, Words& words) {
    words.output = "captures";
    command.add_option("-o,--output", words.output, "The folder for captures, made if it is missing")
        ->type_name("DIR")
        ->capture_default_str();
    auto* seed = command.add_option("--seed", words.seed, "The seed, instead of the scenario's")->type_name("N");
    command.add_option("--ladder", words.ladder, "How to draw the ladder: auto, none, ascii or unicode")
        ->type_name("HOW")
        ->capture_default_str();
    command.add_flag("--audit", words.audit, "Look afterwards for transactions, calls, timers and ports left over");
    command.add_flag("--stats", words.stats, "Tell on standard error what the run took, as JSON");
    command.add_flag("--all", words.all, "Draw messages outside calls too (REGISTER ...), and every row");
    return seed;
}

void add_topology_options(CLI::App& command, Words& words) {
    command.add_flag("--dot", words.dot, "A graph for Graphviz instead of text");
    constexpr int ends = 2;
    command.add_option("--path", words.path, "The way from one host to another, and back")
        ->expected(ends)
        ->type_name("FROM TO");
}

TopologyArguments topology_arguments(Words const& words) {
    if (words.files.size() != 1) {
        throw NotUnderstood{fmt::format("topology: expected one scenario, found {}", words.files.size())};
    }
    return {words.files.front(), overrides_from(words.overrides), words.dot, words.path};
}

// CLI11's reasons are sentences of one line or, seldom, of more.
std::string one_line(std::string text) {
    std::replace(text.begin(), text.end(), '\n', ' ');
    while (text.ends_with(' '))
        text.pop_back();
    return text;
}

bool is_unknown_command(std::vector<std::string> const& arguments) {
    return !arguments.empty() && !arguments.front().starts_with('-') &&
           std::find(commands.begin(), commands.end(), arguments.front()) == commands.end();
}

CommandLine parse(std::vector<std::string> arguments) {
    CLI::App program{help_text::program, "voiplab"};
    program.require_subcommand(0, 1);
    program.footer(help_text::program_footer);
    program.set_help_flag("-h,--help", "Show this help");
    program.set_version_flag("--version", version, "Show the version");

    Words words;
    auto* run = add_command(program, "run", help_text::run, help_text::run_footer);
    add_files(*run, words);
    auto const* seed = add_run_options(*run, words);
    auto* check = add_command(program, "check", help_text::check, help_text::check_footer);
    add_files(*check, words);
    auto* topology = add_command(program, "topology", help_text::topology, help_text::topology_footer);
    add_files(*topology, words);
    add_topology_options(*topology, words);
    auto const* list = add_command(program, "list", help_text::list, help_text::list_footer);

    try {
        std::reverse(arguments.begin(), arguments.end());  // as CLI11 wants them
        program.parse(std::move(arguments));
    } catch (CLI::CallForHelp const&) {
        return TextOnly{program.help()};
    } catch (CLI::CallForVersion const&) {
        return TextOnly{std::string(version) + "\n"};
    } catch (CLI::ParseError const& error) {
        return BadCommandLine{one_line(error.what())};
    }
    if (run->parsed()) return run_arguments(words, seed->count() > 0);
    if (check->parsed()) return CheckArguments{words.files, overrides_from(words.overrides)};
    if (topology->parsed()) return topology_arguments(words);
    if (list->parsed()) return ListArguments{};
    return BadCommandLine{"expected a command: run, check, topology or list; `voiplab --help` tells more"};
}

}  // namespace

CommandLine parse_command_line(std::vector<std::string> arguments) {
    if (is_unknown_command(arguments)) {
        return BadCommandLine{arguments.front() + " is no command; expected run, check, topology or list"};
    }
    try {
        return parse(std::move(arguments));
    } catch (NotUnderstood const& mistake) {
        return BadCommandLine{mistake.reason};
    }
}

}  // namespace voiplab::tools
