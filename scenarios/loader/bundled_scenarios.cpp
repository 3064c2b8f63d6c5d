#include "source.hpp"
#include "voiplab/scenarios/loader.hpp"
#include "yaml_node.hpp"

#include <algorithm>
#include <array>
#include <system_error>

namespace voiplab::scenarios {
namespace {

namespace fs = std::filesystem;

// Where the project was built, then where a program may have been put together with its scenarios.
fs::path scenario_folder() {
    std::error_code error;
    auto const program = fs::read_symlink("/proc/self/exe", error).parent_path();
    std::array<fs::path, 3> const folders{fs::path(VOIPLAB_SCENARIO_DIR), program / "scenarios",
                                          program.parent_path() / "share" / "voiplab" / "scenarios"};
    for (auto const& folder : folders) {
        if (fs::is_directory(folder / "labs", error)) return folder;
    }
    return {};
}

std::string title_of(fs::path const& file) {
    auto const text = read_text_file(file);
    auto const root = text ? parse_yaml(*text) : tl::unexpected(YamlSyntaxMistake{});
    auto const* const title = root ? root->find("title") : nullptr;
    return title == nullptr ? std::string{} : title->text;
}

}  // namespace

std::vector<BundledScenario> bundled_scenarios() {
    auto const folder = scenario_folder();
    std::vector<BundledScenario> found;
    for (auto const* const part : {"bench", "calls", "labs", "media", "network", "sweeps"}) {
        std::error_code error;
        for (auto const& entry : fs::directory_iterator(folder / part, error)) {
            if (entry.path().extension() == ".yaml") found.push_back({entry.path(), title_of(entry.path())});
        }
    }
    std::sort(found.begin(), found.end(), [](auto const& a, auto const& b) { return a.file < b.file; });
    return found;
}

}  // namespace voiplab::scenarios
