#pragma once

#include "tools/commands.hpp"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace voiplab::tools {

struct LoadedFiles {
    std::vector<scenarios::Scenario> scenarios;  // in the order of the command line; empty where there are mistakes
    std::vector<std::string> warnings;           // a line each
    std::vector<std::string> mistakes;           // a line each
};

// Reads and checks every file of a command line, those first that `run` would refuse. A name without a folder that is
// no file here may be a bundled scenario's: "1-successful-call".
LoadedFiles load_files(std::vector<std::string> const& files, std::vector<scenarios::Override> const& overrides,
                       Engine const& engine);

// The file that a name on the command line stands for; nullopt and a mistake where it stands for none.
std::optional<std::filesystem::path> find_file(std::string const& name, Engine const& engine,
                                               std::vector<std::string>& mistakes);

// The names that bundled scenarios go by: the file's name without its extension, or the path where two share a name.
std::vector<std::string> bundled_names(std::vector<scenarios::BundledScenario> const& bundled);

}  // namespace voiplab::tools
