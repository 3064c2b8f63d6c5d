#include "voiplab/models/quality/e_model.hpp"

#include "tests/catch.hpp"

#include <cmath>
#include <string>

using namespace voiplab::quality;

namespace {

// As close as a figure with so many digits behind the point says.
bool is_printed_as(double value, double printed, int digits) {
    return std::abs(value - printed) <= 0.5000001 * std::pow(10, -digits);
}

EModelParameters with_loss(double ie, double bpl, double ppl, double burst_r = 1) {
    EModelParameters parameters;
    parameters.ie = ie;
    parameters.bpl = bpl;
    parameters.ppl = ppl;
    parameters.burst_r = burst_r;
    return parameters;
}

}  // namespace

TEST_CASE("the defaults of G.107 come to its R of 93.2, component by component") {
    auto const rating = rate({});
    CHECK(is_printed_as(rating.no, -61.179214, 6));
    CHECK(is_printed_as(rating.ro, 94.768822, 6));
    CHECK(is_printed_as(rating.iolr, 0.440178, 6));
    CHECK(is_printed_as(rating.ist, -0.000715, 6));
    CHECK(is_printed_as(rating.iq, 0.974105, 6));
    CHECK(is_printed_as(rating.is, 1.413568, 6));
    CHECK(rating.idte == 0);
    CHECK(is_printed_as(rating.idle, 0.149046, 6));
    CHECK(rating.idd == 0);
    CHECK(rating.ie_eff == 0);
    CHECK(is_printed_as(rating.r, 93.206208, 6));
    CHECK(is_printed_as(rating.mos, 4.409406, 6));
}

TEST_CASE("delay costs what G.107 says, with echo and without") {
    struct Point {
        double ta, r, mos, r_without_echo;
    };
    for (auto const& point : {Point{0, 93.206, 4.409, 93.200},
                              {50, 91.756, 4.380, 93.200},
                              {150, 89.539, 4.328, 93.036},
                              {200, 85.805, 4.223, 90.156},
                              {300, 72.666, 3.719, 78.439}}) {
        CAPTURE(point.ta);
        EModelParameters parameters;
        set_delay(parameters, point.ta);
        auto const rating = rate(parameters);
        CHECK(is_printed_as(rating.r, point.r, 3));
        CHECK(is_printed_as(rating.mos, point.mos, 3));
        CHECK(is_printed_as(93.2 - rating.idd, point.r_without_echo, 3));
    }
}

TEST_CASE("the fit of Cole and Rosenbluth gives its own table") {
    CHECK(is_printed_as(93.2 - cole_rosenbluth_id(50), 92.000, 3));
    CHECK(is_printed_as(93.2 - cole_rosenbluth_id(150), 89.600, 3));
    CHECK(is_printed_as(93.2 - cole_rosenbluth_id(200), 85.903, 3));
    CHECK(is_printed_as(93.2 - cole_rosenbluth_id(300), 72.503, 3));
}

TEST_CASE("packet loss costs what G.113's Ie and Bpl make of it") {
    struct Point {
        double ie, bpl, ppl, burst_r, ie_eff, r, mos;
    };
    for (auto const& point : {Point{0, 25.1, 1, 1, 3.640, 89.566, 4.328},
                              {0, 25.1, 5, 1, 15.781, 77.425, 3.923},
                              {0, 4.3, 1, 1, 17.925, 75.282, 3.834},
                              {0, 4.3, 5, 1, 51.075, 42.131, 2.170},
                              {11, 19, 1, 1, 15.200, 78.006, 3.946},
                              {11, 19, 5, 1, 28.500, 64.706, 3.340},
                              {5, 10, 1, 1, 13.182, 80.024, 4.025},
                              {5, 10, 5, 1, 35.000, 58.206, 3.007}}) {
        CAPTURE(point.ie, point.bpl, point.ppl);
        auto const rating = rate(with_loss(point.ie, point.bpl, point.ppl));
        CHECK(is_printed_as(rating.ie_eff, point.ie_eff, 3));
        CHECK(is_printed_as(rating.r, point.r, 3));
        CHECK(is_printed_as(rating.mos, point.mos, 3));
    }
}

TEST_CASE("loss in bursts costs more") {
    struct Point {
        double ie, bpl, r, mos;
    };
    for (auto const& point :
         {Point{0, 25.1, 75.996, 3.864}, {0, 4.3, 23.353, 1.358}, {11, 19, 62.671, 3.237}, {5, 10, 52.206, 2.691}}) {
        CAPTURE(point.ie, point.bpl);
        auto const rating = rate(with_loss(point.ie, point.bpl, 5, 2));
        CHECK(is_printed_as(rating.r, point.r, 3));
        CHECK(is_printed_as(rating.mos, point.mos, 3));
    }
}

TEST_CASE("delay and loss add up") {
    struct Point {
        double ie, bpl, r, mos;
    };
    for (auto const& point : {Point{0, 25.1, 82.528, 4.116}, {11, 19, 70.539, 3.622}}) {
        auto parameters = with_loss(point.ie, point.bpl, 2);
        set_delay(parameters, 150);
        auto const rating = rate(parameters);
        CHECK(is_printed_as(rating.r, point.r, 3));
        CHECK(is_printed_as(rating.mos, point.mos, 3));
        CHECK(rating.mos_lq > rating.mos);
    }
}

TEST_CASE("MOS is annex B's cubic, and never below 1") {
    struct Point {
        double r, mos;
        int digits;
    };
    for (auto const& point :
         {Point{50, 2.575, 3}, {60, 3.100, 3}, {70, 3.597, 3}, {80, 4.024, 3}, {90, 4.339, 3}, {93.2, 4.409286, 6}}) {
        CAPTURE(point.r);
        CHECK(is_printed_as(mos_of(point.r), point.mos, point.digits));
    }
    for (auto const r : {-20.0, 0.0, 1.0, 3.0, 6.0, 6.5})
        CHECK(mos_of(r) == 1);
    CHECK(mos_of(7) > 1);
    CHECK(mos_of(100) == 4.5);
    CHECK(mos_of(120) == 4.5);
}

TEST_CASE("wideband R reaches 129") {
    struct Point {
        double ta, ie, r;
    };
    for (auto const& point : {Point{0, 0, 128.846315}, {50, 0, 128.255018}, {0, 5, 123.846315}, {150, 5, 122.421331}}) {
        CAPTURE(point.ta, point.ie);
        EModelParameters parameters;
        parameters.ie = point.ie;
        set_delay(parameters, point.ta);
        CHECK(is_printed_as(rate_wideband(parameters).r, point.r, 6));
    }
    CHECK(is_printed_as(rate_wideband({}).mos, 4.499152, 6));
}

TEST_CASE("strong and weak sidetone change what echo costs") {
    EModelParameters parameters;
    set_delay(parameters, 100);
    auto const normal = rate(parameters);
    parameters.stmr = 5;  // G.107 (7-23)
    auto const strong = rate(parameters);
    parameters.stmr = 25;  // (7-24)
    auto const weak = rate(parameters);
    CHECK(strong.ist > 0);
    CHECK(strong.idte < normal.idte);
    CHECK(weak.idte > normal.idte);
}
