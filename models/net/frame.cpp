#include "voiplab/models/net/frame.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstddef>
#include <cstring>
#include <memory>
#include <new>
#include <span>
#include <utility>

namespace voiplab::net {

namespace {

constexpr std::uint16_t ether_type_ipv4 = 0x0800;
constexpr std::uint16_t ether_type_arp = 0x0806;
constexpr std::uint8_t protocol_udp = 17;
constexpr std::size_t ipv4_checksum_offset = 10;
constexpr std::size_t udp_checksum_offset = 6;

// Network byte order.
std::uint8_t* put(std::uint8_t* at, std::uint8_t value) {
    *at = value;
    return at + 1;
}
std::uint8_t* put(std::uint8_t* at, std::uint16_t value) {
    at[0] = static_cast<std::uint8_t>(value >> 8);
    at[1] = static_cast<std::uint8_t>(value & 0xff);
    return at + 2;
}
std::uint8_t* put(std::uint8_t* at, Ipv4Address address) {
    at = put(at, static_cast<std::uint16_t>(address.value >> 16));
    return put(at, static_cast<std::uint16_t>(address.value & 0xffff));
}
std::uint8_t* put(std::uint8_t* at, MacAddress mac) {
    return std::copy(mac.octets.begin(), mac.octets.end(), at);
}

// RFC 1071: the one's complement sum of 16-bit words, not folded yet. By its section 2 it may be computed over wider
// words and in any byte order; here in the machine's, four octets at a time, so that 64 bits hold any datagram's sum.
std::uint64_t sum_of_words(std::span<std::uint8_t const> bytes) {
    std::uint64_t sum = 0;
    for (; bytes.size() >= 4; bytes = bytes.subspan(4)) {
        std::uint32_t word;
        std::memcpy(&word, bytes.data(), sizeof word);
        sum += word;
    }
    std::array<std::uint8_t, 4> last{};
    std::copy(bytes.begin(), bytes.end(), last.begin());
    std::uint32_t word;
    std::memcpy(&word, last.data(), sizeof word);
    return sum + word;
}

// In the byte order of the sum: its bytes are to be copied.
std::uint16_t checksum(std::uint64_t sum) {
    while (sum > 0xffff) {
        sum = (sum & 0xffff) + (sum >> 16);
    }
    return static_cast<std::uint16_t>(~sum & 0xffff);
}

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

// RFC 768: the pseudo header's addresses, protocol and length count too, and 0 would say that the sender computed none.
std::uint16_t udp_checksum(std::span<std::uint8_t const> addresses, std::span<std::uint8_t const> udp_header,
                           std::span<std::uint8_t const> payload) {
    std::array<std::uint8_t, 4> protocol_and_length{};
    put(put(protocol_and_length.data(), std::uint16_t{protocol_udp}),
        static_cast<std::uint16_t>(udp_header_size + payload.size()));
    auto const computed = checksum(sum_of_words(addresses) + sum_of_words(protocol_and_length) +
                                   sum_of_words(udp_header) + sum_of_words(payload));
    return computed == 0 ? std::uint16_t{0xffff} : computed;
}

void write_datagram_headers(UdpDatagram const& datagram, std::span<std::uint8_t const> payload, std::uint8_t* out) {
    constexpr std::uint8_t version_4_and_5_words = 0x45;
    constexpr std::uint16_t dont_fragment = 0x4000;
    constexpr std::size_t addresses_size = 8;
    auto const udp_size = udp_header_size + payload.size();
    assert(ipv4_header_size + udp_size <= 0xffff);
    auto* at = put(out, version_4_and_5_words);
    at = put(at, static_cast<std::uint8_t>(datagram.dscp << 2));
    at = put(at, static_cast<std::uint16_t>(ipv4_header_size + udp_size));
    at = put(at, datagram.identification);
    at = put(at, datagram.dont_fragment ? dont_fragment : std::uint16_t{0});
    at = put(at, datagram.ttl);
    at = put(at, protocol_udp);
    at = put(at, std::uint16_t{0});
    at = put(at, datagram.source_ip);
    at = put(at, datagram.destination_ip);
    at = put(at, datagram.source_port);
    at = put(at, datagram.destination_port);
    at = put(at, static_cast<std::uint16_t>(udp_size));
    put(at, std::uint16_t{0});

    std::span const ip_header(out, ipv4_header_size);
    auto const ip_sum = checksum(sum_of_words(ip_header));
    std::memcpy(out + ipv4_checksum_offset, &ip_sum, sizeof ip_sum);
    auto* const udp = out + ipv4_header_size;
    auto const udp_sum = udp_checksum(ip_header.last(addresses_size), {udp, udp_header_size}, payload);
    std::memcpy(udp + udp_checksum_offset, &udp_sum, sizeof udp_sum);
}

}  // namespace

std::size_t frame_size(Frame const& frame) {
    if (auto const* const datagram = std::get_if<UdpDatagram>(&frame.content)) {
        return ethernet_header_size + ipv4_header_size + udp_header_size + datagram->payload.size();
    }
    return ethernet_header_size + arp_packet_size;
}

ByteCount size_on_medium(Frame const& frame) {
    return {std::max(frame_size(frame), minimum_frame_size) + ethernet_overhead};
}

std::uint16_t ether_type(Frame const& frame) {
    return std::holds_alternative<UdpDatagram>(frame.content) ? ether_type_ipv4 : ether_type_arp;
}

void write_headers(Frame const& frame, std::span<std::uint8_t const> payload, std::uint8_t* out) {
    if (auto const* const datagram = std::get_if<UdpDatagram>(&frame.content)) {
        write_datagram_headers(*datagram, payload, out);
    } else {
        write_arp(std::get<ArpPacket>(frame.content), out);
    }
}

void append_bytes(Frame const& frame, std::vector<std::uint8_t>& out) {
    auto const* const datagram = std::get_if<UdpDatagram>(&frame.content);
    auto const payload = datagram == nullptr ? std::span<std::uint8_t const>{} : datagram->payload.bytes();
    auto const start = out.size();
    out.resize(start + ethernet_header_size + ethernet_content_size);
    auto* const content = put(put(put(out.data() + start, frame.destination), frame.source), ether_type(frame));
    write_headers(frame, payload, content);
    out.insert(out.end(), payload.begin(), payload.end());
}

SharedFrame FramePool::make(Frame frame) {
    auto* const block = take();
    block->size_on_medium = static_cast<std::uint32_t>(size_on_medium(frame).bytes);
    ::new (block->storage.data()) Frame(std::move(frame));
    return SharedFrame(block);
}

SharedFrame FramePool::make(MacAddress destination, MacAddress source, UdpDatagram&& datagram) {
    auto* const block = take();
    auto const* const frame = ::new (block->storage.data()) Frame{destination, source, std::move(datagram)};
    block->size_on_medium = static_cast<std::uint32_t>(size_on_medium(*frame).bytes);
    return SharedFrame(block);
}

FramePool::Block* FramePool::take() {
    if (free_ == nullptr) add_slab();
    auto* const block = free_;
    free_ = block->next_free;
    block->references = 1;
    return block;
}

void FramePool::add_slab() {
    auto& slab = *slabs_.emplace_back(std::make_unique<Slab>());
    slab.pool = this;
    for (auto& block : slab.blocks) {
        put_back(&block);
    }
}

void FramePool::put_back(Block* block) {
    block->next_free = free_;
    free_ = block;
}

void FramePool::give_back(Block* block) {
    std::destroy_at(block->frame());
    auto const offset = reinterpret_cast<std::uintptr_t>(block) & (slab_size - 1);
    reinterpret_cast<Slab*>(reinterpret_cast<std::byte*>(block) - offset)->pool->put_back(block);
}

}  // namespace voiplab::net
