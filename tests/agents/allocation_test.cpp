#include "tests/agents/written_lab.hpp"
#include "tests/catch.hpp"
#include "tests/support/allocations.hpp"

#include <cstddef>
#include <string>
#include <vector>

#include <fmt/format.h>

using namespace voiplab;
using namespace voiplab::test;

namespace {

constexpr int steps = 200;  // of a run, as its progress is told
constexpr int calls = steps - 10;

// One whole call in each step of two seconds: set up through the server with a challenge, and hung up.
std::string one_call_a_step() {
    std::string text = "\n";
    for (int call = 0; call < calls; ++call) {
        text += fmt::format("  - {{from: \"2000\", to: \"2010\", at: {}.5s, hang_up: {{after: 0s}}}}\n", 10 + 2 * call);
    }
    return text;
}

struct Count {
    std::size_t allocated;
    std::size_t live;
};

}  // namespace

TEST_CASE("The hundredth call costs no more than the first ones, and calls that have ended leave nothing in memory") {
    std::vector<Count> after;  // each step
    after.reserve(steps);
    WrittenLab lab;
    lab.extensions = "exten => _X.,1,Dial(SIP/${EXTEN},20)";
    lab.peer_settings = "directmedia=no";
    lab.phone_settings = "ring_time: 0s";
    lab.calls = one_call_a_step();
    lab.duration = "400s";
    lab.ladder = false;
    lab.progress = [&](double /*part*/) { after.push_back({allocations(), allocations() - releases()}); };
    auto const result = lab.run();
    REQUIRE(result.calls.size() == calls);
    for (auto const& call : result.calls) {
        REQUIRE(call.outcome == "answered");
    }
    REQUIRE(after.size() == steps);

    // By step 50 there are as many calls that late messages may still come for as there ever will be.
    auto const of_twenty_from = [&](std::size_t step) { return after[step + 20].allocated - after[step].allocated; };
    // Tables that hold results grow now and then; one more allocation in each call would be twenty.
    constexpr std::size_t growing_tables = 12;
    // Counted: 233. Who needs fewer lowers it.
    constexpr std::size_t most_a_call = 237;
    REQUIRE(of_twenty_from(50) > 0);
    CHECK(of_twenty_from(50) <= 20 * most_a_call);
    CHECK(of_twenty_from(150) <= of_twenty_from(50) + growing_tables);
    CHECK(of_twenty_from(90) <= of_twenty_from(50) + growing_tables);
    CHECK(after[190].live <= after[50].live + growing_tables);
}
