#pragma once

#include "voiplab/models/media/rtp.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace voiplab::media {

// One direction of a call through a PBX that terminates RTP: the packets go on as a stream of the PBX's own, with its
// SSRC, first sequence number and first timestamp. Gaps and disorder after the first packet stay as they came, so the
// receiver sees the first leg's loss. Allocates nothing.
class RelayStream {
  public:
    struct Options {
        std::uint32_t ssrc = 0;
        std::uint16_t first_sequence = 0;
        std::uint32_t first_timestamp = 0;
    };
    explicit RelayStream(Options const& options) : own_(options) {}

    // Octets that forward() writes: a fixed header and the payload; CSRCs, extension and padding end here.
    [[nodiscard]] static std::size_t size_of(RtpPacketView const& packet) {
        return rtp_header_size + packet.payload.size();
    }
    // Writes the packet as it goes on; `out` has size_of(packet) octets. The marker is the packet's own, and set on the
    // first. Where the source's SSRC changes the stream goes on one packet later with the marker set.
    void forward(sim::Time now, RtpPacketView const& packet, std::span<std::uint8_t> out);

    // Writes a packet of the PBX's own in between, as of a key (RFC 4733): the source's later packets count on after
    // it. `out` has room for a fixed header and the payload.
    struct OwnPacket {
        std::uint8_t payload_type = 0;
        bool marker = false;
        std::uint32_t timestamp = 0;  // of this stream: `next_timestamp` says what it would be now
        std::span<std::uint8_t const> payload;
    };
    void insert(sim::Time now, OwnPacket const& packet, std::span<std::uint8_t> out);
    [[nodiscard]] std::uint32_t next_timestamp() const;

    // The source was away: what comes from it next goes on one packet later, as if it were another.
    void begin_anew() { source_changed_ = true; }

    [[nodiscard]] std::uint32_t ssrc() const { return own_.ssrc; }
    [[nodiscard]] RtpSent const& sent() const { return sent_; }

  private:
    void start_from(RtpHeader const& received);
    void remember(RtpHeader const& forwarded);

    Options own_;
    bool started_ = false;
    bool source_changed_ = false;
    std::uint32_t source_ssrc_ = 0;
    std::uint16_t sequence_shift_ = 0;   // forwarded minus received, modulo 2^16
    std::uint32_t timestamp_shift_ = 0;  // modulo 2^32
    std::uint16_t highest_sequence_ = 0;
    std::uint32_t highest_timestamp_ = 0;
    std::uint32_t packet_time_ = 160;  // timestamp from one packet to the next, as last seen; until then 20 ms at 8 kHz
    RtpSent sent_;
};

}  // namespace voiplab::media
