#pragma once

#include "voiplab/models/media/g711.hpp"
#include "voiplab/sim/time.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace voiplab::media {

// Audio is mono and 16-bit linear. The telephone's sample rate, in Hz: that of every codec that is not wideband.
inline constexpr std::uint32_t telephone_rate = 8000;

// A recording that many may hold: copies share the samples, which never change.
class AudioClip {
  public:
    AudioClip() : AudioClip(std::vector<std::int16_t>{}) {}
    explicit AudioClip(std::vector<std::int16_t> samples, std::uint32_t sample_rate = telephone_rate);

    [[nodiscard]] std::span<std::int16_t const> samples() const { return *samples_; }
    [[nodiscard]] std::uint32_t sample_rate() const { return sample_rate_; }
    [[nodiscard]] sim::Duration duration() const;

  private:
    std::shared_ptr<std::vector<std::int16_t> const> samples_;
    std::uint32_t sample_rate_;
};

// A clip of 8 kHz in G.711, encoded once, so that a packet's payload is a copy. Never empty: an empty clip becomes one
// sample of silence.
class EncodedClip {
  public:
    EncodedClip(AudioClip const& clip, G711Law law);

    [[nodiscard]] std::span<std::uint8_t const> octets() const { return *octets_; }
    [[nodiscard]] G711Law law() const { return law_; }

  private:
    G711Law law_;
    std::shared_ptr<std::vector<std::uint8_t> const> octets_;
};

// Reads a clip again and again, without a gap. An empty clip is silence.
class ClipSource {
  public:
    explicit ClipSource(AudioClip clip) : clip_(std::move(clip)) {}
    void read(std::span<std::int16_t> samples);

  private:
    AudioClip clip_;
    std::size_t position_ = 0;
};

// The same for an encoded clip.
class EncodedSource {
  public:
    explicit EncodedSource(EncodedClip clip) : clip_(std::move(clip)) {}
    void read(std::span<std::uint8_t> octets);
    [[nodiscard]] G711Law law() const { return clip_.law(); }

  private:
    EncodedClip clip_;
    std::size_t position_ = 0;
};

}  // namespace voiplab::media
