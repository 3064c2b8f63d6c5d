#include "scenarios/plot/colours.hpp"

#include "tests/catch.hpp"

#include <set>
#include <string>

using namespace voiplab::plot;

namespace {

// Luma of ITU-R BT.709.
double luma(std::string_view colour) {
    auto const part = [&](std::size_t at) { return std::stoi(std::string(colour.substr(at, 2)), nullptr, 16); };
    return 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5);
}

}  // namespace

TEST_CASE("Eight series have eight colours, none as light as the paper") {
    std::set<std::string_view> colours;
    for (std::size_t i = 0; i < 8; ++i) {
        colours.insert(series_colour(i));
        CHECK(luma(series_colour(i)) < 200);
    }
    CHECK(colours.size() == 8);
    CHECK(series_colour(8) == series_colour(0));
}

TEST_CASE("The ramp grows lighter all the way, and a number on it is legible") {
    double before = -1;
    for (int i = 0; i <= 100; ++i) {
        auto const light = luma(ramp_colour(i / 100.0));
        CHECK(light > before);
        before = light;
        CHECK(std::abs(luma(legible_on_ramp(i / 100.0)) - light) > 90);
    }
    CHECK(ramp_colour(-1) == "#440154");
    CHECK(ramp_colour(2) == "#fde725");
}
