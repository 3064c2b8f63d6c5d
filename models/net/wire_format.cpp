#include "voiplab/models/net/wire_format.hpp"

#include "bytes.hpp"
#include "checksum.hpp"
#include "ether_type.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <utility>
#include <vector>

namespace voiplab::net {

namespace {

std::optional<ArpPacket> read_arp(std::span<std::uint8_t const> bytes) {
    // Ethernet, IPv4, and the lengths of their addresses.
    constexpr std::array<std::uint8_t, 6> kinds{0, 1, 0x08, 0, 6, 4};
    if (bytes.size() < arp_packet_size || !std::equal(kinds.begin(), kinds.end(), bytes.begin())) return std::nullopt;
    auto const operation = get_u16(&bytes[6]);
    if (operation != 1 && operation != 2) return std::nullopt;
    return ArpPacket{static_cast<ArpPacket::Operation>(operation), get_mac(&bytes[8]), get_address(&bytes[14]),
                     get_mac(&bytes[18]), get_address(&bytes[24])};
}

std::optional<Ipv4Packet> read_packet(std::span<std::uint8_t const> bytes, PayloadPool& payloads) {
    constexpr std::uint8_t version_4_and_5_words = 0x45;
    if (bytes.size() < ipv4_header_size || bytes[0] != version_4_and_5_words) return std::nullopt;
    auto const total_length = get_u16(&bytes[2]);
    if (total_length < ipv4_header_size || total_length > bytes.size()) return std::nullopt;
    if (folded_checksum(sum_of_words(bytes.first(ipv4_header_size))) != 0) return std::nullopt;
    auto const flags = get_u16(&bytes[6]);
    Ipv4Packet packet;
    packet.dscp = static_cast<std::uint8_t>(bytes[1] >> 2);
    packet.identification = get_u16(&bytes[4]);
    packet.dont_fragment = (flags & ipv4_dont_fragment) != 0;
    packet.more_fragments = (flags & ipv4_more_fragments) != 0;
    packet.fragment_offset = flags & ipv4_offset_mask;
    packet.ttl = bytes[8];
    packet.protocol = bytes[9];
    packet.source_ip = get_address(&bytes[12]);
    packet.destination_ip = get_address(&bytes[16]);
    packet.payload = payloads.copy(bytes.first(total_length).subspan(ipv4_header_size));
    return packet;
}

}  // namespace

Frame frame_of(std::span<std::uint8_t const> bytes, PayloadPool& payloads) {
    assert(bytes.size() >= ethernet_header_size);
    Frame frame;
    frame.destination = get_mac(bytes.data());
    frame.source = get_mac(bytes.data() + 6);
    auto rest = bytes.subspan(2 * sizeof(MacAddress));
    if (get_u16(rest.data()) == ether_type_vlan && rest.size() >= vlan_tag_size + 2) {
        auto const tag = get_u16(&rest[2]);
        frame.vlan = {static_cast<std::uint16_t>(tag & 0xfffU), static_cast<std::uint8_t>(tag >> 13U)};
        rest = rest.subspan(vlan_tag_size);
    }
    frame.content = RawContent{get_u16(rest.data()), payloads.copy(rest.subspan(2))};
    return frame;
}

Frame with_bit_inverted(Frame const& frame, std::size_t bit, PayloadPool& payloads) {
    std::vector<std::uint8_t> bytes;
    append_bytes(frame, bytes);
    assert(bit < bytes.size() * 8);
    bytes[bit / 8] ^= static_cast<std::uint8_t>(0x80U >> bit % 8);
    return frame_of(bytes, payloads);
}

std::optional<Frame::Content> read_content(RawContent const& raw, PayloadPool& payloads) {
    if (raw.ether_type == ether_type_arp) {
        if (auto const packet = read_arp(raw.bytes.bytes())) return *packet;
    } else if (raw.ether_type == ether_type_ipv4) {
        if (auto packet = read_packet(raw.bytes.bytes(), payloads)) return std::move(*packet);
    }
    return std::nullopt;
}

std::optional<UdpDatagram> read_datagram(Ipv4Packet const& packet, PayloadPool& payloads) {
    auto const bytes = packet.payload.bytes();
    if (packet.protocol != protocol_udp || packet.is_fragment() || bytes.size() < udp_header_size) return std::nullopt;
    auto const length = get_u16(&bytes[4]);
    if (length < udp_header_size || length > bytes.size()) return std::nullopt;
    auto const udp = bytes.first(length);
    auto const has_checksum = get_u16(&bytes[6]) != 0;
    auto const sum = sum_of_pseudo_header(packet.source_ip, packet.destination_ip, length) + sum_of_words(udp);
    if (has_checksum && folded_checksum(sum) != 0) return std::nullopt;
    return UdpDatagram{.source_ip = packet.source_ip,
                       .destination_ip = packet.destination_ip,
                       .source_port = get_u16(udp.data()),
                       .destination_port = get_u16(&udp[2]),
                       .identification = packet.identification,
                       .ttl = packet.ttl,
                       .dscp = packet.dscp,
                       .dont_fragment = packet.dont_fragment,
                       .payload = payloads.copy(udp.subspan(udp_header_size))};
}

Ipv4Packet packet_of(UdpDatagram const& datagram, PayloadPool& payloads) {
    std::vector<std::uint8_t> bytes;
    append_bytes({{}, {}, datagram}, bytes);
    return {.source_ip = datagram.source_ip,
            .destination_ip = datagram.destination_ip,
            .identification = datagram.identification,
            .ttl = datagram.ttl,
            .dscp = datagram.dscp,
            .protocol = protocol_udp,
            .dont_fragment = datagram.dont_fragment,
            .payload = payloads.copy(std::span(bytes).subspan(ethernet_header_size + ipv4_header_size))};
}

}  // namespace voiplab::net
