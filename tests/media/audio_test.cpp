#include "tests/catch.hpp"
#include "voiplab/models/media/audio_clip.hpp"

#include <vector>

using namespace voiplab::media;
using namespace std::chrono_literals;

namespace {

using Samples = std::vector<std::int16_t>;

Samples read(ClipSource& source, std::size_t count) {
    Samples samples(count, 77);
    source.read(samples);
    return samples;
}

}  // namespace

TEST_CASE("A clip lasts 125 us a sample") {
    CHECK(AudioClip(Samples(8000)).duration() == 1s);
    CHECK(AudioClip(Samples(1)).duration() == 125us);
}

TEST_CASE("A clip is read round and round, however long the pieces are") {
    ClipSource source(AudioClip({1, 2, 3}));
    CHECK(read(source, 2) == Samples{1, 2});
    CHECK(read(source, 2) == Samples{3, 1});
    CHECK(read(source, 7) == Samples{2, 3, 1, 2, 3, 1, 2});
    CHECK(read(source, 0).empty());
}

TEST_CASE("An empty clip is silence") {
    ClipSource source{AudioClip()};
    CHECK(read(source, 3) == Samples{0, 0, 0});
    EncodedSource encoded(EncodedClip(AudioClip(), G711Law::mu));
    std::vector<std::uint8_t> octets(3);
    encoded.read(octets);
    CHECK(octets == std::vector<std::uint8_t>{0xff, 0xff, 0xff});
}

TEST_CASE("An encoded clip gives the octets of the clip's samples") {
    auto const law = GENERATE(G711Law::mu, G711Law::a);
    Samples const samples{0, 5000, -5000, 32767, -32768};
    ClipSource linear{AudioClip(samples)};
    EncodedSource source(EncodedClip(AudioClip(samples), law));
    CHECK(source.law() == law);
    for (int round = 0; round < 4; ++round) {
        std::vector<std::uint8_t> octets(4);
        std::vector<std::uint8_t> expected(4);
        source.read(octets);
        encode(law, read(linear, 4), expected);
        CHECK(octets == expected);
    }
}

TEST_CASE("Copies of a clip share its samples and are read each on its own") {
    AudioClip const clip({1, 2, 3});
    std::vector<AudioClip> const copies(2, clip);
    CHECK(copies[0].samples().data() == clip.samples().data());
    CHECK(copies[1].samples().data() == clip.samples().data());
    ClipSource first(clip);
    ClipSource second(clip);
    CHECK(read(first, 2) == Samples{1, 2});
    CHECK(read(second, 1) == Samples{1});
}
