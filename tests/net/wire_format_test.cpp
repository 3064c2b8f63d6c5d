#include "voiplab/models/net/wire_format.hpp"

#include "tests/catch.hpp"
#include "tests/net/frames.hpp"

#include <string>

using namespace voiplab::net;

namespace {

UdpDatagram spoken(PayloadPool& pool) {
    UdpDatagram datagram;
    datagram.source_ip = ip(2);
    datagram.destination_ip = ip(1);
    datagram.source_port = 5060;
    datagram.destination_port = 5061;
    datagram.identification = 77;
    datagram.dscp = 46;
    datagram.payload = pool.copy("spoken");
    return datagram;
}

std::vector<std::uint8_t> bytes_of(Frame const& frame) {
    std::vector<std::uint8_t> bytes;
    append_bytes(frame, bytes);
    return bytes;
}

// What a receiver makes of a frame whose content is raw.
std::optional<Frame::Content> read(Frame const& frame, PayloadPool& pool) {
    return read_content(std::get<RawContent>(frame.content), pool);
}

}  // namespace

TEST_CASE("A frame that is made bytes and read again is the same") {
    PayloadPool pool;
    Frame const arp{MacAddress::broadcast(), mac(1),
                    ArpPacket{ArpPacket::Operation::request, mac(1), ip(1), MacAddress{}, ip(2)}};
    Frame const udp{mac(1), mac(2), spoken(pool), VlanTag{20, 5}};
    for (auto const& frame : {arp, udp}) {
        auto const bytes = bytes_of(frame);
        auto const raw = frame_of(bytes, pool);
        CHECK(raw.destination == frame.destination);
        CHECK(raw.source == frame.source);
        CHECK(raw.vlan == frame.vlan);
        CHECK(frame_size(raw) == frame_size(frame));
        CHECK(bytes_of(raw) == bytes);
        auto const content = read(raw, pool);
        REQUIRE(content);
        CHECK(bytes_of({frame.destination, frame.source, *content, frame.vlan}) == bytes);
    }
}

TEST_CASE("A datagram survives being a packet") {
    PayloadPool pool;
    auto const datagram = spoken(pool);
    auto const packet = packet_of(datagram, pool);
    CHECK(packet.payload.size() == 8 + 6);
    auto const read_again = read_datagram(packet, pool);
    REQUIRE(read_again);
    CHECK(bytes_of({mac(1), mac(2), *read_again}) == bytes_of({mac(1), mac(2), datagram}));
    CHECK(read_again->payload.text() == "spoken");
}

TEST_CASE("Whichever bit of a datagram's packet is inverted, its receiver drops it or knows it is not for him") {
    PayloadPool pool;
    Frame const frame{mac(1), mac(2), spoken(pool)};
    auto const delivered_as_sent = [&](Frame const& arrived) {
        if (arrived.destination != frame.destination) return false;
        auto const content = read(arrived, pool);
        if (!content || !std::holds_alternative<Ipv4Packet>(*content)) return false;
        return read_datagram(std::get<Ipv4Packet>(*content), pool).has_value();
    };
    for (std::size_t bit = 0; bit < 8 * frame_size(frame); ++bit) {
        auto const arrived = with_bit_inverted(frame, bit, pool);
        auto const differing = bytes_of(arrived).at(bit / 8) ^ bytes_of(frame).at(bit / 8);
        CHECK(differing == 0x80 >> bit % 8);
        // Of the Ethernet header neither checksum knows: a wrong source goes unnoticed.
        auto const in_source = bit >= 8 * 6 && bit < 8 * 12;
        INFO("bit " << bit);
        CHECK(delivered_as_sent(arrived) == in_source);
    }
}

TEST_CASE("What is cut short, or no IPv4, is not read") {
    PayloadPool pool;
    auto const bytes = bytes_of({mac(1), mac(2), spoken(pool)});
    for (std::size_t size = 14; size < bytes.size(); ++size) {
        CHECK_FALSE(read(frame_of(std::span(bytes).first(size), pool), pool));
    }
    auto ipv6 = bytes;
    ipv6[12] = 0x86;
    ipv6[13] = 0xdd;
    CHECK_FALSE(read(frame_of(ipv6, pool), pool));
}
