#include "voiplab/models/media/tone.hpp"

#include "tests/catch.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numbers>
#include <vector>

using namespace voiplab::media;
using namespace std::chrono_literals;

namespace {

std::vector<std::int16_t> tone(std::uint32_t frequency_hz, double level, std::size_t count) {
    std::vector<std::int16_t> samples(count);
    ToneSource(frequency_hz, level).read(samples);
    return samples;
}

}  // namespace

TEST_CASE("A tone is the sine of its frequency and level, to the nearest sample value") {
    auto const frequency = GENERATE(1U, 440U, 697U, 1000U, 3999U);
    auto const level = GENERATE(3.17, 0.0, -10.0, -16.5, -40.0);
    auto const samples = tone(frequency, level, 8000);
    // G.711 section 3: a sine of +3.17 dBm0 reaches mu-law's 8159, of which a 16-bit sample has four each.
    auto const amplitude = 8159 * 4 * std::pow(10, (level - 3.17) / 20);
    double worst = 0;
    for (std::size_t n = 0; n < samples.size(); ++n) {
        auto const exact = amplitude * std::sin(2 * std::numbers::pi * frequency * static_cast<double>(n) / 8000);
        worst = std::max(worst, std::abs(samples[n] - exact));
    }
    CHECK(worst < 0.55);  // half a value of rounding, and what the fixed point leaves
}

TEST_CASE("A tone of 1000 Hz and 0 dBm0 has the level of G.711's digital milliwatt") {
    // Table 6: the octets of one period of 0 dBm0.
    std::vector<std::uint8_t> const milliwatt{0x1e, 0x0b, 0x0b, 0x1e, 0x9e, 0x8b, 0x8b, 0x9e};
    std::vector<std::int16_t> expected(8);
    decode(G711Law::mu, milliwatt, expected);
    auto const power = [](std::vector<std::int16_t> const& samples) {
        double squares = 0;
        for (auto const sample : samples) {
            squares += static_cast<double>(sample) * sample;
        }
        return squares;
    };
    CHECK(10 * std::log10(power(tone(1000, 0, 8)) / power(expected)) == Approx(0).margin(0.01));
}

TEST_CASE("A tone goes on where it stopped") {
    auto const whole = tone(440, -10, 400);
    std::vector<std::int16_t> parts(400);
    ToneSource source(440, -10);
    source.read(std::span(parts).first(160));
    source.read(std::span(parts).subspan(160));
    CHECK(parts == whole);
}

TEST_CASE("A tone repeats exactly after a second, without drift") {
    auto const samples = tone(697, -5, 80000);
    CHECK(std::equal(samples.begin(), samples.begin() + 8000, samples.end() - 8000));
}

TEST_CASE("The lowest level is silence") {
    auto const samples = tone(1000, smallest_sine_dbm0, 100);
    CHECK(std::all_of(samples.begin(), samples.end(), [](std::int16_t sample) { return sample == 0; }));
}

TEST_CASE("A tone's clip has the samples of its duration") {
    auto const clip = make_tone(440, -10, 20ms);
    CHECK(clip.samples().size() == 160);
    auto const expected = tone(440, -10, 160);
    CHECK(std::equal(expected.begin(), expected.end(), clip.samples().begin()));
    CHECK(make_tone(440, -10, 124us).samples().empty());
}
