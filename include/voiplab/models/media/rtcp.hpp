#pragma once

#include "voiplab/models/media/rtcp_xr.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace voiplab::media {

// RTCP packets (RFC 3550 section 6). SR, RR, SDES and BYE hold at most 31 blocks, chunks or sources: a five-bit count.
inline constexpr std::size_t max_rtcp_count = 31;

// Section 6.4.1: what a receiver says of one source.
struct ReportBlock {
    std::uint32_t ssrc = 0;
    std::uint8_t fraction_lost = 0;               // of 256, since the last report
    std::int32_t cumulative_lost = 0;             // 24 bits with sign on the wire
    std::uint32_t extended_highest_sequence = 0;  // cycles in the upper 16 bits
    std::uint32_t jitter = 0;                     // in ticks of the RTP clock
    std::uint32_t last_sr = 0;                    // LSR: middle of the NTP timestamp; 0: no SR yet
    std::uint32_t delay_since_last_sr = 0;        // DLSR: in 1/65536 s

    bool operator==(ReportBlock const&) const = default;
};

struct SenderReport {
    std::uint32_t ssrc = 0;
    std::uint64_t ntp = 0;            // when the report was sent
    std::uint32_t rtp_timestamp = 0;  // the same instant on the stream's clock
    std::uint32_t packets = 0;
    std::uint32_t octets = 0;  // of payload
    std::vector<ReportBlock> blocks;

    bool operator==(SenderReport const&) const = default;
};

struct ReceiverReport {
    std::uint32_t ssrc = 0;
    std::vector<ReportBlock> blocks;

    bool operator==(ReceiverReport const&) const = default;
};

// Section 6.5.
enum class SdesType : std::uint8_t { cname = 1, name, email, phone, loc, tool, note, priv };

struct SdesItem {
    SdesType type = SdesType::cname;
    std::string text;  // at most 255 octets

    bool operator==(SdesItem const&) const = default;
};

struct SdesChunk {
    std::uint32_t ssrc = 0;
    std::vector<SdesItem> items;

    bool operator==(SdesChunk const&) const = default;
};

struct SourceDescription {
    std::vector<SdesChunk> chunks;

    bool operator==(SourceDescription const&) const = default;
};

// Section 6.6.
struct Goodbye {
    std::vector<std::uint32_t> sources;
    std::string reason;  // at most 255 octets; empty: none is sent

    bool operator==(Goodbye const&) const = default;
};

// A packet of another type (APP, feedback), its body as it came: a multiple of four octets.
struct OtherRtcp {
    std::uint8_t type = 0;
    std::uint8_t count = 0;  // the five bits that the others use as a count
    std::vector<std::uint8_t> body;

    bool operator==(OtherRtcp const&) const = default;
};

using RtcpPacket = std::variant<SenderReport, ReceiverReport, SourceDescription, Goodbye, ExtendedReport, OtherRtcp>;

// The packets of a compound packet. None where the bytes fail RFC 3550 A.2: version 2 throughout, SR or RR first,
// lengths that add up, padding on the last packet alone; or where a packet's content does not fit its length. A
// profile's extension behind the report blocks is left out. RFC 5506's reduced-size packets are not for this profile.
std::optional<std::vector<RtcpPacket>> parse_rtcp(std::span<std::uint8_t const> bytes);

// Appends a packet to a compound packet. The limits above hold.
void append_rtcp(RtcpPacket const& packet, std::vector<std::uint8_t>& compound);
std::vector<std::uint8_t> write_rtcp(std::span<RtcpPacket const> packets);

}  // namespace voiplab::media
