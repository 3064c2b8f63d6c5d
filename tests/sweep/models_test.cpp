#include "scenarios/sweep/models.hpp"

#include "tests/catch.hpp"
#include "written_sweep.hpp"

#include <array>
#include <cmath>

using namespace voiplab::scenarios;
using namespace voiplab::test;

namespace {

MainEffects effects_of(SweepTable const& table) {
    auto const cells = cells_of(table);
    auto const fitted = main_effects(axes_of(table, cells), cells, 0);
    if (auto const* const reason = std::get_if<std::string>(&fitted)) FAIL(*reason);
    return std::get<MainEffects>(fitted);
}

Regression surface_of(SweepTable const& table) {
    auto const cells = cells_of(table);
    auto const fitted = ResponseSurface(axes_of(table, cells)).fit(cells, 0);
    if (auto const* const reason = std::get_if<std::string>(&fitted)) FAIL(*reason);
    return std::get<Regression>(fitted);
}

std::string why_no_surface(SweepTable const& table) {
    auto const cells = cells_of(table);
    auto const fitted = ResponseSurface(axes_of(table, cells)).fit(cells, 0);
    REQUIRE(std::holds_alternative<std::string>(fitted));
    return std::get<std::string>(fitted);
}

std::string why_no_effects(SweepTable const& table) {
    auto const cells = cells_of(table);
    auto const fitted = main_effects(axes_of(table, cells), cells, 0);
    REQUIRE(std::holds_alternative<std::string>(fitted));
    return std::get<std::string>(fitted);
}

void check_numbers(std::vector<double> const& found, std::vector<double> const& expected) {
    REQUIRE(found.size() == expected.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
        INFO(i);
        CHECK(found[i] == Approx(expected[i]).margin(1e-9));
    }
}

WrittenParameter const loss{"loss", "%", {0, 2, 4, 8}, {}};
WrittenParameter const delay{"delay", "ms", {10, 60, 110}, {}};
WrittenParameter const codec{"codec", "", {}, {"PCMU", "GSM", "G729"}};

}  // namespace

// NIST's Statistical Reference Datasets, Pontius: the calibration of a load cell, 20 loads twice; certified values.
TEST_CASE("A quadratic fit has NIST's certified coefficients, R2 and residual deviation") {
    std::array<double, 40> const deflections{.11019,  .21956,  .32949,  .43899,  .54803,  .65694,  .76562,  .87487,
                                             .98292,  1.09146, 1.20001, 1.30822, 1.41599, 1.52399, 1.63194, 1.73947,
                                             1.84646, 1.95392, 2.06128, 2.16844, .11052,  .22018,  .32939,  .43886,
                                             .54798,  .65739,  .76596,  .87474,  .98300,  1.09150, 1.20004, 1.30818,
                                             1.41613, 1.52408, 1.63159, 1.73965, 1.84696, 1.95445, 2.06177, 2.16829};
    WrittenParameter load{"load", "", {}, {}};
    for (int i = 1; i <= 20; ++i) {
        load.numbers.push_back(150000.0 * i);
    }
    auto const table = written_sweep({load}, 2, {"deflection"}, [&](auto const& at, std::size_t replication) {
        return Metrics{deflections[20 * replication + static_cast<std::size_t>(at[0] / 150000) - 1]};
    });
    auto const fit = surface_of(table);
    constexpr double b0 = 0.673565789473684e-03;
    constexpr double b1 = 0.732059160401003e-06;
    constexpr double b2 = -0.316081871345029e-14;
    constexpr double middle = 1575000;
    constexpr double half = 1425000;
    REQUIRE(fit.coefficients.size() == 3);
    CHECK(fit.coefficients[0] == Approx(b0 + b1 * middle + b2 * middle * middle).epsilon(1e-10));
    CHECK(fit.coefficients[1] == Approx((b1 + 2 * b2 * middle) * half).epsilon(1e-10));
    CHECK(fit.coefficients[2] == Approx(b2 * half * half).epsilon(1e-9));
    CHECK(fit.residual_sd == Approx(0.205177424076185e-03).epsilon(1e-9));
    CHECK(1 - fit.r2 == Approx(1 - 0.999999900178537).epsilon(1e-6));
    CHECK(1 - fit.adjusted_r2 == Approx((1 - 0.999999900178537) * 39 / 37).epsilon(1e-6));
    CHECK(fit.n == 40);
}

TEST_CASE("A surface that is a polynomial is found exactly") {
    auto const table = written_sweep({loss, delay, codec}, 2, {"mos"}, [](auto const& at, std::size_t) {
        auto const x = at[0] / 4 - 1;
        auto const z = (at[1] - 60) / 50;
        return Metrics{4 - 0.5 * x - 0.25 * z + 0.125 * x * z - 0.2 * x * x + 0.1 * z * z - (at[2] == 1 ? 0.7 : 0) -
                       (at[2] == 2 ? 0.4 : 0)};
    });
    auto const cells = cells_of(table);
    auto const fit = surface_of(table);
    CHECK(ResponseSurface(axes_of(table, cells)).term_names(table) ==
          std::vector<std::string>{"1", "loss_percent", "loss_percent^2", "delay_ms", "loss_percent * delay_ms",
                                   "delay_ms^2", "codec = GSM", "codec = G729"});
    check_numbers(fit.coefficients, {4, -0.5, -0.2, -0.25, 0.125, 0.1, -0.7, -0.4});
    CHECK(fit.r2 == 1);
    CHECK(fit.adjusted_r2 == 1);
    CHECK(fit.residual_sd == 0);
}

TEST_CASE("An axis of two levels has no square, and a logarithmic one is taken so") {
    WrittenParameter const rate{"rate", "kbps", {1, 10, 100, 1000}, {}};
    WrittenParameter const on{"on", "", {0, 1}, {}};
    auto const table = written_sweep(
        {rate, on}, 2, {"mos"}, [](auto const& at, std::size_t) { return Metrics{1 + std::log10(at[0]) + at[1]}; });
    check_numbers(surface_of(table).coefficients, {3, 1.5, 0, 0.5, 0});
}

TEST_CASE("R2 counts what differs between runs of a cell as not explained") {
    WrittenParameter const two{"two", "", {0, 1}, {}};
    // Means 1 and 3, each run 1 off: 4 runs' squares are 4 around the means, 8 around 2.
    auto const table = written_sweep({two}, 2, {"mos"}, [](auto const& at, std::size_t replication) {
        return Metrics{1 + 2 * at[0] + (replication == 0 ? 1 : -1)};
    });
    auto const fit = surface_of(table);
    CHECK(fit.r2 == Approx(0.5));
    CHECK(fit.adjusted_r2 == Approx(1 - 0.5 * 3 / 2));
    CHECK(fit.residual_sd == Approx(std::sqrt(2.0)));
    CHECK(effects_of(table).regression.r2 == Approx(0.5));
}

TEST_CASE("In a full grid an effect is the mean of the level minus the mean of all") {
    std::size_t run = 0;
    auto const table = written_sweep({loss, codec}, 3, {"mos"}, [&](auto const& at, std::size_t) {
        return Metrics{4 - 0.3 * at[0] * (1 + at[1]) + 0.1 * noise(run++)};
    });
    auto const found = effects_of(table);
    double all = 0;
    std::vector<double> by_loss(4);
    std::vector<double> by_codec(3);
    for (auto const& one : table.runs) {
        auto const value = *one.metrics[0];
        all += value / 36;
        by_loss[one.cell / 3] += value / 9;
        by_codec[one.cell % 3] += value / 12;
    }
    CHECK(found.mean == Approx(all));
    for (auto& mean : by_loss) {
        mean -= all;
    }
    for (auto& mean : by_codec) {
        mean -= all;
    }
    check_numbers(found.effects.at(0), by_loss);
    check_numbers(found.effects.at(1), by_codec);
    CHECK(found.regression.r2 < 1);
}

TEST_CASE("Where runs are missing, effects are not mixed up with each other") {
    auto table = written_sweep({loss, codec}, 2, {"mos"},
                               [](auto const& at, std::size_t) { return Metrics{4 - 0.25 * at[0] - 0.5 * at[1]}; });
    for (auto const run : {0, 1, 4, 5, 9}) {
        table.runs[static_cast<std::size_t>(run)].failure = "lost";
    }
    auto const found = effects_of(table);
    check_numbers(found.effects.at(0), {0.875, 0.375, -0.125, -1.125});
    check_numbers(found.effects.at(1), {0.5, 0, -0.5});
    CHECK(found.mean == Approx(4 - 0.875 - 0.5));
    CHECK(found.regression.r2 == Approx(1));
}

TEST_CASE("Where there is no model, it says why not") {
    auto const linear = [](auto const& at, std::size_t) { return Metrics{at[0]}; };
    auto const constant = [](auto const&, std::size_t) { return Metrics{4.4}; };
    auto const never = [](auto const&, std::size_t) { return Metrics{std::nullopt}; };
    WrittenParameter const three{"three", "", {1, 2, 3}, {}};
    CHECK(why_no_surface(written_sweep({}, 5, {"mos"}, constant)) == "no parameter has two values");
    CHECK(why_no_effects(written_sweep({}, 5, {"mos"}, constant)) == "no parameter has two values");
    CHECK(why_no_surface(written_sweep({codec}, 5, {"mos"}, linear)) == "no parameter that differs is a number");
    CHECK(why_no_surface(written_sweep({loss}, 5, {"mos"}, constant)) == "every run came to the same value");
    CHECK(why_no_surface(written_sweep({loss}, 5, {"mos"}, never)) == "no run came to a value");
    CHECK(why_no_surface(written_sweep({three}, 1, {"mos"}, linear)) == "it has 3 terms, and only 3 runs have a value");
    auto table = written_sweep({loss, three}, 2, {"mos"}, linear);
    for (auto& run : table.runs) {
        if (run.cell > 4) run.failure = "lost";
    }
    CHECK(why_no_surface(table) == "it has 6 terms, and only 5 cells have a value");
    // A cross: nowhere do both parameters differ from their middle.
    WrittenParameter const five{"five", "", {-2, -1, 0, 1, 2}, {}};
    auto cross = written_sweep({five, {"other", "", five.numbers, {}}}, 2, {"mos"}, linear);
    std::erase_if(cross.runs, [](SweepRun const& run) { return *run.values[0].number * *run.values[1].number != 0; });
    CHECK(why_no_surface(cross) == "its terms cannot be told apart by these cells");
}
