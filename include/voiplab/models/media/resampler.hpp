#pragma once

#include "voiplab/models/media/audio_clip.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace voiplab::media {

// Brings a stream of samples from one rate to another, piece by piece: libsamplerate's band-limited interpolation.
class Resampler {
  public:
    Resampler(std::uint32_t from_rate, std::uint32_t to_rate);
    ~Resampler();
    Resampler(Resampler&&) noexcept;
    Resampler& operator=(Resampler&&) noexcept;

    // Appends what the samples come to at the other rate. The filter looks ahead: what it holds back comes with the
    // next piece, or after `last`.
    void process(std::span<std::int16_t const> samples, bool last, std::vector<std::int16_t>& out);

  private:
    struct State;
    std::unique_ptr<State> state_;
};

// The same recording at another rate; its length is rounded to the nearest sample.
AudioClip resampled(AudioClip const& clip, std::uint32_t rate);

}  // namespace voiplab::media
