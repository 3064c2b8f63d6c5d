#include "voiplab/models/media/wav.hpp"

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

std::string sample_format_name(int format) {
    SF_FORMAT_INFO info{};
    info.format = format & SF_FORMAT_SUBMASK;
    if (sf_command(nullptr, SFC_GET_FORMAT_INFO, &info, sizeof(info)) != 0 || info.name == nullptr) return "unknown";
    return info.name;
}

bool is_wav(int format) {
    auto const type = format & SF_FORMAT_TYPEMASK;
    return type == SF_FORMAT_WAV || type == SF_FORMAT_WAVEX;
}

bool is_telephone_format(int format) {
    auto const samples = format & SF_FORMAT_SUBMASK;
    return samples == SF_FORMAT_PCM_16 || samples == SF_FORMAT_ULAW || samples == SF_FORMAT_ALAW;
}

// Empty where the recording is one that is read.
std::string complaint(SF_INFO const& info) {
    if (!is_wav(info.format)) return "this is audio, but not a WAV file";
    if (info.samplerate != int{audio_sample_rate}) {
        return fmt::format("the sample rate is {} Hz; expected {} Hz", info.samplerate, audio_sample_rate);
    }
    if (info.channels != 1) return fmt::format("there are {} channels; expected 1 (mono)", info.channels);
    if (!is_telephone_format(info.format)) {
        return fmt::format("the samples are {}; expected 16-bit PCM, mu-law or A-law", sample_format_name(info.format));
    }
    if (info.frames < 1) return "there are no samples; expected at least one";
    if (info.frames > static_cast<sf_count_t>(max_wav_samples)) {
        return fmt::format("there are {} s of audio; expected at most {} s",
                           info.frames / sf_count_t{audio_sample_rate}, max_wav_samples / audio_sample_rate);
    }
    return {};
}

}  // namespace

tl::expected<AudioClip, std::string> read_wav(std::filesystem::path const& path) {
    SF_INFO info{};
    File const file(sf_open(path.c_str(), SFM_READ, &info));
    if (!file) return Error(fmt::format("{}: cannot read a WAV file: {}", path.string(), sf_strerror(nullptr)));
    if (auto const what = complaint(info); !what.empty()) return Error(fmt::format("{}: {}", path.string(), what));

    std::vector<std::int16_t> samples(static_cast<std::size_t>(info.frames));
    if (sf_read_short(file.get(), samples.data(), info.frames) != info.frames) {
        return Error(fmt::format("{}: the file ends before its {} samples do", path.string(), info.frames));
    }
    return AudioClip(std::move(samples));
}

tl::expected<void, std::string> write_wav(std::filesystem::path const& path, std::span<std::int16_t const> samples) {
    auto part = path;
    part += ".part";
    SF_INFO info{};
    info.samplerate = int{audio_sample_rate};
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
