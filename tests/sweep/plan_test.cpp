#include "scenarios/sweep/plan.hpp"

#include "scenarios/sweep/plan_text.hpp"
#include "tests/catch.hpp"

#include <set>

using namespace voiplab::scenarios;

namespace {

std::string shown_group(SweepPlan const& plan, std::uint64_t group) {
    std::string text;
    for (auto const& value : plan.values(group, 0)) {
        text += (text.empty() ? "" : " ") + value.text;
    }
    return text;
}

SweepPlan plan_of(SweepOptions const& options) {
    auto const plan = make_plan(options, 1);
    INFO((plan ? std::string() : to_string(plan.error())));
    REQUIRE(plan);
    return *plan;
}

}  // namespace

TEST_CASE("A grid has every combination, the last axis changing first") {
    SweepOptions options;
    options.vary = {{"a", {"1ms", "2ms"}}, {"b", {"0%:4%:2%"}}};
    auto const plan = plan_of(options);
    REQUIRE(plan.groups() == 6);
    CHECK(shown_group(plan, 0) == "1ms 0%");
    CHECK(shown_group(plan, 1) == "1ms 2%");
    CHECK(shown_group(plan, 3) == "2ms 0%");
    CHECK(shown_group(plan, 5) == "2ms 4%");
    CHECK(plan.overrides(5, 0)[1].path == "b");
    CHECK(plan.overrides(5, 0)[1].value == "4%");
}

TEST_CASE("No axis at all is one cell") {
    CHECK(plan_of({}).groups() == 1);
}

TEST_CASE("Axes that move together are one") {
    SweepOptions options;
    options.vary = {{"a", {"1", "2"}}, {"b", {"x", "y", "z"}}, {"c", {"7", "8"}}};
    options.zip = {{"c", "a"}};
    auto const plan = plan_of(options);
    REQUIRE(plan.groups() == 6);
    CHECK(shown_group(plan, 2) == "1 z 7");
    CHECK(shown_group(plan, 3) == "2 x 8");
}

TEST_CASE("Samples that move together are at the same part of their ranges") {
    SweepOptions options;
    options.vary = {{"a", {"0:1000"}}, {"b", {"0:1000"}}, {"c", {"0:2000"}}};
    options.zip = {{"a", "c"}};
    options.sample = {SampleOptions::Kind::sobol, 16};
    auto const plan = plan_of(options);
    REQUIRE(plan.groups() == 16);
    for (std::uint64_t i = 0; i < 16; ++i) {
        auto const values = plan.values(i, 0);
        CHECK(*values[2].number == Approx(2 * *values[0].number).margin(1));
    }
}

TEST_CASE("What is wrong with a sweep is told with its option") {
    struct Row {
        SweepOptions options;
        char const* mistake;
    };
    auto const of = [](std::vector<VaryOptions> vary) {
        SweepOptions options;
        options.vary = std::move(vary);
        return options;
    };
    auto const with = [&](std::vector<VaryOptions> vary, auto change) {
        auto options = of(std::move(vary));
        change(options);
        return options;
    };
    std::vector<Row> const rows{
        {of({{"a", {"1"}}, {"a", {"2"}}}), "--vary a: this path is varied already"},
        {of({{"a", {"5%:1%:1%"}}}), "--vary a: 5%:1%:1% ends before it begins"},
        {of({{"a", {"0%:5%"}}}),
         "--vary a: a range without a step is for samples and searches; expected FIRST:LAST:STEP or "
         "FIRST:LAST:xFACTOR"},
        {with({{"a", {"1", "2"}}, {"b", {"1"}}},
              [](SweepOptions& o) {
                  o.zip = {{"a", "b"}};
              }),
         "--zip: a has 2 values and b has 1 value; what moves together has as many values"},
        {with({{"alpha", {"1"}}},
              [](SweepOptions& o) {
                  o.zip = {{"alpha", "alpah"}};
              }),
         "--zip: alpah is not varied; did you mean alpha?"},
        {with({{"a", {"1"}}},
              [](SweepOptions& o) {
                  o.zip = {{"a", "a"}};
              }),
         "--zip: a stands twice"},
        {with({{"a", {"1"}}}, [](SweepOptions& o) { o.zip = {{"a"}}; }),
         "--zip: expected two paths at least, such as network.a.delay,network.b.delay"},
        {with({{"a", {"1"}}},
              [](SweepOptions& o) {
                  o.sample = {SampleOptions::Kind::sobol, 8};
              }),
         "--vary a: samples are taken of a range without a step; expected FIRST:LAST"},
        {with({{"a", {"1:2"}}},
              [](SweepOptions& o) {
                  o.sample = {SampleOptions::Kind::sobol, 0};
              }),
         "--sample: expected 1 to 100000 samples, as in sobol:128"},
        {with({{"a", {"0%,1%"}}},
              [](SweepOptions& o) {
                  o.find = {"mos", 3.6};
              }),
         "--find: expected one axis without a step to search, such as network.wan.loss=0%:20%; found none"},
        {with({{"a", {"0%:9%"}}},
              [](SweepOptions& o) {
                  o.find = {"moss", 3.6};
              }),
         "--find: moss is no metric; did you mean mos?"},
        {with({{"a", {"1"}}},
              [](SweepOptions& o) {
                  o.until_ci = {"mos", 0.05};
              }),
         "--replications: an interval (until_ci) needs two at least; expected 10, say"},
        {with({{"a", {"1"}}},
              [](SweepOptions& o) {
                  o.until_ci = {"mos", 0}, o.replications = 5;
              }),
         "--until-ci: expected a width above 0, as in mos=0.05"},
        {with({{"a", {"1:1000:1"}}, {"b", {"1:1000:1"}}}, [](SweepOptions& o) { o.replications = 11; }),
         "more than 10000000 runs"},
    };
    for (auto const& row : rows) {
        auto const plan = make_plan(row.options, 1);
        REQUIRE_FALSE(plan);
        CHECK(to_string(plan.error()) == row.mistake);
    }
}

// SplitMix64's first numbers from 1234567, as Vigna's splitmix64.c prints them.
TEST_CASE("Replications have SplitMix64's seeds, and the first one the scenario's own") {
    CHECK(seed_of_replication(1234567, 0) == 1234567);
    CHECK(seed_of_replication(1234567, 1) == 6457827717110365317U);
    CHECK(seed_of_replication(1234567, 2) == 3203168211198807973U);
    CHECK(seed_of_replication(1234567, 3) == 9817491932198370423U);
    CHECK(seed_of_replication(1234567, 4) == 4593380528125082431U);
    CHECK(seed_of_replication(1234567, 5) == 16408922859458223821U);
}

TEST_CASE("A plan comes back from its text") {
    SweepOptions options;
    options.vary = {{"a", {"1ms", "2ms"}}, {"b", {"x", "y"}}, {"c", {"0%:20%"}}};
    options.replications = 10;
    options.until_ci = {"mos", 0.05};
    options.find = {"mos", 3.6};
    auto const plan = plan_of(options);
    auto const back = plan_from(to_text(plan));
    CHECK(to_text(back) == to_text(plan));
    CHECK(back.values(3, 512) == plan.values(3, 512));
    CHECK(plan.values(3, 512)[2] == SweepValue{"10%", 10.0});
}
