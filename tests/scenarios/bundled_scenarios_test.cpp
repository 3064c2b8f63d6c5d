#include "tests/catch.hpp"
#include "voiplab/scenarios/loader.hpp"

#include <algorithm>

using namespace voiplab::scenarios;

TEST_CASE("Every bundled scenario loads") {
    auto const bundled = bundled_scenarios();
    REQUIRE_FALSE(bundled.empty());
    for (auto const& scenario : bundled) {
        auto const result = load_scenario(scenario.file);
        for (auto const& mistake : result.mistakes) {
            UNSCOPED_INFO(to_string(mistake));
        }
        CHECK(result.scenario);
    }
}

TEST_CASE("Bundled scenarios come in the order of their paths, each with its title") {
    auto const bundled = bundled_scenarios();
    CHECK(std::is_sorted(bundled.begin(), bundled.end(),
                         [](BundledScenario const& a, BundledScenario const& b) { return a.file < b.file; }));
    for (auto const& scenario : bundled) {
        INFO(scenario.file);
        CHECK_FALSE(scenario.title.empty());
    }
    REQUIRE_FALSE(bundled.empty());
    auto const lab = std::find_if(bundled.begin(), bundled.end(), [](BundledScenario const& scenario) {
        return scenario.file.filename() == "1-successful-call.yaml";
    });
    REQUIRE(lab != bundled.end());
    CHECK(lab->title == "A successful call between two X-Lite phones through Asterisk");
}
