#include "scenarios/sweep/axes.hpp"

#include "tests/catch.hpp"
#include "written_sweep.hpp"

using namespace voiplab::scenarios;
using namespace voiplab::test;

namespace {

Metrics nothing(std::vector<double> const& /*at*/, std::size_t /*replication*/) {
    return {};
}

}  // namespace

TEST_CASE("Numbers are ordered, words are left in the plan's order, and what never differs is no axis") {
    auto const table = written_sweep(
        {{"b", "ms", {40, 10, 20}, {}}, {"c", "", {}, {"PCMU", "GSM"}}, {"d", "", {}, {"same"}}}, 1, {}, nothing);
    auto const axes = axes_of(table, cells_of(table));
    REQUIRE(axes.size() == 2);
    CHECK(axes[0].numeric);
    CHECK(axes[0].levels.front().number == 10);
    CHECK(axes[0].levels.back().number == 40);
    CHECK_FALSE(axes[1].numeric);
    CHECK(axes[1].levels.front().text == "PCMU");
}

TEST_CASE("One number written in two ways is one level") {
    auto table = written_sweep({{"a", "ms", {1000, 1000}, {}}, {"b", "ms", {1, 2}, {}}}, 1, {}, nothing);
    table.runs[0].values[0].text = "1s";
    CHECK(axis_of(table, cells_of(table), 0).levels.size() == 1);
}

TEST_CASE("An axis is logarithmic where its numbers are spread so") {
    CHECK(is_logarithmic({1, 2, 5, 10, 20, 50, 100}));
    CHECK(is_logarithmic({0.1, 1, 10}));
    CHECK(is_logarithmic({64, 128, 256, 512}));
    CHECK_FALSE(is_logarithmic({0, 1, 10, 100}));
    CHECK_FALSE(is_logarithmic({1, 2, 4}));
    CHECK_FALSE(is_logarithmic({1, 10}));
    CHECK_FALSE(is_logarithmic({5, 20, 35, 50}));
    CHECK_FALSE(is_logarithmic({-10, -1, 100}));
}

TEST_CASE("A scale runs from -1 to 1, and back to numbers") {
    auto const table = written_sweep({{"a", "", {10, 20, 50}, {}}, {"b", "", {1, 10, 100}, {}}}, 1, {}, nothing);
    auto const axes = axes_of(table, cells_of(table));
    CHECK(axes[0].scaled(10) == -1);
    CHECK(axes[0].scaled(30) == Approx(0).margin(1e-12));
    CHECK(axes[0].scaled(50) == 1);
    CHECK(axes[1].scaled(10) == Approx(0).margin(1e-12));
    CHECK(axes[1].number_at(0) == Approx(10));
    CHECK(axes[0].number_at(-0.5) == Approx(20));
}

TEST_CASE("Cells are samples where a parameter hardly has a value twice") {
    auto const grid = written_sweep({{"a", "", {1, 2, 3, 4}, {}}, {"b", "", {1, 2}, {}}}, 1, {}, nothing);
    auto const cells = cells_of(grid);
    CHECK_FALSE(is_sampled(axes_of(grid, cells), cells.size()));
    auto const line = written_sweep({{"a", "", {1, 2, 3, 4}, {}}}, 1, {}, nothing);
    CHECK_FALSE(is_sampled(axes_of(line, cells_of(line)), 4));
    auto sampled = grid;
    for (auto& run : sampled.runs) {
        run.values[1].number = 0.1 * static_cast<double>(run.cell);
    }
    CHECK(is_sampled(axes_of(sampled, cells_of(sampled)), cells.size()));
}
