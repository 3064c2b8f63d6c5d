#include "voiplab/models/net/frame.hpp"

#include "tests/catch.hpp"
#include "tests/net/frames.hpp"

using namespace voiplab::net;
using Bytes = std::vector<std::uint8_t>;

namespace {

Bytes bytes_of(Frame const& frame) {
    Bytes bytes;
    append_bytes(frame, bytes);
    return bytes;
}

Bytes part(Bytes const& bytes, std::size_t offset, std::size_t size) {
    auto const first = bytes.begin() + static_cast<std::ptrdiff_t>(offset);
    return {first, first + static_cast<std::ptrdiff_t>(size)};
}

}  // namespace

TEST_CASE("An ARP request has the bytes of RFC 826") {
    Frame const frame{MacAddress::broadcast(), mac(1),
                      ArpPacket{ArpPacket::Operation::request, mac(1), ip(135), MacAddress{}, ip(133)}};
    CHECK(bytes_of(frame) == Bytes{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2,    0,    0, 0,
                                   0,    1,    0x08, 0x06,                       // EtherType
                                   0,    1,    0x08, 0,    6,    4,    0,    1,  // hardware, protocol, lengths, request
                                   2,    0,    0,    0,    0,    1,    0xc0, 0xa8, 6, 135,  // sender
                                   0,    0,    0,    0,    0,    0,    0xc0, 0xa8, 6, 133});
    CHECK(frame_size(frame) == 42);
}

TEST_CASE("The IPv4 header and its checksum are those of the well-known example") {
    // en.wikipedia.org/wiki/Internet_checksum: 4500 0073 0000 4000 4011 b861 c0a8 0001 c0a8 00c7.
    PayloadPool pool;
    auto frame = datagram_frame(pool, mac(2), mac(1), 0x73 - 28);
    auto& datagram = std::get<UdpDatagram>(frame.content);
    datagram.source_ip = {0xc0a80001};
    datagram.destination_ip = {0xc0a800c7};
    CHECK(part(bytes_of(frame), 14, 20) == Bytes{0x45, 0x00, 0x00, 0x73, 0x00, 0x00, 0x40, 0x00, 0x40, 0x11,
                                                 0xb8, 0x61, 0xc0, 0xa8, 0x00, 0x01, 0xc0, 0xa8, 0x00, 0xc7});
    CHECK(frame_size(frame) == 14 + 0x73);
}

TEST_CASE("The differentiated services code point stands above the two bits of ECN") {
    // RFC 2474, 3 and RFC 3246: expedited forwarding is 101110, the octet 0xb8.
    PayloadPool pool;
    auto frame = datagram_frame(pool, mac(2), mac(1), 1);
    std::get<UdpDatagram>(frame.content).dscp = 46;
    CHECK(bytes_of(frame)[15] == 0xb8);
}

TEST_CASE("A UDP checksum that comes out as zero is sent as all ones") {
    PayloadPool pool;
    auto frame = datagram_frame(pool, mac(2), mac(1), 2);
    auto const checksum_of = [](Bytes const& bytes) { return part(bytes, 14 + 20 + 6, 2); };
    // The checksum as payload makes the sum all ones, and so its complement zero.
    auto const checksum = checksum_of(bytes_of(frame));
    REQUIRE(checksum != Bytes{0xff, 0xff});
    auto payload = std::get<UdpDatagram>(frame.content).payload.writable();
    payload[0] = checksum[0];
    payload[1] = checksum[1];
    CHECK(checksum_of(bytes_of(frame)) == Bytes{0xff, 0xff});
}

TEST_CASE("A frame occupies the medium with padding, preamble, check sequence and gap") {
    // IEEE 802.3: the smallest frame takes 64 + 8 + 12 = 84 octets, a full one of 1500 octets 1538.
    PayloadPool pool;
    CHECK(size_on_medium(datagram_frame(pool, mac(2), mac(1), 0)).bytes == 84);
    CHECK(size_on_medium(datagram_frame(pool, mac(2), mac(1), 18)).bytes == 84);
    CHECK(size_on_medium(datagram_frame(pool, mac(2), mac(1), 19)).bytes == 85);
    CHECK(size_on_medium(datagram_frame(pool, mac(2), mac(1), 1472)).bytes == 1538);
    CHECK(size_on_medium({mac(2), mac(1), ArpPacket{}}).bytes == 84);
}

TEST_CASE("A shared frame is one frame, and its place is used again when nobody holds it") {
    PayloadPool pool;
    FramePool frames;
    auto frame = frames.make(datagram_frame(pool, mac(2), mac(1), 160));
    auto const* const place = &*frame;
    auto const payload = std::get<UdpDatagram>(frame->content).payload.bytes().data();
    auto const other = frame;
    CHECK(&*other == place);
    CHECK(frame.size_on_medium().bytes == 14 + 20 + 8 + 160 + 24);
    frame = frames.make(datagram_frame(pool, mac(3), mac(1), 160));
    CHECK(&*frame != place);
    CHECK(other->destination == mac(2));
    frame = other;
    frame = {};
    CHECK(std::get<UdpDatagram>(other->content).payload.bytes().data() == payload);
}

TEST_CASE("A frame that is let go lets its payload go") {
    PayloadPool pool;
    FramePool frames;
    auto const* const place = [&] {
        auto const frame = frames.make(datagram_frame(pool, mac(2), mac(1), 160));
        return std::get<UdpDatagram>(frame->content).payload.bytes().data();
    }();
    CHECK(pool.make(160).bytes().data() == place);
}

TEST_CASE("More frames than a slab holds are all different") {
    FramePool frames;
    std::vector<SharedFrame> held;
    for (std::uint32_t i = 0; i < 3000; ++i) {
        held.push_back(frames.make({mac(2), mac(1), ArpPacket{ArpPacket::Operation::request, mac(1), {i}, {}, {}}}));
    }
    for (std::uint32_t i = 0; i < 3000; ++i) {
        REQUIRE(std::get<ArpPacket>(held[i]->content).sender_ip.value == i);
    }
}
