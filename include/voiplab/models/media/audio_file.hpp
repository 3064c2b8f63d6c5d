#pragma once

#include "voiplab/models/media/audio_clip.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

#include <tl/expected.hpp>

namespace voiplab::media {

inline constexpr std::chrono::seconds longest_recording{600};

// Reads a recording in any format that libsndfile knows, at its own sample rate, which is at least 8 kHz. Of several
// channels it takes the mean. The error is a sentence that begins with the path and says what was found and what was
// expected.
tl::expected<AudioClip, std::string> read_audio(std::filesystem::path const& path);

// Writes a mono WAV file of 16-bit PCM. The file appears whole or not at all: it is written as `path` with ".part"
// behind it, then renamed.
tl::expected<void, std::string> write_wav(std::filesystem::path const& path, std::span<std::int16_t const> samples,
                                          std::uint32_t sample_rate = telephone_rate);

}  // namespace voiplab::media
