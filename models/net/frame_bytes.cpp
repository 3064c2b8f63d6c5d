#include "bytes.hpp"
#include "checksum.hpp"
#include "ether_type.hpp"
#include "voiplab/models/net/frame.hpp"

#include <cassert>
#include <cstring>

namespace voiplab::net {

namespace {

constexpr std::size_t ipv4_checksum_offset = 10;
constexpr std::size_t udp_checksum_offset = 6;

void write_arp(ArpPacket const& packet, std::uint8_t* at) {
    constexpr std::uint16_t hardware_ethernet = 1;
    at = put(at, hardware_ethernet);
    at = put(at, ether_type_ipv4);
    at = put(at, std::uint8_t{6});  // octets of a MAC
    at = put(at, std::uint8_t{4});  // octets of an IPv4 address
    at = put(at, static_cast<std::uint16_t>(packet.operation));
    at = put(at, packet.sender_mac);
    at = put(at, packet.sender_ip);
    at = put(at, packet.target_mac);
    put(at, packet.target_ip);
}

// Puts down a header's fields and sums them up on the way, as sum_of_words() does: to read back in words what has just
// been written in others makes a processor wait.
class SummedHeader {
  public:
    explicit SummedHeader(std::uint8_t* out) : at_(out) {}
    void put(std::uint16_t value) { put_word(in_network_order(value)); }
    void put(std::uint8_t first, std::uint8_t second) { put(static_cast<std::uint16_t>(first << 8 | second)); }
    void put(Ipv4Address address) { put_word(in_network_order(address.value)); }
    [[nodiscard]] std::uint64_t sum() const { return sum_; }

  private:
    template <typename Word>
    void put_word(Word word) {
        std::memcpy(at_, &word, sizeof word);
        at_ += sizeof word;
        sum_ += word;
    }
    std::uint8_t* at_;
    std::uint64_t sum_ = 0;
};

// Of a UdpDatagram or an Ipv4Packet, with so many octets behind it.
template <typename Packet>
void write_ipv4_header(Packet const& packet, std::uint16_t flags_and_offset, std::uint8_t protocol, std::size_t size,
                       std::uint8_t* out) {
    constexpr std::uint8_t version_4_and_5_words = 0x45;
    assert(ipv4_header_size + size <= 0xffff);
    SummedHeader header(out);
    header.put(version_4_and_5_words, static_cast<std::uint8_t>(packet.dscp << 2));
    header.put(static_cast<std::uint16_t>(ipv4_header_size + size));
    header.put(packet.identification);
    header.put(flags_and_offset);
    header.put(packet.ttl, protocol);
    header.put(std::uint16_t{0});
    header.put(packet.source_ip);
    header.put(packet.destination_ip);
    auto const sum = folded_checksum(header.sum());
    std::memcpy(out + ipv4_checksum_offset, &sum, sizeof sum);
}

void write_datagram_headers(UdpDatagram const& datagram, std::span<std::uint8_t const> payload, std::uint8_t* out) {
    auto const udp_size = udp_header_size + payload.size();
    write_ipv4_header(datagram, datagram.dont_fragment ? ipv4_dont_fragment : std::uint16_t{0}, protocol_udp, udp_size,
                      out);
    auto* const udp = out + ipv4_header_size;
    SummedHeader header(udp);
    header.put(datagram.source_port);
    header.put(datagram.destination_port);
    header.put(static_cast<std::uint16_t>(udp_size));
    header.put(std::uint16_t{0});
    auto const computed = folded_checksum(sum_of_pseudo_header(datagram.source_ip, datagram.destination_ip, udp_size) +
                                          header.sum() + sum_of_words(payload));
    // RFC 768: 0 would say that the sender computed none.
    auto const sum = computed == 0 ? std::uint16_t{0xffff} : computed;
    std::memcpy(udp + udp_checksum_offset, &sum, sizeof sum);
}

void write_packet_header(Ipv4Packet const& packet, std::size_t payload_size, std::uint8_t* out) {
    auto const flags =
        (packet.dont_fragment ? ipv4_dont_fragment : 0U) | (packet.more_fragments ? ipv4_more_fragments : 0U);
    write_ipv4_header(packet, static_cast<std::uint16_t>(flags | packet.fragment_offset), packet.protocol, payload_size,
                      out);
}

std::uint16_t ether_type(Frame const& frame) {
    if (auto const* const raw = std::get_if<RawContent>(&frame.content)) return raw->ether_type;
    return std::holds_alternative<ArpPacket>(frame.content) ? ether_type_arp : ether_type_ipv4;
}

}  // namespace

std::size_t content_headers_size(Frame const& frame) {
    if (std::holds_alternative<RawContent>(frame.content)) return 0;
    return std::holds_alternative<Ipv4Packet>(frame.content) ? ipv4_header_size : most_content_headers;
}

std::uint8_t* write_content_headers(Frame const& frame, std::span<std::uint8_t const> payload, std::uint8_t* out) {
    if (auto const* const datagram = std::get_if<UdpDatagram>(&frame.content)) {
        write_datagram_headers(*datagram, payload, out);
        return out + ipv4_header_size + udp_header_size;
    }
    if (auto const* const arp = std::get_if<ArpPacket>(&frame.content)) {
        write_arp(*arp, out);
        return out + arp_packet_size;
    }
    if (auto const* const packet = std::get_if<Ipv4Packet>(&frame.content)) {
        write_packet_header(*packet, payload.size(), out);
        return out + ipv4_header_size;
    }
    return out;
}

std::size_t ether_type_size(Frame const& frame) {
    return sizeof(std::uint16_t) + (frame.vlan.id == 0 ? 0 : vlan_tag_size);
}

std::uint8_t* write_ether_type(Frame const& frame, std::uint8_t* out) {
    if (frame.vlan.id != 0) {
        out = put(out, ether_type_vlan);
        out = put(out, static_cast<std::uint16_t>(frame.vlan.priority << 13U | frame.vlan.id));
    }
    return put(out, ether_type(frame));
}

void append_bytes(Frame const& frame, std::vector<std::uint8_t>& out) {
    auto const* const carried = payload_of(frame);
    auto const payload = carried == nullptr ? std::span<std::uint8_t const>{} : carried->bytes();
    auto const start = out.size();
    out.resize(start + frame_size(frame) - payload.size());
    auto* const content = write_ether_type(frame, put(put(out.data() + start, frame.destination), frame.source));
    write_content_headers(frame, payload, content);
    out.insert(out.end(), payload.begin(), payload.end());
}

}  // namespace voiplab::net
