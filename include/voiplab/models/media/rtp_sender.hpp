#pragma once

#include "voiplab/models/media/audio_clip.hpp"
#include "voiplab/models/media/rtp.hpp"

#include <cstdint>
#include <span>

namespace voiplab::media {

// A stream being sent (RFC 3550 section 5.1, RFC 3551 section 4.1). Allocates nothing.
class RtpSender {
  public:
    struct Options {
        std::uint32_t ssrc = 0;
        std::uint16_t first_sequence = 0;
        std::uint32_t first_timestamp = 0;
        std::uint8_t payload_type = 0;
        std::uint32_t samples_per_packet = 160;  // by how much the timestamp advances
    };
    explicit RtpSender(Options const& options);

    // Writes the next packet's header, counts the packet and returns the rest of `out` to be filled as payload.
    std::span<std::uint8_t> next(sim::Time now, std::span<std::uint8_t> out);
    // The whole packet of a G.711 stream: `out` has 12 octets and one for each of samples_per_packet.
    void next(sim::Time now, std::span<std::uint8_t> out, EncodedSource& source);

    // A packet beside the course of the stream, about an instant that may have passed (RFC 4733): the timestamp of the
    // next one stays.
    std::span<std::uint8_t> next_aside(sim::Time now, std::span<std::uint8_t> out, std::uint8_t payload_type,
                                       std::uint32_t timestamp, bool marker);

    // Nothing was sent for so many samples: the timestamp goes on, the sequence does not, and the next packet begins a
    // talkspurt.
    void pause(std::uint32_t samples);
    // The next packet begins a talkspurt though no time was left out, as when the stream moves to another address.
    void mark_next() { talkspurt_begins_ = true; }
    // From the next packet on (a re-INVITE chose another format).
    void set_format(std::uint8_t payload_type, std::uint32_t samples_per_packet) {
        payload_type_ = payload_type;
        samples_per_packet_ = samples_per_packet;
    }

    [[nodiscard]] std::uint32_t ssrc() const { return ssrc_; }
    // Of the next packet.
    [[nodiscard]] std::uint32_t timestamp() const { return timestamp_; }
    [[nodiscard]] RtpSent const& sent() const { return sent_; }

  private:
    std::uint32_t ssrc_;
    std::uint32_t samples_per_packet_;
    std::uint32_t timestamp_;  // of the next packet
    std::uint16_t sequence_;   // of the next packet
    std::uint8_t payload_type_;
    bool talkspurt_begins_ = true;
    RtpSent sent_;
};

}  // namespace voiplab::media
