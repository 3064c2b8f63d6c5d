#include "tools/scenario_files.hpp"

#include "tools/text.hpp"

#include <map>
#include <optional>
#include <system_error>
#include <utility>

#include <fmt/format.h>

namespace voiplab::tools {
namespace {

using scenarios::BundledScenario;
using scenarios::Mistake;
using scenarios::Scenario;

bool is_bare_name(std::filesystem::path const& file) {
    return !file.empty() && !file.has_parent_path() && file.extension() != ".yaml" && file.extension() != ".yml";
}

// Scenarios of one run write into one folder: the second of two files of one name would replace the first.
void check_captures(std::vector<Scenario> const& scenarios, std::vector<std::string>& mistakes) {
    std::map<std::string, std::size_t> writers;  // by the capture's name; the index of the scenario
    for (std::size_t s = 0; s < scenarios.size(); ++s) {
        for (std::size_t c = 0; c < scenarios[s].captures.size(); ++c) {
            auto const& name = scenarios[s].captures[c].file;
            auto const writer = writers.try_emplace(name, s).first->second;
            if (writer == s) continue;
            Mistake mistake;
            mistake.file = scenarios[s].file.string();
            mistake.path = fmt::format("captures[{}].file", c);
            mistake.text =
                fmt::format("{} is written by {} too; expected another name, or runs with folders of their own", name,
                            scenarios[writer].file.string());
            mistakes.push_back(printable(to_string(mistake)));
        }
    }
}

}  // namespace

std::optional<std::filesystem::path> find_file(std::string const& name, Engine const& engine,
                                               std::vector<std::string>& mistakes) {
    std::error_code ignored;
    if (!is_bare_name(name) || std::filesystem::exists(name, ignored)) return name;
    std::vector<std::filesystem::path> found;
    for (auto const& bundled : engine.bundled()) {
        if (bundled.file.stem() == name) found.push_back(bundled.file);
    }
    if (found.size() == 1) return found.front();
    mistakes.push_back(
        found.empty()
            ? fmt::format("{}: neither a file nor a bundled scenario; `voiplab list` shows those", printable(name))
            : fmt::format("{}: {} bundled scenarios have that name; expected a path, as `voiplab list` "
                          "shows it",
                          printable(name), found.size()));
    return std::nullopt;
}

LoadedFiles load_files(std::vector<std::string> const& files, std::vector<scenarios::Override> const& overrides,
                       Engine const& engine) {
    LoadedFiles loaded;
    for (auto const& name : files) {
        auto const file = find_file(name, engine, loaded.mistakes);
        if (!file) continue;
        auto result = engine.load(*file, overrides);
        for (auto const& mistake : result.mistakes)
            loaded.mistakes.push_back(printable(to_string(mistake)));
        for (auto const& warning : result.warnings) {
            bool const says_so = warning.find("warning") != std::string::npos;
            loaded.warnings.push_back(printable(says_so ? warning : "warning: " + warning));
        }
        if (result.scenario) loaded.scenarios.push_back(std::move(*result.scenario));
    }
    if (loaded.mistakes.empty()) check_captures(loaded.scenarios, loaded.mistakes);
    if (!loaded.mistakes.empty()) loaded.scenarios.clear();
    return loaded;
}

std::vector<std::string> bundled_names(std::vector<BundledScenario> const& bundled) {
    std::map<std::string, std::size_t> uses;
    for (auto const& scenario : bundled)
        ++uses[scenario.file.stem().string()];
    std::vector<std::string> names;
    for (auto const& scenario : bundled) {
        auto stem = scenario.file.stem().string();
        names.push_back(uses[stem] == 1 ? std::move(stem) : scenario.file.string());
    }
    return names;
}

}  // namespace voiplab::tools
