#include "tools/commands.hpp"
#include "tools/scenario_files.hpp"
#include "tools/text.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace voiplab::tools {

ExitStatus command_paths(PathsArguments const& arguments, Console const& console, Engine const& engine) {
    std::vector<std::string> mistakes;
    auto const file = find_file(arguments.file, engine, mistakes);
    auto const scenario = file ? scenarios::ScenarioFile(*file) : scenarios::ScenarioFile({});
    if (file) {
        for (auto const& mistake : scenario.load(arguments.overrides).mistakes)
            mistakes.push_back(printable(to_string(mistake)));
    }
    for (auto const& mistake : mistakes)
        console.err << mistake << "\n";
    if (!mistakes.empty()) return ExitStatus::bad_input;

    auto const paths = variable_paths(scenario, arguments.overrides);
    std::size_t width = 0;
    for (auto const& path : paths)
        width = std::max(width, path.path.size());
    constexpr std::size_t most = 48;
    width = std::min(width, most);
    for (auto const& path : paths) {
        auto const value = path.value.empty() ? "-" : path.is_default ? "(" + path.value + ")" : path.value;
        console.out << printable(fmt::format("{:<{}}  {:<22}  {}", path.path, width, value, path.kind)) << "\n";
    }
    return ExitStatus::done;
}

}  // namespace voiplab::tools
