#pragma once

#include "voiplab/scenarios/loader.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace voiplab::scenarios {

// A scenario of tests/scenarios/broken. Its first comments say what is wrong: "# mistake: 3:11: ..." where the schema
// sees it too, "# loader only: 3:11: ..." where only the loader can.
struct BrokenScenario {
    std::filesystem::path file;
    std::vector<std::string> mistakes;  // "3:11: ..." as printed, or "sip.conf:3:11: ..." for another file's
    bool loader_only = false;
};

std::vector<BrokenScenario> broken_scenarios();

// What a mistake says, the folder of the broken scenarios left out.
std::string without_folder(std::string text);

}  // namespace voiplab::scenarios
