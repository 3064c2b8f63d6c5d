#include "broken_scenarios.hpp"

#include "tests/catch.hpp"

#include <algorithm>

using namespace voiplab::scenarios;

TEST_CASE("Each broken scenario is told its mistakes, and no more") {
    auto const broken = broken_scenarios();
    REQUIRE(broken.size() >= 25);
    for (auto const& scenario : broken) {
        auto const result = load_scenario(scenario.file);
        std::vector<std::string> found;
        for (auto const& mistake : result.mistakes) {
            found.push_back(without_folder(to_string(mistake)));
        }
        // "..." stands for words that are another library's.
        for (std::size_t i = 0; i < std::min(found.size(), scenario.mistakes.size()); ++i) {
            auto const known = scenario.mistakes[i].find("...");
            if (known != std::string::npos)
                found[i].replace(std::min(known, found[i].size()), std::string::npos, "...");
        }
        INFO(scenario.file);
        CHECK(found == scenario.mistakes);
        CHECK_FALSE(result.scenario);
    }
}
