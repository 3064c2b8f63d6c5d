#include "voiplab/models/capture/tap.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

namespace voiplab::capture {

namespace {

constexpr std::size_t sll_header_size = 16;
constexpr std::size_t ether_type_offset = 12;

std::uint8_t packet_type(net::Frame const& frame, net::Direction direction) {
    constexpr std::uint8_t to_us = 0;
    constexpr std::uint8_t broadcast = 1;
    constexpr std::uint8_t multicast = 2;
    constexpr std::uint8_t sent_by_us = 4;
    if (direction == net::Direction::sent) return sent_by_us;
    if (frame.destination == net::MacAddress::broadcast()) return broadcast;
    return frame.destination.is_group() ? multicast : to_us;
}

// The header of LINKTYPE_LINUX_SLL, big-endian: packet type, ARPHRD_ETHER, the length of the sender's address and the
// address in eight octets, the EtherType.
std::array<std::uint8_t, sll_header_size> sll_header(net::Frame const& frame, net::Direction direction,
                                                     std::uint8_t const* ether_type) {
    auto const& mac = frame.source.octets;
    return {0,
            packet_type(frame, direction),
            0,
            1,
            0,
            static_cast<std::uint8_t>(mac.size()),
            mac[0],
            mac[1],
            mac[2],
            mac[3],
            mac[4],
            mac[5],
            0,
            0,
            ether_type[0],
            ether_type[1]};
}

}  // namespace

LinkType link_type(Interface interface) {
    return interface == Interface::any ? LinkType::linux_sll : LinkType::ethernet;
}

Tap::Tap(CaptureFile& file, TapOptions options, PacketCommenter commenter)
    : file_(file), options_(options), commenter_(std::move(commenter)) {}

void Tap::observe(net::Frame const& frame, net::Direction direction, sim::Time now) {
    if (now < options_.from || (options_.until && now >= *options_.until)) return;
    // Room in front, so that the longer cooked header can take the Ethernet header's place.
    constexpr auto room = sll_header_size - net::ethernet_header_size;
    bytes_.assign(room, 0);
    net::append_bytes(frame, bytes_);
    if (direction == net::Direction::received) {
        bytes_.resize(std::max(bytes_.size(), room + net::minimum_frame_size));
    }
    auto captured = std::span<std::uint8_t const>(bytes_).subspan(room);
    if (options_.interface == Interface::any) {
        auto const header = sll_header(frame, direction, bytes_.data() + room + ether_type_offset);
        std::copy(header.begin(), header.end(), bytes_.begin());
        captured = bytes_;
    }
    auto const comment = commenter_ ? commenter_(frame, direction) : std::string{};
    file_.write({options_.start + now.time_since_epoch(), captured, direction, comment});
}

}  // namespace voiplab::capture
