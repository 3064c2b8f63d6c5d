#include "voiplab/models/media/rtp.hpp"

#include "big_endian.hpp"

#include <cassert>

namespace voiplab::media {

namespace {

constexpr std::uint8_t rtp_version = 2;

}  // namespace

RtpHeader read_rtp_header(std::span<std::uint8_t const> bytes) {
    assert(bytes.size() >= rtp_header_size);
    return {
        .padding = (bytes[0] & 0x20) != 0,
        .extension = (bytes[0] & 0x10) != 0,
        .csrc_count = static_cast<std::uint8_t>(bytes[0] & 0x0f),
        .marker = (bytes[1] & 0x80) != 0,
        .payload_type = static_cast<std::uint8_t>(bytes[1] & 0x7f),
        .sequence = read_big_endian<std::uint16_t>(bytes, 2),
        .timestamp = read_big_endian<std::uint32_t>(bytes, 4),
        .ssrc = read_big_endian<std::uint32_t>(bytes, 8),
    };
}

std::optional<RtpPacketView> parse_rtp(std::span<std::uint8_t const> bytes) {
    if (bytes.size() < rtp_header_size || bytes[0] >> 6 != rtp_version) return std::nullopt;
    RtpPacketView packet{.header = read_rtp_header(bytes), .csrcs = {}, .extension = {}, .payload = {}};
    auto rest = bytes.subspan(rtp_header_size);

    auto const csrc_size = std::size_t{packet.header.csrc_count} * 4;
    if (rest.size() < csrc_size) return std::nullopt;
    packet.csrcs = rest.first(csrc_size);
    rest = rest.subspan(csrc_size);

    if (packet.header.extension) {
        if (rest.size() < 4) return std::nullopt;
        auto const extension_size = 4 + std::size_t{read_big_endian<std::uint16_t>(rest, 2)} * 4;
        if (rest.size() < extension_size) return std::nullopt;
        packet.extension = rest.first(extension_size);
        rest = rest.subspan(extension_size);
    }

    if (packet.header.padding) {
        // The last octet counts the padding, itself included, so it is never 0.
        if (rest.empty() || rest.back() == 0 || rest.back() > rest.size()) return std::nullopt;
        rest = rest.first(rest.size() - rest.back());
    }
    packet.payload = rest;
    return packet;
}

std::span<std::uint8_t> write_rtp(RtpHeader const& header, std::span<std::uint8_t> out) {
    assert(out.size() >= rtp_header_size);
    assert(header.csrc_count <= 15 && header.payload_type <= 127);
    out[0] = static_cast<std::uint8_t>(rtp_version << 6 | (header.padding ? 0x20 : 0) | (header.extension ? 0x10 : 0) |
                                       header.csrc_count);
    out[1] = static_cast<std::uint8_t>((header.marker ? 0x80 : 0) | header.payload_type);
    write_big_endian(out, 2, header.sequence);
    write_big_endian(out, 4, header.timestamp);
    write_big_endian(out, 8, header.ssrc);
    return out.subspan(rtp_header_size);
}

std::uint32_t to_rtp_time(sim::Time time, std::uint32_t clock_rate) {
    return to_rtp_time(time.time_since_epoch(), clock_rate);
}

std::uint32_t to_rtp_time(sim::Duration duration, std::uint32_t clock_rate) {
    assert(duration >= sim::Duration::zero());
    // Whole seconds apart: nanoseconds times the rate would overflow after two days at 48 kHz.
    auto const seconds = std::chrono::duration_cast<std::chrono::seconds>(duration);
    auto const rest = static_cast<std::uint64_t>((duration - seconds).count());
    return static_cast<std::uint32_t>(static_cast<std::uint64_t>(seconds.count()) * clock_rate +
                                      rest * clock_rate / 1'000'000'000);
}

}  // namespace voiplab::media
