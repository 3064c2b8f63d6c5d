#pragma once

#include "voiplab/models/net/frame.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

// Frames and packets as bytes and back: for those few that are cut, corrupted or looked into on their way.
namespace voiplab::net {

// The frame of those bytes, at least its addresses and EtherType; what follows them stays raw.
Frame frame_of(std::span<std::uint8_t const> bytes, PayloadPool& payloads);
// The frame with one bit of its frame_size() * 8 inverted, counted from the first octet's highest: as tc-netem's
// corrupt does. Its checksums stay as they were, so that the receiver finds out.
Frame with_bit_inverted(Frame const& frame, std::size_t bit, PayloadPool& payloads);

// What a receiver reads from raw content: ARP, or an IPv4 packet whose header's checksum is right. nullopt for what it
// drops: another EtherType, a length that cannot be, IPv4 options (which nothing here makes).
std::optional<Frame::Content> read_content(RawContent const& raw, PayloadPool& payloads);
// The datagram in a packet that is whole and of protocol UDP; nullopt where its length or its checksum is wrong.
std::optional<UdpDatagram> read_datagram(Ipv4Packet const& packet, PayloadPool& payloads);
// The datagram as a packet of bytes, UDP's checksum computed.
Ipv4Packet packet_of(UdpDatagram const& datagram, PayloadPool& payloads);

}  // namespace voiplab::net
