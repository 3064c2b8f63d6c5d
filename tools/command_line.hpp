#pragma once

#include "tools/commands.hpp"

#include <string>
#include <variant>
#include <vector>

namespace voiplab::tools {

struct ListArguments {};
struct CodecsArguments {};

// --help and --version.
struct TextOnly {
    std::string text;
};

struct BadCommandLine {
    std::string reason;  // one line
};

using CommandLine =
    std::variant<RunArguments, CheckArguments, TopologyArguments, PathsArguments, SweepArguments, MergeArguments,
                 EModelArguments, CodecsArguments, ListArguments, TextOnly, BadCommandLine>;

// `arguments` are those behind the program's name.
CommandLine parse_command_line(std::vector<std::string> arguments);

}  // namespace voiplab::tools
