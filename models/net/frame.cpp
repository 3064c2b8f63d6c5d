#include "voiplab/models/net/frame.hpp"

#include <algorithm>
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

using Bytes = std::vector<std::uint8_t>;

void append(Bytes& out, std::uint8_t value) {
    out.push_back(value);
}
void append(Bytes& out, std::uint16_t value) {
    out.push_back(static_cast<std::uint8_t>(value >> 8));
    out.push_back(static_cast<std::uint8_t>(value & 0xff));
}
void append(Bytes& out, Ipv4Address address) {
    append(out, static_cast<std::uint16_t>(address.value >> 16));
    append(out, static_cast<std::uint16_t>(address.value & 0xffff));
}
void append(Bytes& out, MacAddress mac) {
    out.insert(out.end(), mac.octets.begin(), mac.octets.end());
}

// RFC 1071: the one's complement sum of 16-bit words, not folded yet. 64 bits hold any datagram's sum.
std::uint64_t sum_of_words(std::span<std::uint8_t const> bytes) {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
        sum += static_cast<std::uint64_t>(bytes[i] << 8 | bytes[i + 1]);
    }
    if (bytes.size() % 2 != 0) sum += static_cast<std::uint64_t>(bytes.back()) << 8;
    return sum;
}

std::uint16_t checksum(std::uint64_t sum) {
    while (sum > 0xffff) {
        sum = (sum & 0xffff) + (sum >> 16);
    }
    return static_cast<std::uint16_t>(~sum & 0xffff);
}

void put(Bytes& out, std::size_t offset, std::uint16_t value) {
    out[offset] = static_cast<std::uint8_t>(value >> 8);
    out[offset + 1] = static_cast<std::uint8_t>(value & 0xff);
}

void append_arp(ArpPacket const& packet, Bytes& out) {
    constexpr std::uint16_t hardware_ethernet = 1;
    append(out, hardware_ethernet);
    append(out, ether_type_ipv4);
    append(out, std::uint8_t{6});  // octets of a MAC
    append(out, std::uint8_t{4});  // octets of an IPv4 address
    append(out, static_cast<std::uint16_t>(packet.operation));
    append(out, packet.sender_mac);
    append(out, packet.sender_ip);
    append(out, packet.target_mac);
    append(out, packet.target_ip);
}

void append_ipv4_header(UdpDatagram const& datagram, std::size_t udp_size, Bytes& out) {
    constexpr std::uint8_t version_4_and_5_words = 0x45;
    constexpr std::uint16_t dont_fragment = 0x4000;
    auto const start = out.size();
    append(out, version_4_and_5_words);
    append(out, static_cast<std::uint8_t>(datagram.dscp << 2));
    append(out, static_cast<std::uint16_t>(ipv4_header_size + udp_size));
    append(out, datagram.identification);
    append(out, datagram.dont_fragment ? dont_fragment : std::uint16_t{0});
    append(out, datagram.ttl);
    append(out, protocol_udp);
    append(out, std::uint16_t{0});
    append(out, datagram.source_ip);
    append(out, datagram.destination_ip);
    auto const header = std::span<std::uint8_t const>(out).subspan(start);
    put(out, start + ipv4_checksum_offset, checksum(sum_of_words(header)));
}

void append_udp(UdpDatagram const& datagram, std::size_t udp_size, Bytes& out) {
    auto const start = out.size();
    append(out, datagram.source_port);
    append(out, datagram.destination_port);
    append(out, static_cast<std::uint16_t>(udp_size));
    append(out, std::uint16_t{0});
    auto const payload = datagram.payload.bytes();
    out.insert(out.end(), payload.begin(), payload.end());
    // RFC 768: the pseudo header's addresses, protocol and length count too.
    auto const addresses = [](Ipv4Address address) { return (address.value >> 16) + (address.value & 0xffff); };
    auto const sum = sum_of_words(std::span<std::uint8_t const>(out).subspan(start)) + addresses(datagram.source_ip) +
                     addresses(datagram.destination_ip) + protocol_udp + udp_size;
    // RFC 768: 0 would say that the sender computed none.
    auto const computed = checksum(sum);
    put(out, start + udp_checksum_offset, computed == 0 ? std::uint16_t{0xffff} : computed);
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

void append_bytes(Frame const& frame, std::vector<std::uint8_t>& out) {
    append(out, frame.destination);
    append(out, frame.source);
    if (auto const* const arp = std::get_if<ArpPacket>(&frame.content)) {
        append(out, ether_type_arp);
        append_arp(*arp, out);
        return;
    }
    auto const& datagram = std::get<UdpDatagram>(frame.content);
    auto const udp_size = udp_header_size + datagram.payload.size();
    assert(ipv4_header_size + udp_size <= 0xffff);
    append(out, ether_type_ipv4);
    append_ipv4_header(datagram, udp_size, out);
    append_udp(datagram, udp_size, out);
}

SharedFrame FramePool::make(Frame frame) {
    if (free_ == nullptr) add_slab();
    auto* const block = free_;
    std::memcpy(&free_, block->storage.data(), sizeof free_);
    block->references = 1;
    block->size_on_medium = static_cast<std::uint32_t>(size_on_medium(frame).bytes);
    ::new (block->storage.data()) Frame(std::move(frame));
    return SharedFrame(block);
}

void FramePool::add_slab() {
    auto& slab = *slabs_.emplace_back(std::make_unique<Slab>());
    slab.pool = this;
    for (auto& block : slab.blocks) {
        put_back(&block);
    }
}

void FramePool::put_back(Block* block) {
    std::memcpy(block->storage.data(), &free_, sizeof free_);
    free_ = block;
}

void FramePool::give_back(Block* block) {
    std::destroy_at(block->frame());
    auto const slab = reinterpret_cast<std::uintptr_t>(block) & ~(slab_size - 1);
    reinterpret_cast<Slab*>(slab)->pool->put_back(block);
}

}  // namespace voiplab::net
