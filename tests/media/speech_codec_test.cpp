#include "voiplab/models/media/speech_codec.hpp"

#include "tests/catch.hpp"
#include "tests/support/scratch_folder.hpp"
#include "voiplab/models/media/audio_file.hpp"
#include "voiplab/models/media/g711.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

using namespace voiplab::media;

namespace {

using Samples = std::vector<std::int16_t>;

// Speech at a rate: every sample again, in between the mean.
Samples speech(std::uint32_t rate) {
    auto const clip = read_audio(SPEECH_FOLDER "/alice.wav");
    REQUIRE(clip);
    auto const at_8k = clip->samples().first(16000);
    Samples samples;
    auto const count = at_8k.size() * rate / 8000;
    for (std::size_t i = 0; i < count; ++i) {
        auto const place = static_cast<double>(i) * 8000 / rate;
        auto const left = static_cast<std::size_t>(place);
        auto const right = std::min(left + 1, at_8k.size() - 1);
        auto const part = place - static_cast<double>(left);
        samples.push_back(static_cast<std::int16_t>(std::lround((1 - part) * at_8k[left] + part * at_8k[right])));
    }
    return samples;
}

struct Coded {
    std::vector<std::size_t> sizes;
    std::vector<std::uint8_t> octets;
    Samples sent;
    Samples heard;
};

Coded code(CodecInfo const& codec) {
    SpeechEncoder encoder(codec);
    SpeechDecoder decoder(codec);
    Coded coded;
    auto const all = speech(codec.sample_rate);
    auto const per_packet = codec.samples_in(codec.packet_time);
    std::vector<std::uint8_t> payload;
    Samples samples;
    for (std::size_t at = 0; at + per_packet <= all.size(); at += per_packet) {
        encoder.encode(std::span(all).subspan(at, per_packet), payload);
        decoder.decode(payload, samples);
        coded.sizes.push_back(payload.size());
        coded.octets.insert(coded.octets.end(), payload.begin(), payload.end());
        coded.heard.insert(coded.heard.end(), samples.begin(), samples.end());
        coded.sent.insert(coded.sent.end(), all.begin() + static_cast<std::ptrdiff_t>(at),
                          all.begin() + static_cast<std::ptrdiff_t>(at + per_packet));
    }
    return coded;
}

// In dB, with the heard speech moved by what the codec delays it and by what fits best around that.
double signal_to_noise(Coded const& coded) {
    auto best = -100.0;
    for (std::size_t shift = 0; shift < 300; ++shift) {
        double signal = 0;
        double noise = 0;
        for (std::size_t i = 0; i + shift < coded.heard.size(); ++i) {
            auto const error = double{static_cast<double>(coded.heard[i + shift])} - coded.sent[i];
            signal += static_cast<double>(coded.sent[i]) * coded.sent[i];
            noise += error * error;
        }
        best = std::max(best, 10 * std::log10(signal / std::max(noise, 1e-9)));
    }
    return best;
}

}  // namespace

TEST_CASE("every codec makes packets of the table's size, and as much speech of them as went in") {
    for (auto const& codec : codec_table()) {
        CAPTURE(codec.name);
        auto const coded = code(codec);
        REQUIRE(!coded.sizes.empty());
        for (auto const size : coded.sizes)
            CHECK(size == codec.octets_in(codec.packet_time));
        CHECK(coded.heard.size() == coded.sent.size());
    }
}

TEST_CASE("what is encoded is heard again, as well as the codec's bit rate allows") {
    struct Quality {
        std::string_view name;
        double at_least_db;
    };
    for (auto const& quality : {Quality{"pcmu", 30}, Quality{"pcma", 30}, Quality{"g722", 15}, Quality{"g726-40", 25},
                                Quality{"g726-32", 20}, Quality{"g726-24", 14}, Quality{"g726-16", 7},
                                Quality{"gsm", 5}, Quality{"l16-8", 90}, Quality{"l16-16", 90}, Quality{"l16", 90}}) {
        CAPTURE(quality.name);
        CHECK(signal_to_noise(code(*find_codec(quality.name))) >= quality.at_least_db);
    }
    // A vocoder's waveform is not the speech's: its loudness is.
    auto const power = [](Samples const& samples) {
        double sum = 0;
        for (auto const sample : samples)
            sum += static_cast<double>(sample) * sample;
        return sum;
    };
    for (auto const name : {"opus", "g729"}) {
        CAPTURE(name);
        // G.729 where the build has it.
        if (find_codec(name)->payload != CodecInfo::Payload::real) continue;
        auto const coded = code(*find_codec(name));
        CHECK(power(coded.heard) > 0.5 * power(coded.sent));
        CHECK(power(coded.heard) < 2 * power(coded.sent));
    }
}

TEST_CASE("where G.729 is built in, its decoder fills the place of lost frames with speech that fades") {
    auto const& codec = *find_codec("g729");
    auto const coded = code(codec);
    SpeechDecoder decoder(codec);
    std::vector<std::int16_t> samples;
    if (codec.payload != CodecInfo::Payload::real) {
        CHECK(!decoder.conceal(160, samples));
        return;
    }
    auto const loudest = [&] {
        auto peak = 0;
        for (auto const sample : samples)
            peak = std::max(peak, std::abs(int{sample}));
        return peak;
    };
    decoder.decode(coded.octets, samples);
    REQUIRE(decoder.conceal(160, samples));
    CHECK(samples.size() == 160);
    auto const first = loudest();
    CHECK(first > 0);
    for (auto packets = 0; packets < 50; ++packets)
        REQUIRE(decoder.conceal(160, samples));
    CHECK(loudest() < first);
}

TEST_CASE("G.711 comes out as its own encode and decode, to the sample") {
    auto const coded = code(*find_codec("pcma"));
    for (std::size_t i = 0; i < coded.sent.size(); ++i)
        REQUIRE(coded.heard[i] == decode_alaw(encode_alaw(coded.sent[i])));
}

TEST_CASE("codecs without speech say so in their packets, and are silent") {
    auto const coded = code(*find_codec("ilbc-20"));
    CHECK(std::string(coded.octets.begin(), coded.octets.begin() + 7) == "voiplab");
    CHECK(std::all_of(coded.heard.begin(), coded.heard.end(), [](auto sample) { return sample == 0; }));
}

TEST_CASE("sox decodes GSM as we do") {
    auto const coded = code(*find_codec("gsm"));
    voiplab::test::ScratchFolder const folder;
    auto const encoded = folder.path() / "speech.gsm";
    auto const raw = folder.path() / "speech.s16";
    std::ofstream(encoded, std::ios::binary)
        .write(reinterpret_cast<char const*>(coded.octets.data()), static_cast<std::streamsize>(coded.octets.size()));
    REQUIRE(std::system(("sox -t gsm '" + encoded.string() + "' -t s16 -L '" + raw.string() + "'").c_str()) == 0);
    std::ifstream stream(raw, std::ios::binary);
    std::string const bytes{std::istreambuf_iterator<char>(stream), {}};
    REQUIRE(bytes.size() == 2 * coded.heard.size());
    for (std::size_t i = 0; i < coded.heard.size(); ++i) {
        auto const sample = static_cast<std::int16_t>(static_cast<unsigned char>(bytes[2 * i]) |
                                                      static_cast<unsigned char>(bytes[2 * i + 1]) << 8U);
        REQUIRE(std::abs(sample - coded.heard[i]) <= 8);
    }
}

TEST_CASE("decoders take any octets") {
    std::mt19937 generator(11);
    for (auto const& codec : codec_table()) {
        CAPTURE(codec.name);
        SpeechDecoder decoder(codec);
        Samples samples;
        for (auto run = 0; run < 200; ++run) {
            std::vector<std::uint8_t> payload(generator() % 400);
            for (auto& octet : payload)
                octet = static_cast<std::uint8_t>(generator());
            decoder.decode(payload, samples);
        }
    }
    SUCCEED();
}

TEST_CASE("Opus fills a hole by itself") {
    auto const& codec = *find_codec("opus");
    SpeechEncoder encoder(codec);
    SpeechDecoder decoder(codec);
    std::vector<std::uint8_t> payload;
    Samples samples;
    auto const all = speech(16000);
    for (auto packet = 0U; packet < 20; ++packet) {
        encoder.encode(std::span(all).subspan(320 * packet, 320), payload);
        decoder.decode(payload, samples);
    }
    CHECK(decoder.conceal(320, samples));
    CHECK(samples.size() == 320);
    CHECK_FALSE(SpeechDecoder(*find_codec("pcmu")).conceal(160, samples));
}
