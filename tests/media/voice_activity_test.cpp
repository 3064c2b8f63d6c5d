#include "voiplab/models/media/voice_activity.hpp"

#include "noise.hpp"
#include "tests/catch.hpp"
#include "voiplab/models/media/audio_file.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>
#include <vector>

using namespace voiplab::media;
using namespace voiplab;
using namespace std::chrono_literals;

namespace {

using Samples = std::vector<std::int16_t>;

// What the detector says of each frame.
std::vector<bool> activity(std::span<std::int16_t const> samples, VoiceActivityDetector::Options const& options,
                           sim::Duration frame = 20ms) {
    VoiceActivityDetector detector(options);
    std::vector<bool> speech;
    auto const size = static_cast<std::size_t>(frame.count() * options.sample_rate / 1'000'000'000);
    for (std::size_t at = 0; at + size <= samples.size(); at += size) {
        speech.push_back(detector.read(samples.subspan(at, size)));
    }
    return speech;
}

double share(std::vector<bool> const& speech) {
    return static_cast<double>(std::count(speech.begin(), speech.end(), true)) / static_cast<double>(speech.size());
}

// Bursts of a 440 Hz tone, of 400 ms each two seconds, the first one after a second.
void add_bursts(std::vector<double>& values, std::uint32_t rate, double level_dbov) {
    auto const amplitude = 8159 * 4 * std::numbers::sqrt2 * std::pow(10, level_dbov / 20);
    for (std::size_t i = 0; i < values.size(); ++i) {
        auto const milliseconds = i * 1000 / rate % 2000;
        if (milliseconds < 1000 || milliseconds >= 1400) continue;
        values[i] += amplitude * std::sin(2 * std::numbers::pi * 440 * static_cast<double>(i) / rate);
    }
}

Samples speech_of(std::string const& name) {
    auto const clip = read_audio(std::string(SPEECH_FOLDER) + "/" + name);
    REQUIRE(clip);
    return {clip->samples().begin(), clip->samples().end()};
}

}  // namespace

TEST_CASE("Silence is no speech") {
    CHECK(share(activity(Samples(80000), {})) == 0);
}

TEST_CASE("Steady noise is no speech, whatever the rate and the frame") {
    auto const rate = GENERATE(8000U, 16000U, 48000U);
    auto const frame = GENERATE(10ms, 20ms, 30ms);
    auto const level = GENERATE(-75.0, -60.0, -48.0);
    CHECK(share(activity(to_samples(white_noise(level, 20 * rate, 3)), {.sample_rate = rate}, frame)) == 0);
}

TEST_CASE("Bursts in noise are speech, each with its hangover, and nothing else is") {
    auto const rate = GENERATE(8000U, 16000U, 48000U);
    auto const hangover = GENERATE(0ms, 40ms, 200ms, 260ms);
    auto values = white_noise(-50, 10 * rate, 5);
    add_bursts(values, rate, -30);
    auto const speech = activity(to_samples(values), {.sample_rate = rate, .hangover = hangover});
    for (std::size_t i = 0; i < speech.size(); ++i) {
        auto const milliseconds = static_cast<std::int64_t>(i) * 20 % 2000;
        INFO("frame " << i);
        CHECK(speech[i] == (milliseconds >= 1000 && milliseconds < 1400 + hangover.count()));
    }
}

TEST_CASE("A hangover that is no whole number of frames covers the frame in which it ends") {
    Samples samples(8000);
    std::fill_n(samples.begin(), 160, std::int16_t{10000});
    CHECK(std::ranges::count(activity(samples, {.hangover = 50ms}), true) == 1 + 3);
}

TEST_CASE("Noise that rises is taken for speech for as long as the floor needs") {
    auto values = white_noise(-60, 80000, 11);
    auto const louder = white_noise(-45, 160000, 12);
    values.insert(values.end(), louder.begin(), louder.end());
    auto const speech = activity(to_samples(values), {.hangover = 0ms});
    // 15 dB, of which the margin is 6, at 5 dB a second: 1.8 s from 10 s on, give or take the noise's own variation.
    CHECK(std::count(speech.begin(), speech.begin() + 500, true) == 0);
    auto const spoken = static_cast<double>(std::count(speech.begin() + 500, speech.end(), true)) * 0.02;
    CHECK(spoken == Approx(1.8).margin(0.4));
    CHECK(std::count(speech.begin() + 650, speech.end(), true) == 0);
}

TEST_CASE("A voice is heard from its first frame on") {
    CHECK(activity(to_samples(white_noise(-40, 160, 1)), {}).front());
}

TEST_CASE("Most of the speech that comes along is speech, loud or faint, and not all of it") {
    auto const name = GENERATE(as<std::string>{}, "alice.wav", "bob.wav");
    auto samples = speech_of(name);
    auto const loud = share(activity(samples, {.hangover = 0ms}));
    CHECK(loud > 0.6);
    CHECK(loud < 0.95);
    CHECK(share(activity(samples, {})) > loud);
    for (auto& sample : samples) {
        sample = static_cast<std::int16_t>(sample / 10);
    }
    auto const faint = share(activity(samples, {.hangover = 0ms}));
    CHECK(faint > loud - 0.2);
    CHECK(faint <= loud);
}
