#include "voiplab/models/media/level.hpp"

#include "noise.hpp"
#include "tests/catch.hpp"
#include "voiplab/models/media/tone.hpp"

#include <cmath>
#include <vector>

using namespace voiplab::media;
using namespace std::chrono_literals;

TEST_CASE("The level of overload is 0 dBov, a square wave of mu-law's largest value") {
    std::vector<std::int16_t> const square{32636, -32636, 32636, -32636};
    CHECK(level_of(square) == 0);
    CHECK(level_of(std::vector<std::int16_t>{32767, -32768}) == 0);
}

TEST_CASE("0 dBov is 6.18 dBm0, as RFC 3389 section 3.1 has it") {
    auto const dbm0 = GENERATE(3.17, 0.0, -16.0, -40.0);
    auto const tone = make_tone(1000, dbm0, 1s);
    CHECK(level_of(tone.samples()) / 100.0 == Approx(dbm0 - 6.18).margin(0.02));
}

TEST_CASE("A level is the one by the formula, rounded down to a hundredth of a dB") {
    auto const count = GENERATE(80U, 160U, 960U, 8000U);
    auto const level = GENERATE(-6.0, -20.0, -33.3, -60.0, -80.0);
    auto const samples = to_samples(white_noise(level, count, 7));
    auto const exact = 100 * level_by_formula(samples);
    CHECK(level_of(samples) <= exact + 0.01);
    CHECK(level_of(samples) > exact - 1.05);  // and what the logarithm's sixteen bits leave
}

TEST_CASE("Silence has the lowest level, and the faintest sound is not silence") {
    CHECK(level_of(std::vector<std::int16_t>(160)) == lowest_level);
    CHECK(level_of({}) == lowest_level);
    std::vector<std::int16_t> faint(160);
    faint[0] = 1;
    CHECK(level_of(faint) > lowest_level);
}

TEST_CASE("An attenuation is the power of ten that it says") {
    auto const below = GENERATE(0, 1, 602, 2000, 4321, 10000);
    CHECK(static_cast<double>(attenuation(below)) / static_cast<double>(one_to_one) ==
          Approx(std::pow(10, -below / 2000.0)).epsilon(1e-3).margin(1e-9));
}
