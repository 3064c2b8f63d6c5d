#include "voiplab/models/media/resampler.hpp"

#include "tests/catch.hpp"
#include "voiplab/models/media/tone.hpp"

#include <cmath>
#include <numbers>
#include <vector>

using namespace voiplab::media;
using namespace std::chrono_literals;

namespace {

using Samples = std::vector<std::int16_t>;

Samples sine(double hz, std::uint32_t rate, std::size_t count) {
    Samples samples(count);
    for (std::size_t i = 0; i < count; ++i)
        samples[i] = static_cast<std::int16_t>(
            std::lround(8000 * std::sin(2 * std::numbers::pi * hz * static_cast<double>(i) / rate)));
    return samples;
}

// The signal over what differs from it, in dB, without the filter's ends.
double snr_db(std::span<std::int16_t const> expected, std::span<std::int16_t const> found) {
    REQUIRE(expected.size() == found.size());
    constexpr std::size_t ends = 400;
    double signal = 0;
    double noise = 0;
    for (auto i = ends; i + ends < expected.size(); ++i) {
        signal += std::pow(expected[i], 2.0);
        noise += std::pow(expected[i] - found[i], 2.0);
    }
    return 10 * std::log10(signal / noise);
}

}  // namespace

TEST_CASE("A sine at another rate is the sine of that rate") {
    auto const from = GENERATE(8000U, 16000U, 44100U, 48000U);
    auto const to = GENERATE(8000U, 16000U, 44100U);
    auto const there = resampled(AudioClip(sine(1000, from, from), from), to);
    CHECK(there.sample_rate() == to);
    CHECK(snr_db(sine(1000, to, to), there.samples()) > 50);
}

TEST_CASE("What the lower rate cannot hold is gone, not folded into it") {
    auto const low = resampled(AudioClip(sine(6000, 16000, 16000), 16000), 8000);
    double squares = 0;
    for (std::size_t i = 400; i + 400 < low.samples().size(); ++i)
        squares += std::pow(low.samples()[i], 2.0);
    CHECK(std::sqrt(squares / 7200) < 8);
}

TEST_CASE("A clip keeps its duration, and at its own rate its samples") {
    auto const clip = make_tone(440, -16, 1s);
    CHECK(resampled(clip, 8000).samples().data() == clip.samples().data());
    CHECK(resampled(clip, 16000).duration() == 1s);
}

TEST_CASE("Piece by piece a stream comes to what it comes to at once") {
    auto const clip = make_tone(440, -16, 1s);
    auto const whole = resampled(clip, 16000);
    Samples pieces;
    Resampler resampler(8000, 16000);
    auto const samples = clip.samples();
    for (std::size_t i = 0; i < samples.size(); i += 160)
        resampler.process(samples.subspan(i, 160), i + 160 == samples.size(), pieces);
    CHECK(snr_db(whole.samples(), pieces) > 80);
}
