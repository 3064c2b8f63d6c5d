#include "voiplab/models/media/rtcp.hpp"

#include "big_endian.hpp"
#include "rtcp_types.hpp"
#include "rtcp_xr_format.hpp"

#include <utility>

namespace voiplab::media {

namespace {

using Bytes = std::span<std::uint8_t const>;

// One packet of the compound: the body is what the length says, without header and padding.
struct Part {
    std::uint8_t count;
    std::uint8_t type;
    Bytes body;
};

// Cuts the first packet off `rest`.
std::optional<Part> take_part(Bytes& rest) {
    if (rest.size() < rtcp_header_size || rest[0] >> 6 != rtcp_version) return std::nullopt;
    auto const size = rtcp_header_size + std::size_t{read_big_endian<std::uint16_t>(rest, 2)} * 4;
    if (size > rest.size()) return std::nullopt;
    Part part{.count = static_cast<std::uint8_t>(rest[0] & 0x1f),
              .type = rest[1],
              .body = rest.subspan(rtcp_header_size, size - rtcp_header_size)};
    auto const has_padding = (rest[0] & 0x20) != 0;
    rest = rest.subspan(size);
    if (!has_padding) return part;

    // Section 6.4.1: padding is for the last packet only, counts itself and is a multiple of four.
    if (!rest.empty() || part.body.empty()) return std::nullopt;
    auto const padding = part.body.back();
    if (padding == 0 || padding % 4 != 0 || padding > part.body.size()) return std::nullopt;
    part.body = part.body.first(part.body.size() - padding);
    return part;
}

ReportBlock read_block(Bytes bytes) {
    auto const loss = read_big_endian<std::uint32_t>(bytes, 4);
    auto const lost = static_cast<std::int32_t>(loss & 0xffffff);
    return {
        .ssrc = read_big_endian<std::uint32_t>(bytes, 0),
        .fraction_lost = static_cast<std::uint8_t>(loss >> 24),
        .cumulative_lost = lost >= 0x800000 ? lost - 0x1000000 : lost,
        .extended_highest_sequence = read_big_endian<std::uint32_t>(bytes, 8),
        .jitter = read_big_endian<std::uint32_t>(bytes, 12),
        .last_sr = read_big_endian<std::uint32_t>(bytes, 16),
        .delay_since_last_sr = read_big_endian<std::uint32_t>(bytes, 20),
    };
}

std::optional<std::vector<ReportBlock>> read_blocks(Bytes bytes, std::size_t count) {
    if (bytes.size() < count * report_block_size) return std::nullopt;
    std::vector<ReportBlock> blocks;
    blocks.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        blocks.push_back(read_block(bytes.subspan(i * report_block_size, report_block_size)));
    }
    return blocks;
}

std::optional<RtcpPacket> read_sender_report(Part const& part) {
    if (part.body.size() < 4 + sender_info_size) return std::nullopt;
    auto blocks = read_blocks(part.body.subspan(4 + sender_info_size), part.count);
    if (!blocks) return std::nullopt;
    return SenderReport{
        .ssrc = read_big_endian<std::uint32_t>(part.body, 0),
        .ntp = read_big_endian<std::uint64_t>(part.body, 4),
        .rtp_timestamp = read_big_endian<std::uint32_t>(part.body, 12),
        .packets = read_big_endian<std::uint32_t>(part.body, 16),
        .octets = read_big_endian<std::uint32_t>(part.body, 20),
        .blocks = std::move(*blocks),
    };
}

std::optional<RtcpPacket> read_receiver_report(Part const& part) {
    if (part.body.size() < 4) return std::nullopt;
    auto blocks = read_blocks(part.body.subspan(4), part.count);
    if (!blocks) return std::nullopt;
    return ReceiverReport{.ssrc = read_big_endian<std::uint32_t>(part.body, 0), .blocks = std::move(*blocks)};
}

// A text behind an octet of length, cut off `rest`.
std::optional<std::string> take_text(Bytes& rest) {
    if (rest.empty() || rest.size() < 1 + std::size_t{rest[0]}) return std::nullopt;
    auto const text = rest.subspan(1, rest[0]);
    rest = rest.subspan(1 + text.size());
    return std::string(text.begin(), text.end());
}

// Section 6.5: items up to a null octet, then padded to the next 32-bit boundary, counted from the chunk's start.
std::optional<SdesChunk> take_chunk(Bytes& rest) {
    if (rest.size() < 4) return std::nullopt;
    auto const chunk_start = rest;
    SdesChunk chunk{.ssrc = read_big_endian<std::uint32_t>(rest, 0), .items = {}};
    rest = rest.subspan(4);
    while (!rest.empty() && rest[0] != 0) {
        auto const type = static_cast<SdesType>(rest[0]);
        rest = rest.subspan(1);
        auto text = take_text(rest);
        if (!text) return std::nullopt;
        chunk.items.push_back({.type = type, .text = std::move(*text)});
    }
    auto const size = (chunk_start.size() - rest.size()) / 4 * 4 + 4;
    if (rest.empty() || size > chunk_start.size()) return std::nullopt;
    rest = chunk_start.subspan(size);
    return chunk;
}

std::optional<RtcpPacket> read_source_description(Part const& part) {
    SourceDescription description;
    auto rest = part.body;
    for (std::size_t i = 0; i < part.count; ++i) {
        auto chunk = take_chunk(rest);
        if (!chunk) return std::nullopt;
        description.chunks.push_back(std::move(*chunk));
    }
    return description;
}

std::optional<RtcpPacket> read_goodbye(Part const& part) {
    auto const sources_size = std::size_t{part.count} * 4;
    if (part.body.size() < sources_size) return std::nullopt;
    Goodbye goodbye;
    for (std::size_t offset = 0; offset < sources_size; offset += 4) {
        goodbye.sources.push_back(read_big_endian<std::uint32_t>(part.body, offset));
    }
    if (auto rest = part.body.subspan(sources_size); !rest.empty()) {
        auto reason = take_text(rest);
        if (!reason) return std::nullopt;
        goodbye.reason = std::move(*reason);
    }
    return goodbye;
}

std::optional<RtcpPacket> read_part(Part const& part) {
    switch (part.type) {
        case sender_report_type:
            return read_sender_report(part);
        case receiver_report_type:
            return read_receiver_report(part);
        case source_description_type:
            return read_source_description(part);
        case goodbye_type:
            return read_goodbye(part);
        case extended_report_type:
            return read_extended_report(part.body);
        default:
            return OtherRtcp{.type = part.type, .count = part.count, .body = {part.body.begin(), part.body.end()}};
    }
}

}  // namespace

std::optional<std::vector<RtcpPacket>> parse_rtcp(std::span<std::uint8_t const> bytes) {
    std::vector<RtcpPacket> packets;
    auto rest = bytes;
    while (!rest.empty()) {
        auto const part = take_part(rest);
        if (!part) return std::nullopt;
        auto packet = read_part(*part);
        if (!packet) return std::nullopt;
        packets.push_back(std::move(*packet));
        auto const is_report =
            std::holds_alternative<SenderReport>(packets[0]) || std::holds_alternative<ReceiverReport>(packets[0]);
        if (!is_report) return std::nullopt;
    }
    if (packets.empty()) return std::nullopt;
    return packets;
}

}  // namespace voiplab::media
