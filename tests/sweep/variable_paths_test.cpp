#include "tests/catch.hpp"
#include "tests/sweep/small_sweep.hpp"
#include "voiplab/scenarios/sweep.hpp"

#include <algorithm>

using namespace voiplab::scenarios;
using voiplab::test::ScratchFolder;
using voiplab::test::write_small_scenario;

TEST_CASE("What can be varied is listed with its value and kind") {
    ScratchFolder const folder;
    auto const paths = variable_paths(ScenarioFile(write_small_scenario(folder)));
    struct Row {
        char const* path;
        char const* value;
        char const* kind;
        bool is_default;
    };
    auto const row = GENERATE(values<Row>({
        {"seed", "1", "number, 0 to 18446744073709551615", true},
        {"duration", "8s", "duration", false},
        {"network.wan.loss", "1%", "percentage", false},
        {"network.wan.jitter", "", "duration", true},
        {"network.wan.loss_gemodel.p", "", "percentage", true},
        {"network.hosts.pc-1.ttl", "64", "number, 1 to 255", true},
        {"phones.2010.ring_time", "1s", "duration", false},
        {"phones.2010.jitter_buffer.kind", "fixed", "fixed, adaptive, percentile", true},
        {"phones.2010.timing.answer", "", "duration", true},
        {"servers.server.timing.dial", "", "duration", true},
        {"calls[0].hang_up.after", "2s", "duration", false},
    }));
    INFO(row.path);
    auto const found = std::find_if(paths.begin(), paths.end(), [&](auto const& p) { return p.path == row.path; });
    REQUIRE(found != paths.end());
    CHECK(found->kind == row.kind);
    CHECK(found->is_default == row.is_default);
    if (*row.value != '\0') CHECK(found->value == row.value);
}

TEST_CASE("Every path that is listed with a value of its own leads there") {
    for (auto const& bundled : bundled_scenarios()) {
        ScenarioFile const file(bundled.file);
        std::vector<Override> same;
        for (auto const& path : variable_paths(file)) {
            if (!path.is_default) same.push_back({path.path, path.value});
        }
        INFO(bundled.file);
        CHECK_FALSE(same.empty());
        auto const result = file.load(same);
        for (auto const& mistake : result.mistakes) {
            INFO(to_string(mistake));
            CHECK(false);
        }
    }
}
