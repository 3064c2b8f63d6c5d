#pragma once

#include "voiplab/models/media/codec_table.hpp"
#include "voiplab/models/media/resampler.hpp"
#include "voiplab/models/media/speech_codec.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace voiplab::media {

// Decodes to a sample rate that need not be the codec's own. A change of rate delays the speech by the filter's few
// milliseconds.
class ResamplingDecoder {
  public:
    // The codec outlives the decoder.
    ResamplingDecoder(CodecInfo const& codec, std::uint32_t sample_rate);

    // As many samples as the packet has time.
    void decode(std::span<std::uint8_t const> payload, std::vector<std::int16_t>& samples);
    [[nodiscard]] CodecInfo const& codec() const { return decoder_.codec(); }

  private:
    SpeechDecoder decoder_;
    std::uint32_t sample_rate_;
    std::optional<Resampler> resampler_;
    std::vector<std::int16_t> decoded_;
    std::vector<std::int16_t> ready_;  // resampled, and not yet asked for
};

// From one codec to another, packet by packet.
class Transcoder {
  public:
    // Both outlive the transcoder.
    Transcoder(CodecInfo const& from, CodecInfo const& to);

    // False where the packet is no whole number of the other codec's frames.
    bool transcode(std::span<std::uint8_t const> payload, std::vector<std::uint8_t>& transcoded);
    // A packet's timestamp on the other codec's RTP clock.
    std::uint32_t timestamp(std::uint32_t received);
    [[nodiscard]] CodecInfo const& from() const { return decoder_.codec(); }
    [[nodiscard]] CodecInfo const& to() const { return encoder_.codec(); }

  private:
    ResamplingDecoder decoder_;
    SpeechEncoder encoder_;
    std::vector<std::int16_t> samples_;
    std::optional<std::uint32_t> first_timestamp_;
};

}  // namespace voiplab::media
