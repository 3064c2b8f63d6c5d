#pragma once

#include "voiplab/models/media/audio_clip.hpp"

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

#include <tl/expected.hpp>

namespace voiplab::media {

// The longest recording that is read: 10 minutes.
inline constexpr std::size_t max_wav_samples = std::size_t{600} * audio_sample_rate;

// Reads a WAV file of 8 kHz, mono, 16-bit PCM, mu-law or A-law. The error is a sentence that begins with the path and
// says what was found and what was expected.
tl::expected<AudioClip, std::string> read_wav(std::filesystem::path const& path);

// Writes 8 kHz mono 16-bit PCM. The file appears whole or not at all: it is written as `path` with ".part" behind it,
// then renamed.
tl::expected<void, std::string> write_wav(std::filesystem::path const& path, std::span<std::int16_t const> samples);

}  // namespace voiplab::media
