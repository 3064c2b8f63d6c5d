#include "scenarios/sweep/needed_runs.hpp"

#include "tests/catch.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <set>

using namespace voiplab::scenarios;

namespace {

SweepPlan plan_of(SweepOptions const& options) {
    auto const plan = make_plan(options, 1);
    REQUIRE(plan);
    return *plan;
}

// Does what is due, round by round, until nothing is; a run's metric is what `measure` says.
DoneRuns all_of(SweepPlan const& plan, std::function<double(RunKey const&)> const& measure) {
    DoneRuns done;
    for (;;) {
        auto const due = needed_runs(plan, {}, done);
        if (due.empty()) return done;
        for (auto const& key : due) {
            auto const value = measure(key);
            REQUIRE(done.emplace(key, DoneRun{value, value}).second);
        }
    }
}

SweepOptions grid() {
    SweepOptions options;
    options.vary = {{"a", {"1", "2", "3"}}};
    options.replications = 4;
    return options;
}

}  // namespace

TEST_CASE("A grid needs each replication of each cell once, in the plan's order") {
    auto const plan = plan_of(grid());
    auto const due = needed_runs(plan, {}, {});
    REQUIRE(due.size() == 12);
    CHECK(due == needed_runs(plan, {}, {}));
    CHECK(std::is_sorted(due.begin(), due.end()));
    CHECK(due.back() == RunKey{2, 0, 3});
    CHECK(count_of_runs(plan, {}) == 12);
}

TEST_CASE("What is done is not needed any more") {
    auto const plan = plan_of(grid());
    DoneRuns done{{{1, 0, 2}, {}}, {{0, 0, 0}, {}}};
    auto const due = needed_runs(plan, {}, done);
    CHECK(due.size() == 10);
    CHECK(std::find(due.begin(), due.end(), RunKey{1, 0, 2}) == due.end());
}

TEST_CASE("Shards are parts of the whole, without one run twice") {
    auto options = grid();
    if (GENERATE(false, true)) options.until_ci = {"mos", 0.1};
    auto const plan = plan_of(options);
    std::set<RunKey> all;
    std::size_t count = 0;
    for (std::uint64_t number = 1; number <= 5; ++number) {
        auto const due = needed_runs(plan, {number, 5}, {});
        if (!plan.is_adaptive()) CHECK(count_of_runs(plan, {number, 5}) == due.size());
        count += due.size();
        all.insert(due.begin(), due.end());
    }
    CHECK(count == 12);
    CHECK(all.size() == 12);
}

TEST_CASE("A cell is replicated until its interval is narrow") {
    auto options = grid();
    options.until_ci = {"mos", 0.5};
    auto const plan = plan_of(options);
    // Cell 0 never differs, cell 1 is +-1 in turn, cell 2 +-100: too much for the most replications.
    auto const done = all_of(plan, [](RunKey const& key) {
        auto const sign = key.replication % 2 == 0 ? 1.0 : -1.0;
        return 3 + sign * (key.group == 0 ? 0 : key.group == 1 ? 1 : 100);
    });
    auto const count = [&](std::uint64_t group) {
        return std::count_if(done.begin(), done.end(), [&](auto const& run) { return run.first.group == group; });
    };
    CHECK(count(0) == 4);
    // Half as many of each: t(0.975; n - 1) / sqrt(n - 1), which is 0.550 for 16 and 0.480 for 20.
    CHECK(count(1) == 20);
    CHECK(count(2) == 1000);
}

TEST_CASE("A search halves the axis to the step where the metric passes its target") {
    SweepOptions options;
    options.vary = {{"a", {"x", "y", "z"}}, {"b", {"0:1024"}}};
    options.find = {"mos", 3.6};
    options.replications = 2;
    auto const plan = plan_of(options);
    // Falls at 700 for x, rises at 1 for y, never passes for z.
    auto const done = all_of(plan, [](RunKey const& key) {
        if (key.group == 0) return key.step < 700 ? 4.0 : 3.0;
        if (key.group == 1) return key.step < 1 ? 3.0 : 4.0;
        return 4.0;
    });
    auto const found = found_in(plan, done);
    REQUIRE(found.size() == 3);
    CHECK(found[0].beyond == 700);
    CHECK(found[0].mean_before == 4.0);
    CHECK(found[0].mean_beyond == 3.0);
    CHECK(found[1].beyond == 1);
    CHECK_FALSE(found[2].beyond);
    // Both ends and ten halvings.
    auto const cells = std::count_if(
        done.begin(), done.end(), [](auto const& run) { return run.first.group == 0 && run.first.replication == 0; });
    CHECK(cells == 12);
}

TEST_CASE("What a search does next does not hang on the order in which its runs ended") {
    SweepOptions options;
    options.vary = {{"b", {"0:1024"}}};
    options.find = {"mos", 3.6};
    options.replications = 3;
    auto const plan = plan_of(options);
    // One end is done, and one replication of the other.
    DoneRuns done{
        {{0, 0, 0}, {4.0, 4.0}}, {{0, 0, 1}, {4.0, 4.0}}, {{0, 0, 2}, {4.0, 4.0}}, {{0, 1024, 1}, {1.0, 1.0}}};
    CHECK(needed_runs(plan, {}, done) == std::vector<RunKey>{{0, 1024, 0}, {0, 1024, 2}});
}
