#include "tools/sweep_command_line.hpp"

#include "scenarios/loader/units.hpp"
#include "scenarios/sweep/option_texts.hpp"
#include "scenarios/sweep/varied.hpp"

#include <optional>
#include <string_view>
#include <utility>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace voiplab::tools {
namespace {

template <class T>
T value_of(std::string_view option, tl::expected<T, std::string> parsed) {
    if (parsed) return *std::move(parsed);
    throw NotUnderstood{fmt::format("{}: {}", option, parsed.error())};
}

scenarios::VaryOptions vary_from(std::string const& text) {
    auto const equals = text.find('=');
    if (equals == 0 || equals == std::string::npos) {
        throw NotUnderstood{
            fmt::format("--vary: {} is not PATH=VALUES; expected the like of network.wan.loss=0%,1%,2%", text)};
    }
    return {text.substr(0, equals), scenarios::split_values(std::string_view(text).substr(equals + 1))};
}

scenarios::SweepShard shard_from(std::string const& text) {
    if (text.empty()) return {};
    auto const slash = text.find('/');
    auto const number = scenarios::parse_integer(std::string_view(text).substr(0, slash));
    auto const of = scenarios::parse_integer(slash == std::string::npos ? std::string_view()
                                                                        : std::string_view(text).substr(slash + 1));
    constexpr std::uint64_t most = 100'000;
    if (!number || !of || *number == 0 || *number > *of || *of > most) {
        throw NotUnderstood{
            fmt::format("--shard: {} is no part of a sweep; expected 1/{} to {}/{}, say", text, 16, 16, 16)};
    }
    return {*number, *of};
}

}  // namespace

void add_sweep_options(CLI::App& command, SweepWords& words) {
    // Without extra arguments the words behind an option are the file again.
    auto const one = [](CLI::Option* option) { option->allow_extra_args(false); };
    one(command.add_option("--vary", words.vary, "An axis; may be repeated")->type_name("PATH=VALUES"));
    one(command.add_option("--zip", words.zip, "Axes that move together; may be repeated")->type_name("PATH,PATH"));
    command.add_option("--sample", words.sample, "grid, latin_hypercube:COUNT or sobol:COUNT")
        ->type_name("KIND")
        ->capture_default_str();
    command.add_option("--replications", words.replications, "Runs of each cell, with seeds of their own")
        ->type_name("N")
        ->capture_default_str();
    command.add_option("--most-replications", words.most_replications, "The most with --until-ci")
        ->type_name("N")
        ->capture_default_str();
    command.add_option("--until-ci", words.until_ci, "Replicate until the mean's interval is so narrow")
        ->type_name("METRIC=WIDTH");
    command.add_option("--find", words.find, "Search the axis without a step for where the metric passes the value")
        ->type_name("METRIC=VALUE");
    one(command.add_option("--capture", words.capture, "Run once more with captures: worst or cell=NUMBER")
            ->type_name("RUN"));
    command.add_option("-o,--output", words.output, "The folder for the results, made if it is missing")
        ->type_name("DIR")
        ->capture_default_str();
    command.add_option("--threads", words.threads, "How many runs at once; 0: one a core")
        ->type_name("N")
        ->capture_default_str();
    command.add_option("--shard", words.shard, "Do this part only, and leave it to `merge`")->type_name("I/N");
    command.add_flag("--resume", words.resume, "Go on with the sweep that is in the folder");
    command.add_flag("--dry-run", words.dry_run, "Tell how many runs there are, and how long they take");
}

SweepArguments understood(SweepWords const& words) {
    SweepArguments arguments;
    auto& options = arguments.options;
    for (auto const& text : words.vary)
        options.vary.push_back(vary_from(text));
    for (auto const& text : words.zip)
        options.zip.push_back(scenarios::split_values(text));
    options.sample = value_of("--sample", scenarios::parse_sample(words.sample));
    options.replications = words.replications;
    options.most_replications = words.most_replications;
    if (!words.until_ci.empty()) options.until_ci = value_of("--until-ci", scenarios::parse_target(words.until_ci));
    if (!words.find.empty()) options.find = value_of("--find", scenarios::parse_target(words.find));
    for (auto const& text : words.capture)
        options.capture.push_back(value_of("--capture", scenarios::parse_capture(text)));
    arguments.output = words.output;
    arguments.threads = words.threads;
    arguments.shard = shard_from(words.shard);
    arguments.resume = words.resume;
    arguments.dry_run = words.dry_run;
    if (arguments.shard.of > 1 && !options.capture.empty()) {
        throw NotUnderstood{"--capture: the worst run is not known to a shard; expected it without --shard"};
    }
    return arguments;
}

}  // namespace voiplab::tools
