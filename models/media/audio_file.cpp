#include "voiplab/models/media/audio_file.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <memory>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <sndfile.h>

namespace voiplab::media {

namespace {

struct CloseFile {
    void operator()(SNDFILE* file) const { sf_close(file); }
};
using File = std::unique_ptr<SNDFILE, CloseFile>;

using Error = tl::unexpected<std::string>;

constexpr int highest_rate = 192'000;
constexpr int most_channels = 8;

// Empty where the recording is one that is read.
std::string complaint(SF_INFO const& info) {
    if (info.samplerate < int{telephone_rate} || info.samplerate > highest_rate) {
        return fmt::format("the sample rate is {} Hz; expected {} Hz to {} Hz", info.samplerate, telephone_rate,
                           highest_rate);
    }
    if (info.channels > most_channels) {
        return fmt::format("there are {} channels; expected at most {}", info.channels, most_channels);
    }
    if (info.frames < 1) return "there are no samples; expected at least one";
    if (info.frames > sf_count_t{info.samplerate} * longest_recording.count()) {
        return fmt::format("there are {} s of audio; expected at most {} s", info.frames / info.samplerate,
                           longest_recording.count());
    }
    return {};
}

// Of samples that stand channel by channel for each instant, 1.0 being full scale; what is beyond it is clipped.
std::vector<std::int16_t> mean_of_channels(std::vector<float> const& samples, std::size_t channels) {
    constexpr double full_scale = 32768;
    std::vector<std::int16_t> mono(samples.size() / channels);
    for (std::size_t i = 0; i < mono.size(); ++i) {
        double sum = 0;
        for (std::size_t channel = 0; channel < channels; ++channel)
            sum += static_cast<double>(samples[i * channels + channel]);
        auto const value = sum / static_cast<double>(channels) * full_scale;
        mono[i] = static_cast<std::int16_t>(std::lrint(std::clamp(value, -full_scale, full_scale - 1)));
    }
    return mono;
}

}  // namespace

tl::expected<AudioClip, std::string> read_audio(std::filesystem::path const& path) {
    SF_INFO info{};
    File const file(sf_open(path.c_str(), SFM_READ, &info));
    if (!file) return Error(fmt::format("{}: cannot read a recording: {}", path.string(), sf_strerror(nullptr)));
    if (auto const what = complaint(info); !what.empty()) return Error(fmt::format("{}: {}", path.string(), what));

    // As floats every format has the same scale, and those of 16 bits come back exactly.
    auto const channels = static_cast<std::size_t>(info.channels);
    std::vector<float> samples(static_cast<std::size_t>(info.frames) * channels);
    if (sf_readf_float(file.get(), samples.data(), info.frames) != info.frames) {
        return Error(fmt::format("{}: the file ends before its {} samples do", path.string(), info.frames));
    }
    return AudioClip(mean_of_channels(samples, channels), static_cast<std::uint32_t>(info.samplerate));
}

tl::expected<void, std::string> write_wav(std::filesystem::path const& path, std::span<std::int16_t const> samples,
                                          std::uint32_t sample_rate) {
    auto part = path;
    part += ".part";
    SF_INFO info{};
    info.samplerate = static_cast<int>(sample_rate);
    info.channels = 1;
    info.format = SF_FORMAT_WAV | SF_FORMAT_PCM_16;
    File file(sf_open(part.c_str(), SFM_WRITE, &info));
    if (!file) return Error(fmt::format("{}: cannot write: {}", path.string(), sf_strerror(nullptr)));

    auto const count = static_cast<sf_count_t>(samples.size());
    auto const is_written = sf_write_short(file.get(), samples.data(), count) == count;
    auto const is_closed = sf_close(file.release()) == 0;
    std::error_code error;
    if (is_written && is_closed) {
        std::filesystem::rename(part, path, error);
        if (!error) return {};
    }
    std::error_code ignored;
    std::filesystem::remove(part, ignored);
    return Error(fmt::format("{}: cannot write: {}", path.string(),
                             error ? error.message() : "the disk took less than the file"));
}

}  // namespace voiplab::media
