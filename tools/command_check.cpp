#include "tools/commands.hpp"
#include "tools/scenario_files.hpp"
#include "tools/text.hpp"

namespace voiplab::tools {

ExitStatus command_check(CheckArguments const& arguments, Console const& console, Engine const& engine) {
    auto const loaded = load_files(arguments.files, arguments.overrides, engine);
    for (auto const& mistake : loaded.mistakes)
        console.err << mistake << "\n";
    if (!loaded.mistakes.empty()) {
        console.err << count_of(loaded.mistakes.size(), "mistake", "mistakes") << "\n";
        return ExitStatus::bad_input;
    }
    for (auto const& warning : loaded.warnings)
        console.err << warning << "\n";
    for (auto const& scenario : loaded.scenarios) {
        console.out << printable(scenario.file.string()) << ": no mistakes\n";
    }
    return ExitStatus::done;
}

}  // namespace voiplab::tools
