#include "voiplab/models/quality/speech_distortion.hpp"

#include "tests/catch.hpp"
#include "voiplab/models/media/concealment.hpp"
#include "voiplab/models/media/g711.hpp"
#include "voiplab/models/media/audio_file.hpp"
#include "voiplab/models/quality/e_model.hpp"
#include "voiplab/sim/random.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>
#include <vector>

using namespace voiplab;
using namespace voiplab::quality;

namespace {

using Samples = std::vector<std::int16_t>;

Samples speech() {
    auto const clip = media::read_audio(std::string(SPEECH_FOLDER) + "/alice.wav");
    REQUIRE(clip);
    return {clip->samples().begin(), clip->samples().end()};
}

Samples noise(double largest, std::size_t count, std::uint64_t seed) {
    sim::RandomStream random(seed);
    Samples samples(count);
    for (auto& sample : samples) {
        sample = static_cast<std::int16_t>(std::lround(largest * (2 * random.unit() - 1)));
    }
    return samples;
}

Samples delayed(Samples const& samples, std::size_t by) {
    Samples late(by);
    late.insert(late.end(), samples.begin(), samples.end());
    return late;
}

Samples through_mulaw(Samples samples) {
    std::vector<std::uint8_t> octets(samples.size());
    media::encode(media::G711Law::mu, samples, octets);
    media::decode(media::G711Law::mu, octets, samples);
    return samples;
}

// What is heard where each frame of 20 ms is lost with that probability.
Samples with_losses(Samples samples, double loss, media::Concealment concealment, std::uint64_t seed) {
    sim::RandomStream random(seed);
    media::Concealer concealer(concealment);
    for (std::size_t at = 0; at + 160 <= samples.size(); at += 160) {
        auto const frame = std::span(samples).subspan(at, 160);
        if (random.unit() < loss) {
            concealer.fill(frame);
        } else {
            concealer.pass(frame);
        }
    }
    return samples;
}

}  // namespace

TEST_CASE("What is heard as it was sent has the highest ratio and no distance") {
    auto const sent = speech();
    auto const distortion = compare_speech(sent, sent, {});
    CHECK(distortion.frames > 200);
    CHECK(distortion.segmental_snr_db == highest_frame_snr_db);
    CHECK(distortion.log_spectral_distance_db == 0);
}

TEST_CASE("What is heard at half its amplitude is 6.02 dB away by both measures, at any rate") {
    auto const rate = GENERATE(8000U, 16000U, 48000U);
    Samples sent = noise(16000, rate, 1);
    Samples heard;
    for (auto& sample : sent) {
        sample = static_cast<std::int16_t>(sample / 2 * 2);
        heard.push_back(static_cast<std::int16_t>(sample / 2));
    }
    auto const distortion = compare_speech(sent, heard, {.sample_rate = rate});
    CHECK(distortion.segmental_snr_db == Approx(6.02).margin(0.01));
    CHECK(distortion.log_spectral_distance_db == Approx(6.02).margin(0.05));
}

TEST_CASE("Noise that was added has the ratio that it was added with") {
    auto const snr_db = GENERATE(0.0, 10.0, 20.0, 30.0);
    auto const sent = noise(8000, 80000, 1);
    auto heard = noise(8000 * std::pow(10, -snr_db / 20), 80000, 2);
    for (std::size_t i = 0; i < sent.size(); ++i) {
        heard[i] = static_cast<std::int16_t>(heard[i] + sent[i]);
    }
    CHECK(compare_speech(sent, heard, {}).segmental_snr_db == Approx(snr_db).margin(0.1));
}

TEST_CASE("A frame's ratio is limited on both sides") {
    auto const sent = noise(1000, 8000, 1);
    CHECK(compare_speech(sent, noise(30000, 8000, 2), {}).segmental_snr_db == lowest_frame_snr_db);
    auto heard = sent;
    for (std::size_t i = 0; i < heard.size(); i += 100) {
        ++heard[i];
    }
    CHECK(compare_speech(sent, heard, {}).segmental_snr_db == highest_frame_snr_db);
}

TEST_CASE("Silence in place of speech has a ratio of 0 dB, and its distance is finite") {
    auto const sent = speech();
    auto const distortion = compare_speech(sent, Samples(sent.size()), {});
    CHECK(distortion.segmental_snr_db == Approx(0).margin(1e-9));
    CHECK(distortion.log_spectral_distance_db > 20);
    CHECK(distortion.log_spectral_distance_db < 80);
}

TEST_CASE("Where nothing is said nothing is compared") {
    CHECK(compare_speech(Samples(8000), noise(1000, 8000, 1), {}).frames == 0);
    CHECK(compare_speech({}, {}, {}).frames == 0);
    auto sent = noise(8000, 8000, 1);
    sent.resize(16000);
    auto heard = sent;
    std::fill(heard.begin() + 8000, heard.end(), std::int16_t{500});
    auto const distortion = compare_speech(sent, heard, {.search = 0});
    CHECK(distortion.frames == 50);
    CHECK(distortion.segmental_snr_db > 34);
}

TEST_CASE("What is heard later is compared with what it is, if the lag is known roughly") {
    auto const sent = speech();
    auto const known = GENERATE(480, 500, 400, 560);
    auto const distortion = compare_speech(sent, delayed(sent, 480), {.lag = known});
    CHECK(distortion.segmental_snr_db > 34.5);
    CHECK(distortion.log_spectral_distance_db < 0.5);
}

TEST_CASE("A lag that changes midway is followed") {
    auto const sent = speech();
    auto heard = delayed(sent, 480);
    heard.insert(heard.begin() + 30000, 160, std::int16_t{0});
    auto const followed = compare_speech(sent, heard, {.lag = 480, .search = 200});
    auto const not_followed = compare_speech(sent, heard, {.lag = 480, .search = 0});
    CHECK(followed.segmental_snr_db > 33);
    CHECK(not_followed.segmental_snr_db < 20);
}

TEST_CASE("Speech in mu-law has the quantiser's own ratio") {
    auto const sent = speech();
    auto const heard = through_mulaw(sent);
    // By the definition: frames of 20 ms within 40 dB of the loudest.
    std::vector<double> signal;
    std::vector<double> error;
    for (std::size_t at = 0; at + 256 <= sent.size(); at += 160) {
        signal.push_back(0);
        error.push_back(0);
        for (auto i = at; i < at + 160; ++i) {
            signal.back() += std::pow(sent[i], 2);
            error.back() += std::pow(sent[i] - heard[i], 2);
        }
    }
    auto const loudest = *std::max_element(signal.begin(), signal.end());
    double sum = 0;
    double frames = 0;
    for (std::size_t i = 0; i < signal.size(); ++i) {
        if (signal[i] <= loudest / 10000) continue;
        sum += std::clamp(10 * std::log10(signal[i] / error[i]), -10.0, 35.0);
        ++frames;
    }
    auto const distortion = compare_speech(sent, heard, {});
    CHECK(static_cast<double>(distortion.frames) == frames);
    CHECK(distortion.segmental_snr_db == Approx(sum / frames).margin(1e-6));
    // G.711's quantising noise lies some 38 dB below speech (ITU-T G.712): above 33 dB wherever it is not faint.
    CHECK(distortion.segmental_snr_db > 30);
}

TEST_CASE("The more is lost, the worse it is by both measures, as it is by the E-model") {
    auto const concealment = GENERATE(media::Concealment::plc, media::Concealment::silence);
    auto const sent = speech();
    SpeechDistortion before;
    double mos_before = 5;
    for (auto const loss : {0.0, 0.01, 0.03, 0.05, 0.1}) {
        SpeechDistortion distortion;
        for (std::uint64_t seed = 1; seed <= 20; ++seed) {
            distortion.add(compare_speech(sent, with_losses(through_mulaw(sent), loss, concealment, seed), {}));
        }
        EModelParameters parameters;
        parameters.bpl = concealment == media::Concealment::plc ? 25.1 : 4.3;
        parameters.ppl = 100 * loss;
        auto const mos = rate(parameters).mos;
        INFO("loss " << loss << ": " << distortion.segmental_snr_db << " dB, " << distortion.log_spectral_distance_db
                     << " dB, MOS " << mos);
        if (loss > 0) {
            CHECK(distortion.segmental_snr_db < before.segmental_snr_db);
            CHECK(distortion.log_spectral_distance_db > before.log_spectral_distance_db);
            CHECK(mos < mos_before);
        }
        before = distortion;
        mos_before = mos;
    }
}

TEST_CASE("Concealment is nearer to what was sent than silence is, by its spectrum") {
    auto const sent = speech();
    SpeechDistortion concealed;
    SpeechDistortion silent;
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        concealed.add(compare_speech(sent, with_losses(sent, 0.05, media::Concealment::plc, seed), {}));
        silent.add(compare_speech(sent, with_losses(sent, 0.05, media::Concealment::silence, seed), {}));
    }
    CHECK(concealed.log_spectral_distance_db < silent.log_spectral_distance_db);
}
