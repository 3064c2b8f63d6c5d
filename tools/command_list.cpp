#include "tools/commands.hpp"
#include "tools/scenario_files.hpp"
#include "tools/text.hpp"

#include <algorithm>
#include <string>

namespace voiplab::tools {

ExitStatus command_list(Console const& console, Engine const& engine) {
    auto const bundled = engine.bundled();
    if (bundled.empty()) {
        console.err << "voiplab: no bundled scenarios were found\n";
        return ExitStatus::done;
    }
    auto const names = bundled_names(bundled);
    std::size_t widest = 0;
    for (auto const& name : names)
        widest = std::max(widest, to_cells(name).size());
    for (std::size_t i = 0; i < bundled.size(); ++i) {
        auto name = to_cells(names[i]);
        name.resize(widest + 2, U' ');
        console.out << to_utf8(name) << printable(bundled[i].title) << "\n";
    }
    return ExitStatus::done;
}

}  // namespace voiplab::tools
