#include "tools/commands.hpp"
#include "tools/scenario_files.hpp"
#include "tools/text.hpp"
#include "tools/topology.hpp"

#include <fmt/format.h>

namespace voiplab::tools {

ExitStatus command_topology(TopologyArguments const& arguments, Console const& console, Engine const& engine) {
    auto const loaded = load_files({arguments.file}, arguments.overrides, engine);
    for (auto const& mistake : loaded.mistakes)
        console.err << mistake << "\n";
    if (!loaded.mistakes.empty()) return ExitStatus::bad_input;
    auto const& scenario = loaded.scenarios.front();
    for (auto const& name : arguments.path) {
        if (host_number(scenario.network, name) < scenario.network.hosts.size()) continue;
        console.err << fmt::format("voiplab: --path: no host of {} is named {}\n", printable(arguments.file),
                                   printable(name));
        return ExitStatus::bad_input;
    }
    if (arguments.dot) {
        console.out << topology_dot(scenario.network, scenario.title);
    } else {
        console.out << topology_text(scenario.network);
    }
    if (!arguments.path.empty()) {
        // In a graph it is a comment.
        auto const text = path_text(scenario.network, arguments.path[0], arguments.path[1]);
        console.out << (arguments.dot ? fmt::format("/* {}*/\n", text) : text);
    }
    return ExitStatus::done;
}

}  // namespace voiplab::tools
