#include "voiplab/models/media/audio_file.hpp"

#include "tests/catch.hpp"
#include "tests/support/scratch_folder.hpp"

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include <sndfile.h>

using namespace voiplab::media;
using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

namespace {

using Samples = std::vector<std::int16_t>;

void write_with_libsndfile(std::filesystem::path const& path, int format, int rate, int channels,
                           Samples const& samples) {
    SF_INFO info{};
    info.samplerate = rate;
    info.channels = channels;
    info.format = format;
    auto* file = sf_open(path.c_str(), SFM_WRITE, &info);
    REQUIRE(file != nullptr);
    sf_command(file, SFC_SET_SCALE_INT_FLOAT_WRITE, nullptr, SF_TRUE);
    auto const count = static_cast<sf_count_t>(samples.size());
    CHECK(sf_write_short(file, samples.data(), count) == count);
    sf_close(file);
}

std::string error_of(std::filesystem::path const& path) {
    auto const clip = read_audio(path);
    REQUIRE_FALSE(clip);
    CHECK_THAT(clip.error(), StartsWith(path.string() + ": "));
    return clip.error();
}

Samples samples_of(std::filesystem::path const& path) {
    auto const clip = read_audio(path);
    REQUIRE(clip);
    return {clip->samples().begin(), clip->samples().end()};
}

}  // namespace

TEST_CASE("A WAV file that was written is read back") {
    voiplab::test::ScratchFolder const folder;
    Samples const samples{0, 1, -1, 32767, -32768};
    REQUIRE(write_wav(folder / "clip.wav", samples));
    CHECK(samples_of(folder / "clip.wav") == samples);
    CHECK_FALSE(std::filesystem::exists(folder / "clip.wav.part"));
}

TEST_CASE("A WAV file has the header of 8 kHz mono 16-bit PCM and nothing that changes with the day") {
    voiplab::test::ScratchFolder const folder;
    REQUIRE(write_wav(folder / "clip.wav", Samples{0x1234}));
    std::ifstream file(folder / "clip.wav", std::ios::binary);
    std::string const bytes{std::istreambuf_iterator<char>(file), {}};
    // RIFF, 36 + 2 octets to follow; fmt of 16 octets: PCM, 1 channel, 8000 Hz, 16000 octets/s, 2 an instant, 16 bits.
    std::string const expected{
        "RIFF\x26\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x80\x3e\0\0\x02\0\x10\0data\x02\0\0\0\x34\x12", 46};
    CHECK(bytes == expected);
}

TEST_CASE("A WAV file says its sample rate") {
    voiplab::test::ScratchFolder const folder;
    auto const rate = GENERATE(8000U, 16000U, 44100U);
    REQUIRE(write_wav(folder / "clip.wav", Samples{1, 2, 3}, rate));
    auto const clip = read_audio(folder / "clip.wav");
    REQUIRE(clip);
    CHECK(clip->sample_rate() == rate);
}

TEST_CASE("WAV files of mu-law and A-law are read as their decoded samples") {
    voiplab::test::ScratchFolder const folder;
    Samples const samples{0, 1000, -1000, 30000};
    write_with_libsndfile(folder / "mu.wav", SF_FORMAT_WAV | SF_FORMAT_ULAW, 8000, 1, samples);
    write_with_libsndfile(folder / "a.wav", SF_FORMAT_WAV | SF_FORMAT_ALAW, 8000, 1, samples);
    Samples expected;
    for (auto const sample : samples) {
        expected.push_back(decode_mulaw(encode_mulaw(sample)));
    }
    CHECK(samples_of(folder / "mu.wav") == expected);
    expected.clear();
    for (auto const sample : samples) {
        expected.push_back(decode_alaw(encode_alaw(sample)));
    }
    CHECK(samples_of(folder / "a.wav") == expected);
}

TEST_CASE("Recordings of other kinds are read, too") {
    voiplab::test::ScratchFolder const folder;
    auto const format =
        GENERATE(SF_FORMAT_WAV | SF_FORMAT_FLOAT, SF_FORMAT_WAV | SF_FORMAT_PCM_24, SF_FORMAT_AIFF | SF_FORMAT_PCM_16,
                 SF_FORMAT_AU | SF_FORMAT_PCM_16, SF_FORMAT_FLAC | SF_FORMAT_PCM_16);
    Samples const samples{0, 1000, -1000, 30000, -30000};
    auto const path = folder / "recording";
    write_with_libsndfile(path, format, 48000, 1, samples);
    auto const read = samples_of(path);
    REQUIRE(read.size() == samples.size());
    for (std::size_t i = 0; i < samples.size(); ++i)
        CHECK(std::abs(read[i] - samples[i]) <= 1);
}

TEST_CASE("Of two channels the mean is read") {
    voiplab::test::ScratchFolder const folder;
    write_with_libsndfile(folder / "clip.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 8000, 2, {100, 300, -32768, -32768});
    CHECK(samples_of(folder / "clip.wav") == Samples{200, -32768});
}

TEST_CASE("Other recordings are refused with what was found and what is expected") {
    voiplab::test::ScratchFolder const folder;
    auto const path = folder / "clip.wav";
    Samples const samples(90);
    write_with_libsndfile(path, SF_FORMAT_WAV | SF_FORMAT_PCM_16, 4000, 1, samples);
    CHECK_THAT(error_of(path), Contains("the sample rate is 4000 Hz; expected 8000 Hz to 192000 Hz"));
    write_with_libsndfile(path, SF_FORMAT_WAV | SF_FORMAT_PCM_16, 8000, 9, samples);
    CHECK_THAT(error_of(path), Contains("there are 9 channels; expected at most 8"));
    write_with_libsndfile(path, SF_FORMAT_WAV | SF_FORMAT_PCM_16, 8000, 1, {});
    CHECK_THAT(error_of(path), Contains("there are no samples"));
    write_with_libsndfile(path, SF_FORMAT_WAV | SF_FORMAT_ULAW, 8000, 1, Samples(601 * 8000));
    CHECK_THAT(error_of(path), Contains("there are 601 s of audio; expected at most 600 s"));
}

TEST_CASE("A file that is missing or no audio is an error with its path") {
    voiplab::test::ScratchFolder const folder;
    CHECK_THAT(error_of(folder / "missing.wav"), Contains("No such file"));
    std::ofstream(folder / "text.wav") << "not audio";
    CHECK_THAT(error_of(folder / "text.wav"), Contains("cannot read a recording"));
}

TEST_CASE("A WAV file that cannot be written is an error and leaves nothing behind") {
    voiplab::test::ScratchFolder const folder;
    auto const path = folder / "missing/clip.wav";
    auto const written = write_wav(path, Samples{1});
    REQUIRE_FALSE(written);
    CHECK_THAT(written.error(), StartsWith(path.string() + ": cannot write"));

    std::filesystem::create_directories(folder / "taken.wav/inner");  // a folder cannot be replaced by a file
    CHECK_FALSE(write_wav(folder / "taken.wav", Samples{1}));
    CHECK_FALSE(std::filesystem::exists(folder / "taken.wav.part"));
}

TEST_CASE("The scenarios' speech is 4 to 8 s of about -16 dBm0") {
    auto const name = GENERATE("alice.wav", "bob.wav", "alice-16k.wav", "bob-16k.wav");
    auto const path = std::filesystem::path(SPEECH_FOLDER) / name;
    auto const clip = read_audio(path);
    REQUIRE(clip);
    CHECK(clip->duration() >= std::chrono::seconds(4));
    CHECK(clip->duration() <= std::chrono::seconds(8));
    CHECK(clip->sample_rate() == (std::string_view(name).find("16k") == std::string_view::npos ? 8000 : 16000));
    CHECK(std::filesystem::file_size(path) < 260'000);
    double squares = 0;
    for (auto const sample : clip->samples()) {
        squares += static_cast<double>(sample) * sample;
    }
    // Short pauses included, so a little under the active level; a sine of +3.17 dBm0 has a peak of 8159 * 4.
    auto const rms = std::sqrt(squares / static_cast<double>(clip->samples().size()));
    CHECK(20 * std::log10(rms * std::sqrt(2) / (8159 * 4)) + 3.17 == Approx(-16).margin(1));
}
