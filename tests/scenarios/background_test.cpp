#include "tests/catch.hpp"
#include "voiplab/scenarios/runner.hpp"
#include "written_scenario.hpp"

#include <string>

using namespace voiplab;
using namespace voiplab::scenarios;
using namespace std::chrono_literals;

namespace {

using Kind = BackgroundOptions::Kind;
using Distribution = SpanOptions::Distribution;

constexpr std::string_view two_hosts = R"(title: Two hosts
duration: 10s
network:
  hosts:
    - {name: a, address: 10.0.0.1/24}
    - {name: b, address: 10.0.0.2/24}
background:
)";

}  // namespace

TEST_CASE("Background traffic is read, its defaults filled in") {
    auto const background = loaded(with(two_hosts, R"(  - {from: a, to: b}
  - {from: a, to: b, kind: greedy, size: 1kB, dscp: 8, start: 1s, stop: 2s}
  - {from: b, to: a, kind: on_off, rate: 64kbps, size: 200B, on: {mean: 1s, distribution: pareto, shape: 1.2},
     off: {mean: 1350ms}}
)"))
                                .background;
    REQUIRE(background.size() == 3);
    CHECK(background[0].kind == Kind::constant);
    CHECK(background[0].rate.bits_per_second == 1'000'000);
    CHECK(background[0].size.bytes == 1500);
    CHECK_FALSE(background[0].stop);
    CHECK(background[1].kind == Kind::greedy);
    CHECK(background[1].dscp == 8);
    CHECK(background[1].stop == sim::Time{2s});
    REQUIRE(background[2].on);
    CHECK(background[2].on->distribution == Distribution::pareto);
    CHECK(background[2].on->shape == 1.2);
    REQUIRE(background[2].off);
    CHECK(background[2].off->distribution == Distribution::exponential);
    CHECK(background[2].off->mean == 1350ms);
}

TEST_CASE("Background traffic runs beside the others, and is told of") {
    auto const scenario = loaded(with(two_hosts, R"(  - {from: a, to: b, rate: 1200kbps}
  - {from: b, to: a, kind: greedy, stop: 1s}
)"));
    RunOptions options;
    options.output = std::filesystem::path(VOIPLAB_TEST_FOLDER) / "background";
    options.audit = true;
    auto const result = run(scenario, options);
    REQUIRE(result.background.size() == 2);
    CHECK(result.background[0].from == "a");
    CHECK(result.background[0].sent == 1000);
    CHECK(result.background[0].received == 1000);
    CHECK(result.background[1].delivered > 1000);
    // With the run it is over.
    CHECK(result.left_over.empty());
}
