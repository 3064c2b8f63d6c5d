#pragma once

#include "voiplab/models/net/address.hpp"
#include "voiplab/models/net/payload.hpp"
#include "voiplab/models/net/quantity.hpp"
#include "voiplab/sim/prefetch.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <span>
#include <utility>
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

// Any other IPv4 packet, or a part of one: a fragment, an ICMP message, a datagram whose bytes are as they came.
struct Ipv4Packet {
    Ipv4Address source_ip;
    Ipv4Address destination_ip;
    std::uint16_t identification = 0;
    std::uint16_t fragment_offset = 0;  // in units of eight octets
    std::uint8_t ttl = 64;
    std::uint8_t dscp = 0;
    std::uint8_t protocol = 0;
    bool dont_fragment = false;
    bool more_fragments = false;
    Payload payload;  // all that follows the IPv4 header, checksums included
    [[nodiscard]] bool is_fragment() const { return more_fragments || fragment_offset != 0; }
};

// What a host or a router sends to a next hop.
using Ipv4Content = std::variant<UdpDatagram, Ipv4Packet>;

// What follows the EtherType, bit for bit: of a frame that was corrupted on its way.
struct RawContent {
    std::uint16_t ether_type = 0;
    Payload bytes;
};

// IEEE 802.1Q's tag.
struct VlanTag {
    std::uint16_t id = 0;       // 1 to 4094; 0: the frame bears no tag
    std::uint8_t priority = 0;  // the priority code point, 0 to 7
    bool operator==(VlanTag const&) const = default;
};

// An Ethernet II frame. Its headers stay structured until a tap needs their bytes.
struct Frame {
    using Content = std::variant<ArpPacket, UdpDatagram, Ipv4Packet, RawContent>;
    Frame() = default;
    Frame(MacAddress to, MacAddress from, Content carried, VlanTag tag = {})
        : destination(to), source(from), vlan(tag), content(std::move(carried)) {}
    // Writes the datagram where it stays.
    Frame(MacAddress const& to, MacAddress const& from, UdpDatagram&& datagram, VlanTag tag = {})
        : destination(to), source(from), vlan(tag), content(std::in_place_type<UdpDatagram>, std::move(datagram)) {}

    MacAddress destination;
    MacAddress source;
    VlanTag vlan;
    Content content;
};

inline constexpr std::uint8_t protocol_icmp = 1;
inline constexpr std::uint8_t protocol_udp = 17;

inline constexpr std::size_t ethernet_header_size = 14;
inline constexpr std::size_t vlan_tag_size = 4;
inline constexpr std::size_t ipv4_header_size = 20;
inline constexpr std::size_t udp_header_size = 8;
inline constexpr std::size_t arp_packet_size = 28;
// The most that stands between a frame's EtherType and its payload: ARP, which has none, and UDP over IPv4.
inline constexpr std::size_t most_content_headers = 28;
static_assert(most_content_headers == arp_packet_size);
static_assert(most_content_headers == ipv4_header_size + udp_header_size);
// IEEE 802.3: a frame without its check sequence is at least 60 bytes; the sender's hardware pads shorter ones.
inline constexpr std::size_t minimum_frame_size = 60;
// Preamble and start delimiter 8, check sequence 4, inter-packet gap 12: what the medium is busy with besides the
// frame.
inline constexpr std::size_t ethernet_overhead = 24;

// The frame's size as its sender's kernel has it: header and content, no padding, no check sequence.
std::size_t frame_size(Frame const& frame);
// How many bytes' worth of time the frame occupies the medium: padding, preamble, check sequence and gap included.
ByteCount size_on_medium(Frame const& frame);
// Appends the frame's bytes: Ethernet header and tag, then the content with every checksum that is not raw right, no
// padding.
void append_bytes(Frame const& frame, std::vector<std::uint8_t>& out);
// What a frame carries behind its headers; nothing of ARP.
Payload const* payload_of(Frame const& frame);
// How many bytes stand between a frame's EtherType and its payload; most_content_headers at most.
std::size_t content_headers_size(Frame const& frame);
// Writes those bytes: an ARP packet, or the headers of IPv4 and UDP with their checksums for that payload, which may
// stand elsewhere than in the frame. What comes behind them.
std::uint8_t* write_content_headers(Frame const& frame, std::span<std::uint8_t const> payload, std::uint8_t* out);
// Writes what tells a receiver what follows the addresses: the EtherType, the VLAN's tag in front of it where the frame
// has one. What comes behind it.
std::uint8_t* write_ether_type(Frame const& frame, std::uint8_t* out);
// How many bytes those are.
std::size_t ether_type_size(Frame const& frame);

// A share in a frame on its way, which nobody changes any more: eight bytes that pass from hand to hand, so that a
// frame is written once however many links it crosses and however many hosts a switch floods it to. Not thread-safe, as
// Payload is not. The pool outlives its frames.
class SharedFrame {
  public:
    SharedFrame() = default;
    SharedFrame(SharedFrame const& other) : block_(other.block_) {
        if (block_ != nullptr) ++block_->references;
    }
    SharedFrame(SharedFrame&& other) noexcept : block_(std::exchange(other.block_, nullptr)) {}
    SharedFrame& operator=(SharedFrame other) noexcept {
        std::swap(block_, other.block_);
        return *this;
    }
    ~SharedFrame() {
        if (block_ != nullptr && --block_->references == 0) release();
    }

    explicit operator bool() const { return block_ != nullptr; }
    [[nodiscard]] Frame const& operator*() const { return *block_->frame(); }
    [[nodiscard]] Frame const* operator->() const { return block_->frame(); }
    // Fetches the frame from memory.
    void prefetch() const { sim::prefetch(block_); }
    // As size_on_medium() says, known since the frame was made.
    [[nodiscard]] ByteCount size_on_medium() const { return {block_->size_on_medium}; }

  private:
    friend class FramePool;
    // One cache line.
    struct alignas(64) Block {
        union {
            Block* next_free;
            alignas(Frame) std::array<std::byte, sizeof(Frame)> storage;
        };
        std::uint32_t references;
        std::uint32_t size_on_medium;
        [[nodiscard]] Frame* frame() { return std::launder(reinterpret_cast<Frame*>(storage.data())); }
    };
    static_assert(sizeof(Block) == 64);
    explicit SharedFrame(Block* block) : block_(block) {}
    void release();
    Block* block_ = nullptr;
};

// Where frames live. Once a run is warm, none is allocated.
class FramePool {
  public:
    FramePool() = default;
    FramePool(FramePool const&) = delete;
    FramePool& operator=(FramePool const&) = delete;

    SharedFrame make(Frame frame);
    // A frame written where it stays.
    SharedFrame make(MacAddress const& destination, MacAddress const& source, UdpDatagram&& datagram);

  private:
    friend class SharedFrame;
    using Block = SharedFrame::Block;
    // A block's slab, and by it the block's pool, is found from its address.
    static constexpr std::size_t slab_size = 65'536;
    struct alignas(slab_size) Slab {
        FramePool* pool = nullptr;
        std::array<Block, slab_size / sizeof(Block) - 1> blocks;
    };
    static_assert(sizeof(Slab) == slab_size);

    Block* take();
    void add_slab();
    void put_back(Block* block);
    static void give_back(Block* block);

    Block* free_ = nullptr;
    std::vector<std::unique_ptr<Slab>> slabs_;
};

inline void SharedFrame::release() {
    FramePool::give_back(block_);
}

}  // namespace voiplab::net
