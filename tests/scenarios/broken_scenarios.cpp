#include "broken_scenarios.hpp"

#include <algorithm>
#include <fstream>
#include <string_view>

namespace voiplab::scenarios {
namespace {

std::string folder() {
    return VOIPLAB_SOURCE_DIR "/tests/scenarios/broken/";
}

BrokenScenario read_broken(std::filesystem::path const& file) {
    constexpr std::string_view seen_by_both = "# mistake: ";
    constexpr std::string_view seen_by_loader = "# loader only: ";
    BrokenScenario scenario{file, {}, false};
    std::ifstream stream(file);
    for (std::string line; std::getline(stream, line) && line.starts_with('#');) {
        if (line.starts_with(seen_by_both)) scenario.mistakes.push_back(line.substr(seen_by_both.size()));
        if (line.starts_with(seen_by_loader)) {
            scenario.mistakes.push_back(line.substr(seen_by_loader.size()));
            scenario.loader_only = true;
        }
    }
    for (auto& mistake : scenario.mistakes) {
        if (mistake.front() >= '0' && mistake.front() <= '9') mistake.insert(0, file.filename().string() + ":");
    }
    return scenario;
}

}  // namespace

std::vector<BrokenScenario> broken_scenarios() {
    std::vector<BrokenScenario> scenarios;
    for (auto const& entry : std::filesystem::directory_iterator(folder())) {
        if (entry.path().extension() == ".yaml") scenarios.push_back(read_broken(entry.path()));
    }
    std::sort(scenarios.begin(), scenarios.end(), [](auto const& a, auto const& b) { return a.file < b.file; });
    return scenarios;
}

std::string without_folder(std::string text) {
    for (auto at = text.find(folder()); at != std::string::npos; at = text.find(folder())) {
        text.erase(at, folder().size());
    }
    return text;
}

}  // namespace voiplab::scenarios
