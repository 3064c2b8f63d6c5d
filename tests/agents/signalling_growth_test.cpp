#include "tests/catch.hpp"
#include "tests/support/allocations.hpp"
#include "tests/support/scratch_folder.hpp"
#include "voiplab/scenarios/loader.hpp"
#include "voiplab/scenarios/runner.hpp"

#include <cstdint>
#include <string>

using namespace voiplab;
using namespace voiplab::test;

namespace {

struct Work {
    double events = 0;
    double allocations = 0;
};

// What the benchmark's run takes with so many calls, a hundred a second; the same span is simulated for any number.
Work work_of(int calls) {
    auto const loaded = scenarios::load_scenario(
        VOIPLAB_SOURCE_DIR "/scenarios/bench/signalling.yaml",
        {{"traffic[0].calls", std::to_string(calls)}, {"traffic[0].rate", "100"}, {"duration", "90s"}});
    REQUIRE(loaded.scenario);
    ScratchFolder const folder;
    scenarios::RunOptions options;
    options.output = folder.path();
    options.ladder = false;
    auto const before = allocations();
    auto const result = scenarios::run(*loaded.scenario, options);
    auto const allocated = allocations() - before;
    REQUIRE(result.calls.size() == static_cast<std::size_t>(calls));
    CHECK(result.failed_expectations.empty());
    return {static_cast<double>(result.events), static_cast<double>(allocated)};
}

}  // namespace

TEST_CASE("A call among five thousand takes the server no more events and memory than one among five hundred") {
    auto const none = work_of(1);
    auto const few = work_of(500);
    auto const many = work_of(5000);
    auto const events_of_few = (few.events - none.events) / 499;
    auto const events_of_many = (many.events - few.events) / 4500;
    auto const allocations_of_few = (few.allocations - none.allocations) / 499;
    auto const allocations_of_many = (many.allocations - few.allocations) / 4500;
    CAPTURE(events_of_few, events_of_many, allocations_of_few, allocations_of_many);
    REQUIRE(events_of_few > 50);
    // What grows by doubling, and timers that are put off where many wait for the same one, make no more of a
    // difference.
    CHECK(events_of_many <= 1.02 * events_of_few);
    CHECK(allocations_of_many <= 1.02 * allocations_of_few);
}
