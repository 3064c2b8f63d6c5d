#include "tools/command_line.hpp"

#include "scenarios/loader/units.hpp"
#include "tools/help_text.hpp"
#include "tools/sweep_command_line.hpp"

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
constexpr std::array<std::string_view, 9> commands{"run",   "check",  "topology", "paths", "sweep",
                                                   "merge", "emodel", "codecs",   "list"};
constexpr auto command_names = "run, check, topology, paths, sweep, merge, emodel, codecs or list";
constexpr std::array<std::string_view, 4> ladder_names{"auto", "none", "ascii", "unicode"};  // as Ladder has them

// The command line's words, before they are understood.
struct Words {
    std::vector<std::string> files;
    std::vector<std::string> overrides;
    std::string output;
    std::string seed;
    std::string ladder = "auto";
    std::string delay = "0ms";
    std::string loss = "0%";
    std::string burst_ratio = "1";
    std::string codec = "pcmu";
    bool json = false;
    std::vector<std::string> path;
    bool dot = false;
    bool all = false;
    bool audit = false;
    bool stats = false;
    SweepWords sweep;
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

std::string only_file(std::string_view command, Words const& words) {
    if (words.files.size() == 1) return words.files.front();
    throw NotUnderstood{fmt::format("{}: expected one scenario, found {}", command, words.files.size())};
}

TopologyArguments topology_arguments(Words const& words) {
    return {only_file("topology", words), overrides_from(words.overrides), words.dot, words.path};
}

SweepArguments sweep_arguments(Words const& words, bool has_seed) {
    auto arguments = understood(words.sweep);
    arguments.file = only_file("sweep", words);
    arguments.overrides = overrides_from(words.overrides);
    if (words.sweep.output.empty()) throw NotUnderstood{"--output: expected a folder, found nothing"};
    if (has_seed) arguments.seed = seed_from(words.seed);
    return arguments;
}

MergeArguments merge_arguments(Words const& words) {
    constexpr std::size_t least = 2;
    if (words.files.size() < least) throw NotUnderstood{"merge: expected a folder for the results, and journals"};
    return {words.files.front(), {words.files.begin() + 1, words.files.end()}};
}

void add_emodel_options(CLI::App& command, Words& words) {
    command.add_option("--delay", words.delay, "From mouth to ear")->type_name("TIME")->capture_default_str();
    command.add_option("--loss", words.loss, "Of packets, after the jitter buffer")
        ->type_name("PERCENT")
        ->capture_default_str();
    command.add_option("--burst-ratio", words.burst_ratio, "1 for random loss, more for bursts")
        ->type_name("N")
        ->capture_default_str();
    command.add_option("--codec", words.codec, "As `voiplab codecs` names it")
        ->type_name("NAME")
        ->capture_default_str();
    command.add_option("--set", words.overrides, "Any parameter of G.107; may be repeated")
        ->allow_extra_args(false)
        ->type_name("SYMBOL=VALUE");
    command.add_flag("--json", words.json, "As JSON");
}

EModelArguments emodel_arguments(Words const& words) {
    EModelArguments arguments;
    auto const delay = scenarios::parse_duration(words.delay);
    if (!delay) throw NotUnderstood{"--delay: " + delay.error()};
    auto const loss = scenarios::parse_probability(words.loss);
    if (!loss) throw NotUnderstood{"--loss: " + loss.error()};
    auto const burst_ratio = scenarios::parse_thousandths(words.burst_ratio);
    if (!burst_ratio) throw NotUnderstood{"--burst-ratio: " + burst_ratio.error()};
    arguments.delay = *delay;
    arguments.loss = *loss;
    arguments.burst_ratio = static_cast<double>(*burst_ratio) / 1000;
    arguments.codec = words.codec;
    arguments.parameters = overrides_from(words.overrides);
    arguments.json = words.json;
    return arguments;
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
    auto const all = arguments;
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
    auto* paths = add_command(program, "paths", help_text::paths, help_text::paths_footer);
    add_files(*paths, words);
    auto* sweep = add_command(program, "sweep", help_text::sweep, help_text::sweep_footer);
    add_files(*sweep, words);
    add_sweep_options(*sweep, words.sweep);
    auto const* sweep_seed =
        sweep->add_option("--seed", words.seed, "The seed, instead of the scenario's")->type_name("N");
    auto* merge = add_command(program, "merge", help_text::merge, help_text::merge_footer);
    merge->add_option("OUT", words.files, "The folder for the results, then journals or folders of them")
        ->required()
        ->type_name("JOURNAL...");
    auto* emodel = add_command(program, "emodel", help_text::emodel, help_text::emodel_footer);
    add_emodel_options(*emodel, words);
    auto const* codecs = add_command(program, "codecs", help_text::codecs, help_text::codecs_footer);
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
    if (paths->parsed()) return PathsArguments{only_file("paths", words), overrides_from(words.overrides)};
    if (sweep->parsed()) {
        auto result = sweep_arguments(words, sweep_seed->count() > 0);
        result.words = all;
        return result;
    }
    if (merge->parsed()) return merge_arguments(words);
    if (emodel->parsed()) return emodel_arguments(words);
    if (codecs->parsed()) return CodecsArguments{};
    if (list->parsed()) return ListArguments{};
    return BadCommandLine{fmt::format("expected a command: {}; `voiplab --help` tells more", command_names)};
}

}  // namespace

CommandLine parse_command_line(std::vector<std::string> arguments) {
    if (is_unknown_command(arguments)) {
        return BadCommandLine{fmt::format("{} is no command; expected {}", arguments.front(), command_names)};
    }
    try {
        return parse(std::move(arguments));
    } catch (NotUnderstood const& mistake) {
        return BadCommandLine{mistake.reason};
    }
}

}  // namespace voiplab::tools
