#include "voiplab/models/media/dtmf.hpp"

#include "tests/catch.hpp"
#include "voiplab/models/media/resampler.hpp"
#include "voiplab/models/media/tone.hpp"

#include <array>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <string>
#include <vector>

using namespace voiplab::media;
using namespace std::chrono_literals;

namespace {

// As a receiver gets it: through G.711.
std::vector<std::int16_t> over(G711Law law, std::span<std::int16_t const> samples) {
    std::vector<std::uint8_t> octets(samples.size());
    std::vector<std::int16_t> heard(samples.size());
    encode(law, samples, octets);
    decode(law, octets, heard);
    return heard;
}

// In packets of 20 ms.
std::string read_in_packets(DtmfDetector& detector, std::vector<std::int16_t> const& samples) {
    std::string keys;
    for (std::size_t at = 0; at < samples.size(); at += 160) {
        keys += detector.read(std::span(samples).subspan(at, std::min<std::size_t>(160, samples.size() - at)));
    }
    return keys;
}

// The power of one frequency in dBm0, by a discrete Fourier transform at that frequency.
double level_of(std::span<std::int16_t const> samples, double hz) {
    auto in_phase = 0.0;
    auto quadrature = 0.0;
    for (std::size_t i = 0; i < samples.size(); ++i) {
        auto const angle = 2 * std::numbers::pi * hz * static_cast<double>(i) / telephone_rate;
        in_phase += samples[i] * std::cos(angle);
        quadrature += samples[i] * std::sin(angle);
    }
    auto const amplitude = 2 * std::hypot(in_phase, quadrature) / static_cast<double>(samples.size());
    return largest_sine_dbm0 + 20 * std::log10(amplitude / (4 * 8159));  // G.711 table 2: where mu-law overloads
}

constexpr std::string_view all_keys = "0123456789*#ABCD";

}  // namespace

TEST_CASE("RFC 4733 section 3.2: 0 to 9 are the events 0 to 9, then *, #, A to D", "[dtmf]") {
    for (std::uint8_t event = 0; event < all_keys.size(); ++event) {
        CHECK(event_of_key(all_keys[event]) == event);
        CHECK(key_of_event(event) == all_keys[event]);
    }
    CHECK_FALSE(key_of_event(16));  // flash hook
    CHECK_FALSE(key_of_event(255));
    for (auto const character : std::string("aE +\n") + '\0') {
        CHECK_FALSE(event_of_key(character));
    }
}

TEST_CASE("an event's payload is laid out as in RFC 4733 figure 1, and reads back", "[dtmf]") {
    struct Row {
        TelephoneEvent event;
        std::array<std::uint8_t, telephone_event_size> octets;
    };
    auto const row = GENERATE(values<Row>({
        {{0, false, 0, 0}, {0, 0, 0, 0}},
        {{11, true, 10, 1280}, {11, 0x8a, 0x05, 0x00}},
        {{15, false, 63, 65535}, {15, 0x3f, 0xff, 0xff}},
        {{255, true, 63, 160}, {255, 0xbf, 0x00, 0xa0}},
    }));
    std::array<std::uint8_t, telephone_event_size> octets{};
    write_telephone_event(row.event, octets);
    CHECK(octets == row.octets);
    CHECK(parse_telephone_event(octets) == row.event);
}

TEST_CASE("of an event's payload the reserved bit is not looked at, and too short a one is none", "[dtmf]") {
    CHECK(parse_telephone_event(std::array<std::uint8_t, 4>{5, 0x40, 0, 160}) == TelephoneEvent{5, false, 0, 160});
    CHECK_FALSE(parse_telephone_event(std::array<std::uint8_t, 3>{5, 0, 0}));
    CHECK_FALSE(parse_telephone_event({}));
}

TEST_CASE("each key's tones are those of ITU-T Q.23, the higher 2 dB above the lower", "[dtmf]") {
    struct Row {
        char key;
        double low;
        double high;
    };
    auto const row = GENERATE(values<Row>({{'1', 697, 1209},
                                           {'2', 697, 1336},
                                           {'3', 697, 1477},
                                           {'A', 697, 1633},
                                           {'4', 770, 1209},
                                           {'5', 770, 1336},
                                           {'6', 770, 1477},
                                           {'B', 770, 1633},
                                           {'7', 852, 1209},
                                           {'8', 852, 1336},
                                           {'9', 852, 1477},
                                           {'C', 852, 1633},
                                           {'*', 941, 1209},
                                           {'0', 941, 1336},
                                           {'#', 941, 1477},
                                           {'D', 941, 1633}}));
    CAPTURE(row.key);
    auto const tones = make_dtmf(row.key, 1s);  // whole turns of every frequency
    REQUIRE(tones.samples().size() == 8000);
    CHECK(level_of(tones.samples(), row.low) == Approx(-9).margin(0.1));
    CHECK(level_of(tones.samples(), row.high) == Approx(-7).margin(0.1));
    for (auto const other : {697, 770, 852, 941, 1209, 1336, 1477, 1633}) {
        if (other == row.low || other == row.high) continue;
        CHECK(level_of(tones.samples(), other) < -60);
    }
}

TEST_CASE("every key of 160 ms is heard once through either law of G.711", "[dtmf]") {
    for (auto const law : {G711Law::mu, G711Law::a}) {
        DtmfDetector detector;
        std::string heard;
        for (auto const key : all_keys) {
            heard += read_in_packets(detector, over(law, make_dtmf(key, 160ms).samples()));
            heard += read_in_packets(detector, std::vector<std::int16_t>(720));  // the pause
        }
        CHECK(heard == all_keys);
    }
}

TEST_CASE("a key held long is one key, and the same key after a pause another", "[dtmf]") {
    DtmfDetector detector;
    CHECK(read_in_packets(detector, over(G711Law::mu, make_dtmf('5', 2s).samples())) == "5");
    read_in_packets(detector, std::vector<std::int16_t>(720));
    CHECK(read_in_packets(detector, over(G711Law::mu, make_dtmf('5', 160ms).samples())) == "5");
}

TEST_CASE("RFC 4733: packets of one timestamp are one key, and one that was overtaken is none", "[dtmf]") {
    auto const payload = [](std::uint8_t event) {
        std::vector<std::uint8_t> octets(telephone_event_size);
        write_telephone_event({.event = event}, octets);
        return octets;
    };
    EventKeys keys;
    CHECK(keys.read(0xffffff00, payload(5)) == '5');
    CHECK(keys.read(0xffffff00, payload(5)) == std::nullopt);
    CHECK(keys.read(0x00000400, payload(5)) == '5');  // the timestamp has wrapped
    CHECK(keys.read(0xffffff00, payload(5)) == std::nullopt);
    CHECK(keys.read(0x00000900, payload(16)) == std::nullopt);  // flash: no key
    CHECK(keys.read(0x00000900, payload(11)) == '#');
}

TEST_CASE("keys are found in a recording, whatever its sample rate", "[dtmf]") {
    for (auto const rate : {8000U, 16000U, 44100U}) {
        CAPTURE(rate);
        std::vector<std::int16_t> recording;
        for (auto const key : all_keys) {
            auto const tones = resampled(make_dtmf(key, 160ms), rate);
            recording.insert(recording.end(), tones.samples().begin(), tones.samples().end());
            recording.resize(recording.size() + rate / 10);
        }
        CHECK(find_dtmf(recording, rate) == all_keys);
    }
    CHECK(find_dtmf({}, 8000).empty());
}

TEST_CASE("no key is heard in one tone, in silence, or in 20 ms of a key", "[dtmf]") {
    for (auto const hz : {400U, 520U, 697U, 941U, 1336U, 1633U}) {
        CAPTURE(hz);
        DtmfDetector detector;
        CHECK(read_in_packets(detector, over(G711Law::mu, make_tone(hz, -7, 1s).samples())).empty());
    }
    DtmfDetector detector;
    CHECK(read_in_packets(detector, std::vector<std::int16_t>(8000)).empty());
    // ITU-T Q.24: what is shorter than 20 to 25 ms is no key.
    auto const key = make_dtmf('5', 20ms);
    std::vector<std::int16_t> brief(key.samples().begin(), key.samples().end());
    brief.resize(1600);
    CHECK(read_in_packets(detector, brief).empty());
}
