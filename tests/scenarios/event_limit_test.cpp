#include "tests/catch.hpp"
#include "tests/support/scratch_folder.hpp"
#include "voiplab/scenarios/runner.hpp"
#include "written_scenario.hpp"

using namespace voiplab;
using namespace voiplab::scenarios;
using namespace std::chrono_literals;
using test::content_of;
using test::ScratchFolder;

namespace {

// Two hosts at two switches; one of them keeps asking for a host that there is not, and every switch floods that.
constexpr std::string_view asking = R"(title: Nobody answers
duration: 10s
network:
  switches: [{name: west}, {name: east}]
  hosts:
    - name: a
      address: 10.0.0.1/24
      probes:
        - {address: 10.0.0.99, at: 1s}
        - {address: 10.0.0.99, at: 3s}
        - {address: 10.0.0.99, at: 5s}
    - {name: b, address: 10.0.0.2/24}
  links:
    - {ends: [a, west]}
    - {ends: [west, east]}
    - {ends: [b, east]}
captures:
  - {file: b.pcap, host: b}
)";

// A record of an ARP request in a pcap file: its header of 16 octets, Linux's cooked one of 16, 28 and the padding
// to 46.
constexpr std::size_t record = 16 + 16 + 46;

RunResult run_of(Scenario const& scenario, ScratchFolder const& folder) {
    return run(scenario, {.output = folder.path(), .progress = {}, .application = "voiplab test"});
}

}  // namespace

TEST_CASE("A run goes on to its event limit and no further, and says so") {
    ScratchFolder const folder;
    auto scenario = loaded(with(asking, "event_limit: 1000\n"));
    REQUIRE(scenario.event_limit == 1000);
    auto const whole = run_of(scenario, folder);
    CHECK_FALSE(whole.event_limit);
    CHECK(whole.end == sim::Time{10s});
    REQUIRE(whole.events > 10);

    // Just as many as it needs.
    scenario.event_limit = whole.events;
    CHECK_FALSE(run_of(scenario, folder).event_limit);

    scenario.event_limit = whole.events - 1;
    auto const ended = run_of(scenario, folder);
    CHECK(ended.events == whole.events - 1);
    CHECK(ended.end < sim::Time{10s});
    REQUIRE(ended.event_limit);
    CHECK(ended.event_limit->limit == whole.events - 1);
    CHECK(ended.event_limit->at == ended.end);
}

TEST_CASE("A run that reaches its event limit tells which switch flooded most") {
    ScratchFolder const folder;
    auto scenario = loaded(asking);
    auto const all = run_of(scenario, folder).events;
    constexpr std::size_t file_header = 24;
    auto const heard = (content_of(folder / "b.pcap").size() - file_header) / record;
    // Before the last request has come to the second switch.
    scenario.event_limit = all - 3;
    auto const ended = run_of(scenario, folder);
    REQUIRE(ended.event_limit);
    REQUIRE(ended.event_limit->most_flooded);
    CHECK(ended.event_limit->most_flooded->switch_name == "west");
    CHECK(ended.event_limit->most_flooded->frames == heard);
}

TEST_CASE("A run that reaches its event limit leaves whole captures of what has been") {
    ScratchFolder const folder;
    auto scenario = loaded(asking);
    auto const all = run_of(scenario, folder).events;
    auto const whole = content_of(folder / "b.pcap");
    scenario.event_limit = all - 3;
    auto const ended = run_of(scenario, folder);
    CHECK(ended.files.size() == 1);
    CHECK(folder.entries() == std::vector<std::string>{"b.pcap"});
    auto const part = content_of(folder / "b.pcap");
    CHECK(part == whole.substr(0, whole.size() - record));
}

TEST_CASE("A run that was expected to reach its event limit, and did not, has failed") {
    ScratchFolder const folder;
    auto scenario = loaded(with(asking, "event_limit: 1000\nexpect: [{event_limit: reached}]\n"));
    REQUIRE(scenario.expects_event_limit == 0);
    auto const run = run_of(scenario, folder);
    REQUIRE(run.failed_expectations.size() == 1);
    CHECK(run.failed_expectations[0] ==
          "event limit: expected to be reached, came " + std::to_string(run.events) + " events");
    scenario.event_limit = 5;
    CHECK(run_of(scenario, folder).failed_expectations.empty());
}
