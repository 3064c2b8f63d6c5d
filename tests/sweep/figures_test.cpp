#include "scenarios/sweep/figures.hpp"

#include "tests/catch.hpp"
#include "tests/support/program_output.hpp"

#include <algorithm>
#include <sstream>

using namespace voiplab::scenarios;

// The table that every textbook of statistics has: t at 0.975, to three digits behind the point.
TEST_CASE("Student's t is that of the table") {
    struct Row {
        std::size_t degrees_of_freedom;
        double t;
    };
    for (auto const& [degrees_of_freedom, t] :
         {Row{1, 12.706}, Row{2, 4.303}, Row{3, 3.182}, Row{4, 2.776}, Row{5, 2.571}, Row{9, 2.262}, Row{10, 2.228},
          Row{19, 2.093}, Row{29, 2.045}, Row{30, 2.042}, Row{60, 2.000}, Row{120, 1.980}}) {
        INFO(degrees_of_freedom);
        CHECK(student_t95(degrees_of_freedom) == Approx(t).margin(0.0005));
    }
}

// R: quantile(c(1, 2, 4, 8), p, type = 7): 1 + 3 p is the place, from 1.
TEST_CASE("Quantiles lie between the values, as R's and numpy's do") {
    std::vector<double> const values{1, 2, 4, 8};
    CHECK(quantile(values, 0) == 1);
    CHECK(quantile(values, 0.05) == Approx(1.15));
    CHECK(quantile(values, 0.25) == Approx(1.75));
    CHECK(quantile(values, 0.5) == Approx(3));
    CHECK(quantile(values, 0.75) == Approx(5));
    CHECK(quantile(values, 0.95) == Approx(7.4));
    CHECK(quantile(values, 1) == 8);
    CHECK(quantile(std::vector<double>{3.5}, 0.95) == 3.5);
}

TEST_CASE("A sample's figures are those of Python's statistics") {
    std::vector<double> const values{3.91, 4.02, 3.77, 3.95, 4.11, 3.89, 3.99, 3.64, 4.05, 3.92};
    auto const figures = figures_of(values);
    // Of statistics.quantiles the inclusive method is type 7; its 20 parts give 5 %, 25 % and so on.
    std::istringstream said(voiplab::test::output_of(
        "python3 -c 'import statistics as s; "
        "v = [3.91, 4.02, 3.77, 3.95, 4.11, 3.89, 3.99, 3.64, 4.05, 3.92]; "
        "q = s.quantiles(v, n=20, method=\"inclusive\"); "
        "print(s.mean(v), s.stdev(v), q[0], q[4], s.median(v), q[14], q[18], s.stdev(v) / len(v) ** 0.5)'"));
    double mean{}, sd{}, q05{}, q25{}, median{}, q75{}, q95{}, error{};
    REQUIRE(said >> mean >> sd >> q05 >> q25 >> median >> q75 >> q95 >> error);
    CHECK(figures.n == 10);
    CHECK(figures.mean == Approx(mean));
    CHECK(figures.sd.value() == Approx(sd));
    CHECK(figures.q05 == Approx(q05));
    CHECK(figures.q25 == Approx(q25));
    CHECK(figures.median == Approx(median));
    CHECK(figures.q75 == Approx(q75));
    CHECK(figures.q95 == Approx(q95));
    CHECK(figures.min == 3.64);
    CHECK(figures.max == 4.11);
    CHECK(figures.ci95_low.value() == Approx(mean - 2.262157 * error));
    CHECK(figures.ci95_high.value() == Approx(mean + 2.262157 * error));
}

TEST_CASE("One value has no deviation and no interval") {
    auto const figures = figures_of({-2.5});
    CHECK(figures.n == 1);
    CHECK(figures.mean == -2.5);
    CHECK_FALSE(figures.sd);
    CHECK_FALSE(figures.ci95_low);
    CHECK_FALSE(figures.ci95_high);
    CHECK(figures.min == -2.5);
    CHECK(figures.max == -2.5);
}

TEST_CASE("Equal values have their own mean and an interval of no width") {
    auto const figures = figures_of(std::vector<double>(7, 0.1));
    CHECK(figures.mean == 0.1);
    CHECK(figures.sd == 0);
    CHECK(figures.ci95_low == 0.1);
    CHECK(figures.ci95_high == 0.1);
}

TEST_CASE("The order of the values changes no bit") {
    std::vector<double> values{0.1, 1e9, -1e9, 0.3, 1e-7, 5.5};
    auto const figures = figures_of(values);
    std::sort(values.begin(), values.end());
    do {
        auto const other = figures_of(values);
        REQUIRE(other.mean == figures.mean);
        REQUIRE(other.sd == figures.sd);
    } while (std::next_permutation(values.begin(), values.end()));
}
