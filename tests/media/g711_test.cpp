#include "voiplab/models/media/g711.hpp"

#include "tests/catch.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <numeric>
#include <span>
#include <vector>

#include <sndfile.h>

using namespace voiplab::media;

namespace {

std::int16_t sample_of(int value) {
    return static_cast<std::int16_t>(value);
}

std::vector<std::int16_t> every_sample() {
    std::vector<std::int16_t> samples(65536);
    std::iota(samples.begin(), samples.end(), sample_of(-32768));
    return samples;
}

std::vector<std::uint8_t> every_octet() {
    std::vector<std::uint8_t> octets(256);
    std::iota(octets.begin(), octets.end(), std::uint8_t{0});
    return octets;
}

// libsndfile writes into memory through these.
using Memory = std::vector<std::uint8_t>;

std::vector<std::uint8_t> encoded_by_libsndfile(std::vector<std::int16_t> const& samples, int format) {
    Memory memory;
    SF_VIRTUAL_IO access{};
    access.get_filelen = [](void* data) { return static_cast<sf_count_t>(static_cast<Memory*>(data)->size()); };
    access.seek = [](sf_count_t, int, void* data) {
        return static_cast<sf_count_t>(static_cast<Memory*>(data)->size());
    };
    access.tell = access.get_filelen;
    access.read = [](void*, sf_count_t, void*) { return sf_count_t{0}; };
    access.write = [](void const* bytes, sf_count_t count, void* data) {
        auto const* first = static_cast<std::uint8_t const*>(bytes);
        static_cast<Memory*>(data)->insert(static_cast<Memory*>(data)->end(), first, first + count);
        return count;
    };
    SF_INFO info{};
    info.samplerate = 8000;
    info.channels = 1;
    info.format = SF_FORMAT_RAW | format;
    auto* file = sf_open_virtual(&access, SFM_WRITE, &info, &memory);
    REQUIRE(file != nullptr);
    auto const count = static_cast<sf_count_t>(samples.size());
    REQUIRE(sf_write_short(file, samples.data(), count) == count);
    REQUIRE(sf_close(file) == 0);
    return memory;
}

// The level of a block of a sine that overloads at `largest` with `capacity` dBm0 (G.711 section 3).
double level_dbm0(std::span<std::int16_t const> samples, double largest, double capacity) {
    double squares = 0;
    for (auto const sample : samples) {
        squares += static_cast<double>(sample) * sample;
    }
    auto const peak = std::sqrt(2 * squares / static_cast<double>(samples.size()));
    return 20 * std::log10(peak / largest) + capacity;
}

}  // namespace

TEST_CASE("mu-law octets decode to the values of G.711 Table 2") {
    struct Row {
        int octet;
        int value;  // of 14 bits, as the table prints it
    };
    // Table 2a: the first value of each segment and the last of all; Table 2b: the same with the sign bit cleared.
    auto const row = GENERATE(values<Row>({{0x80, 8031},
                                           {0x8f, 4191},
                                           {0x9f, 2079},
                                           {0xaf, 1023},
                                           {0xbf, 495},
                                           {0xcf, 231},
                                           {0xdf, 99},
                                           {0xef, 33},
                                           {0xfe, 2},
                                           {0xff, 0}}));
    CHECK(decode_mulaw(static_cast<std::uint8_t>(row.octet)) == row.value * 4);
    CHECK(decode_mulaw(static_cast<std::uint8_t>(row.octet & 0x7f)) == -row.value * 4);
}

TEST_CASE("A-law octets decode to the values of G.711 Table 1") {
    struct Row {
        int character_signal;  // the table's bits, before the even ones are inverted
        int value;             // of 13 bits
    };
    auto const row = GENERATE(values<Row>(
        {{0xff, 4032}, {0xf0, 2112}, {0xe0, 1056}, {0xd0, 528}, {0xc0, 264}, {0xb0, 132}, {0xa0, 66}, {0x80, 1}}));
    CHECK(decode_alaw(static_cast<std::uint8_t>(row.character_signal ^ 0x55)) == row.value * 8);
    CHECK(decode_alaw(static_cast<std::uint8_t>((row.character_signal & 0x7f) ^ 0x55)) == -row.value * 8);
}

TEST_CASE("A mu-law interval begins at the decision value of G.711 Table 2") {
    struct Row {
        int decision;  // of 14 bits
        int octet;     // of the interval that begins there
    };
    auto const row = GENERATE(values<Row>({{1, 0xfe},
                                           {3, 0xfd},
                                           {31, 0xef},
                                           {35, 0xee},
                                           {95, 0xdf},
                                           {103, 0xde},
                                           {223, 0xcf},
                                           {239, 0xce},
                                           {479, 0xbf},
                                           {511, 0xbe},
                                           {991, 0xaf},
                                           {1055, 0xae},
                                           {2015, 0x9f},
                                           {2143, 0x9e},
                                           {4063, 0x8f},
                                           {4319, 0x8e},
                                           {7903, 0x80}}));
    CHECK(encode_mulaw(sample_of(row.decision * 4)) == row.octet);
    CHECK(encode_mulaw(sample_of(row.decision * 4 - 1)) == row.octet + 1);
    CHECK(encode_mulaw(sample_of(-row.decision * 4)) == (row.octet & 0x7f));
}

TEST_CASE("An A-law interval begins at the decision value of G.711 Table 1") {
    struct Row {
        int decision;          // of 13 bits
        int character_signal;  // of the interval that begins there
    };
    auto const row = GENERATE(values<Row>({{2, 0x81},
                                           {64, 0xa0},
                                           {68, 0xa1},
                                           {128, 0xb0},
                                           {136, 0xb1},
                                           {256, 0xc0},
                                           {272, 0xc1},
                                           {512, 0xd0},
                                           {544, 0xd1},
                                           {1024, 0xe0},
                                           {1088, 0xe1},
                                           {2048, 0xf0},
                                           {2176, 0xf1},
                                           {3968, 0xff}}));
    CHECK((encode_alaw(sample_of(row.decision * 8)) ^ 0x55) == row.character_signal);
    CHECK((encode_alaw(sample_of(row.decision * 8 - 1)) ^ 0x55) == row.character_signal - 1);
    CHECK((encode_alaw(sample_of(-row.decision * 8)) ^ 0x55) == (row.character_signal & 0x7f));
}

TEST_CASE("Silence is 0xff in mu-law and 0xd5 in A-law") {
    CHECK(encode_mulaw(0) == 0xff);
    CHECK(encode_alaw(0) == 0xd5);
}

TEST_CASE("Every octet comes back from its decoded sample, but for mu-law's minus zero") {
    for (auto const octet : every_octet()) {
        CHECK(encode_alaw(decode_alaw(octet)) == octet);
        CHECK(encode_mulaw(decode_mulaw(octet)) == (octet == 0x7f ? 0xff : octet));
    }
}

TEST_CASE("A louder sample never becomes a quieter one") {
    auto const samples = every_sample();
    auto const law = GENERATE(G711Law::mu, G711Law::a);
    std::vector<std::uint8_t> octets(samples.size());
    std::vector<std::int16_t> decoded(samples.size());
    encode(law, samples, octets);
    decode(law, octets, decoded);
    CHECK(std::is_sorted(decoded.begin(), decoded.end()));
    CHECK(std::adjacent_find(decoded.begin(), decoded.end(), std::not_equal_to<>()) != decoded.end());
}

TEST_CASE("Blocks are coded as their samples are") {
    auto const samples = every_sample();
    std::vector<std::uint8_t> mu(samples.size());
    std::vector<std::uint8_t> a(samples.size());
    encode(G711Law::mu, samples, mu);
    encode(G711Law::a, samples, a);
    auto const matches = [](std::int16_t sample, std::uint8_t octet, auto encode_one) {
        return encode_one(sample) == octet;
    };
    for (std::size_t i = 0; i < samples.size(); ++i) {
        if (!matches(samples[i], mu[i], encode_mulaw) || !matches(samples[i], a[i], encode_alaw)) FAIL(samples[i]);
    }
    std::vector<std::int16_t> decoded(256);
    decode(G711Law::a, every_octet(), decoded);
    CHECK(decoded[0x34] == decode_alaw(0x34));
    decode(G711Law::mu, every_octet(), decoded);
    CHECK(decoded[0x34] == decode_mulaw(0x34));
}

TEST_CASE("libsndfile encodes every sample to the same octet") {
    auto const samples = every_sample();
    std::vector<std::uint8_t> octets(samples.size());
    encode(G711Law::mu, samples, octets);
    CHECK(octets == encoded_by_libsndfile(samples, SF_FORMAT_ULAW));
    encode(G711Law::a, samples, octets);
    CHECK(octets == encoded_by_libsndfile(samples, SF_FORMAT_ALAW));
}

TEST_CASE("The periodic sequences of G.711 Tables 5 and 6 are a sine of 0 dBm0") {
    std::array<std::uint8_t, 8> const mu{0x1e, 0x0b, 0x0b, 0x1e, 0x9e, 0x8b, 0x8b, 0x9e};
    std::array<std::uint8_t, 8> const a{0x34, 0x21, 0x21, 0x34, 0xb4, 0xa1, 0xa1, 0xb4};
    std::array<std::int16_t, 8> samples{};
    decode(G711Law::mu, mu, samples);
    CHECK(level_dbm0(samples, 8159 * 4, 3.17) == Approx(0).margin(0.01));
    decode(G711Law::a, a, samples);
    CHECK(level_dbm0(samples, 4096 * 8, 3.14) == Approx(0).margin(0.01));
}
