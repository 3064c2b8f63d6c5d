#pragma once

#include "voiplab/models/net/address.hpp"
#include "voiplab/models/net/payload.hpp"
#include "voiplab/models/net/quantity.hpp"

#include <cstdint>
#include <variant>
#include <vector>

namespace voiplab::net {

// RFC 826, for IPv4 over Ethernet.
struct ArpPacket {
    enum class Operation : std::uint16_t { request = 1, reply = 2 };
    Operation operation = Operation::request;
    MacAddress sender_mac;
    Ipv4Address sender_ip;
    MacAddress target_mac;  // zero in a request
    Ipv4Address target_ip;
};

// A UDP datagram in its IPv4 header (RFC 791, RFC 768). Checksums and lengths are computed where bytes are made.
struct UdpDatagram {
    Ipv4Address source_ip;
    Ipv4Address destination_ip;
    std::uint16_t source_port = 0;
    std::uint16_t destination_port = 0;
    std::uint16_t identification = 0;
    std::uint8_t ttl = 64;
    std::uint8_t dscp = 0;  // RFC 2474: 46 is expedited forwarding
    bool dont_fragment = true;
    Payload payload;
};

// An Ethernet II frame. Its headers stay structured until a tap needs their bytes.
struct Frame {
    MacAddress destination;
    MacAddress source;
    std::variant<ArpPacket, UdpDatagram> content;
};

inline constexpr std::size_t ethernet_header_size = 14;
inline constexpr std::size_t ipv4_header_size = 20;
inline constexpr std::size_t udp_header_size = 8;
inline constexpr std::size_t arp_packet_size = 28;
// IEEE 802.3: a frame without its check sequence is at least 60 bytes; the sender's hardware pads shorter ones.
inline constexpr std::size_t minimum_frame_size = 60;
// Preamble and start delimiter 8, check sequence 4, inter-packet gap 12: what the medium is busy with besides the
// frame.
inline constexpr std::size_t ethernet_overhead = 24;

// The frame's size as its sender's kernel has it: header and content, no padding, no check sequence.
std::size_t frame_size(Frame const& frame);
// How many bytes' worth of time the frame occupies the medium: padding, preamble, check sequence and gap included.
ByteCount size_on_medium(Frame const& frame);
// Appends the frame's bytes: Ethernet header, then ARP or IPv4 and UDP, every checksum right, no padding.
void append_bytes(Frame const& frame, std::vector<std::uint8_t>& out);

}  // namespace voiplab::net
