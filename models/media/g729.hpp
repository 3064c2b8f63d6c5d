#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#if VOIPLAB_BCG729
#include <memory>

// The headers are C's and do not say so.
extern "C" {
#include <bcg729/decoder.h>
#include <bcg729/encoder.h>
}
#endif

// G.729 annex A by bcg729, which is under the GNU GPL: what is built with it is too, so CMake's VOIPLAB_BCG729 asks for
// it. Without it packets of G.729 are marked and neither of these classes is ever made.
namespace voiplab::media {

inline constexpr bool has_g729 = VOIPLAB_BCG729 != 0;

#if VOIPLAB_BCG729

inline constexpr std::size_t g729_frame_samples = 80;
inline constexpr std::size_t g729_frame_octets = 10;

class G729Encoder {
  public:
    // Whole frames; the payload has room for just those.
    void encode(std::span<std::int16_t const> samples, std::span<std::uint8_t> payload) {
        for (; samples.size() >= g729_frame_samples; samples = samples.subspan(g729_frame_samples)) {
            std::uint8_t size = 0;
            bcg729Encoder(channel_.get(), samples.data(), payload.data(), &size);
            payload = payload.subspan(g729_frame_octets);
        }
    }

  private:
    struct Close {
        void operator()(bcg729EncoderChannelContextStruct* channel) const { closeBcg729EncoderChannel(channel); }
    };
    // Without annex B: pauses are the phone's own.
    std::unique_ptr<bcg729EncoderChannelContextStruct, Close> channel_{initBcg729EncoderChannel(0)};
};

class G729Decoder {
  public:
    void decode(std::span<std::uint8_t const> payload, std::span<std::int16_t> samples) {
        for (; payload.size() >= g729_frame_octets; payload = payload.subspan(g729_frame_octets)) {
            bcg729Decoder(channel_.get(), payload.data(), g729_frame_octets, 0, 0, 0, samples.data());
            samples = samples.subspan(g729_frame_samples);
        }
    }
    // Fills whole frames as the standard has it for erased ones (section 4.4).
    void conceal(std::span<std::int16_t> samples) {
        for (; samples.size() >= g729_frame_samples; samples = samples.subspan(g729_frame_samples))
            bcg729Decoder(channel_.get(), nullptr, 0, 1, 0, 0, samples.data());
    }

  private:
    struct Close {
        void operator()(bcg729DecoderChannelContextStruct* channel) const { closeBcg729DecoderChannel(channel); }
    };
    std::unique_ptr<bcg729DecoderChannelContextStruct, Close> channel_{initBcg729DecoderChannel()};
};

#else

struct G729Encoder {
    void encode(std::span<std::int16_t const> /*samples*/, std::span<std::uint8_t> /*payload*/) {}
};

struct G729Decoder {
    void decode(std::span<std::uint8_t const> /*payload*/, std::span<std::int16_t> /*samples*/) {}
    void conceal(std::span<std::int16_t> /*samples*/) {}
};

#endif

}  // namespace voiplab::media
