#pragma once

#include "voiplab/models/media/codec_table.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace voiplab::media {

// Encodes a stream of speech, packet by packet: mono at the codec's sample rate. Where the table says `marked`, packets
// have the right size and a mark in place of speech.
class SpeechEncoder {
  public:
    // The codec outlives the encoder.
    explicit SpeechEncoder(CodecInfo const& codec);
    ~SpeechEncoder();
    SpeechEncoder(SpeechEncoder&&) noexcept;
    SpeechEncoder& operator=(SpeechEncoder&&) noexcept;

    // A packet's payload; `samples` are a whole number of frames.
    void encode(std::span<std::int16_t const> samples, std::vector<std::uint8_t>& payload);
    [[nodiscard]] CodecInfo const& codec() const { return *codec_; }

  private:
    struct State;
    CodecInfo const* codec_;
    std::unique_ptr<State> state_;
};

// The same backwards. Any octets are decoded to something; packets of a marked codec are silence.
class SpeechDecoder {
  public:
    // The codec outlives the decoder.
    explicit SpeechDecoder(CodecInfo const& codec);
    ~SpeechDecoder();
    SpeechDecoder(SpeechDecoder&&) noexcept;
    SpeechDecoder& operator=(SpeechDecoder&&) noexcept;

    void decode(std::span<std::uint8_t const> payload, std::vector<std::int16_t>& samples);
    // Fills the place of a packet of so many samples by the codec's own means; false where it has none.
    bool conceal(std::size_t count, std::vector<std::int16_t>& samples);
    // The same from what the following packet says of it: forward error correction (RFC 6716 section 2.1.7).
    bool recover(std::span<std::uint8_t const> following, std::size_t count, std::vector<std::int16_t>& samples);
    [[nodiscard]] CodecInfo const& codec() const { return *codec_; }

  private:
    struct State;
    CodecInfo const* codec_;
    std::unique_ptr<State> state_;
};

// For how long a packet of that codec speaks; the codec's usual time where the payload does not tell.
sim::Duration packet_time_of(CodecInfo const& codec, std::span<std::uint8_t const> payload);

}  // namespace voiplab::media
