#pragma once

#include "voiplab/sim/time.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace voiplab::media {

inline constexpr std::size_t rtp_header_size = 12;

// The fixed header of an RTP packet (RFC 3550 section 5.1), version 2.
struct RtpHeader {
    bool padding = false;         // the packet ends in padding
    bool extension = false;       // a header extension follows the CSRC list
    std::uint8_t csrc_count = 0;  // 0 to 15
    bool marker = false;          // for audio: the first packet of a talkspurt (RFC 3551 section 4.1)
    std::uint8_t payload_type = 0;
    std::uint16_t sequence = 0;
    std::uint32_t timestamp = 0;
    std::uint32_t ssrc = 0;

    bool operator==(RtpHeader const&) const = default;
};

// A packet taken apart. The spans point into the bytes it was parsed from.
struct RtpPacketView {
    RtpHeader header;
    std::span<std::uint8_t const> csrcs;      // four octets each
    std::span<std::uint8_t const> extension;  // with its four octets of profile and length; empty: none
    std::span<std::uint8_t const> payload;    // without padding
};

// What the first twelve octets say, of which there must be so many, if they are RTP's: that is not checked.
RtpHeader read_rtp_header(std::span<std::uint8_t const> bytes);

// None where the bytes are no RTP packet: another version, or CSRCs, extension or padding that do not fit (RFC 3550
// A.1). Whether the payload type means anything is for the one who knows the session.
std::optional<RtpPacketView> parse_rtp(std::span<std::uint8_t const> bytes);

// Writes the fixed header and returns the rest of `out`, for CSRCs, extension and payload. `out` has 12 octets or more.
std::span<std::uint8_t> write_rtp(RtpHeader const& header, std::span<std::uint8_t> out);

// An instant or a length of time on an RTP clock, rounded down; an instant counts from the start of the run and wraps.
std::uint32_t to_rtp_time(sim::Time time, std::uint32_t clock_rate);
std::uint32_t to_rtp_time(sim::Duration duration, std::uint32_t clock_rate);

// What a stream has sent: the sender's half of an RTCP sender report (RFC 3550 section 6.4.1).
struct RtpSent {
    std::uint32_t packets = 0;
    std::uint32_t octets = 0;     // of payload
    std::uint32_t timestamp = 0;  // of the last packet
    sim::Time at{};               // when the last packet was sent
};

}  // namespace voiplab::media
