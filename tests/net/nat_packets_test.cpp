#include "tests/catch.hpp"
#include "tests/net/frames.hpp"
#include "voiplab/models/net/icmp.hpp"
#include "voiplab/models/net/nat.hpp"
#include "voiplab/models/net/wire_format.hpp"

#include <string>

using namespace voiplab;
using namespace voiplab::net;

namespace {

constexpr Ipv4Address outside_address{0xcb007101};
constexpr UdpEndpoint remote{{0xc6336401}, 5060};

// Behind the NAT 192.168.6.2 has port 5060 outside, so that 192.168.6.3 gets 5061.
struct Fixture {
    explicit Fixture(NatOptions const& options = {}) : nat(outside_address, options, pool) {
        nat.outbound(datagram({ip(2), 5060}, remote), sim::Time{});
    }
    UdpDatagram datagram(UdpEndpoint from, UdpEndpoint to, std::string const& text = "odd number") {
        UdpDatagram made;
        made.source_ip = from.address;
        made.source_port = from.port;
        made.destination_ip = to.address;
        made.destination_port = to.port;
        made.payload = pool.copy(text);
        return made;
    }
    Ipv4Packet packet(UdpEndpoint from, UdpEndpoint to, std::string const& text = "odd number") {
        return packet_of(datagram(from, to, text), pool);
    }
    std::optional<Ipv4Content> outbound(Ipv4Content const& content) { return nat.outbound(content, sim::Time{}); }
    std::optional<Ipv4Content> inbound(Ipv4Content const& content) { return nat.inbound(content, sim::Time{}); }
    Ipv4Packet outbound_packet(Ipv4Content const& content) { return std::get<Ipv4Packet>(outbound(content).value()); }
    Ipv4Packet inbound_packet(Ipv4Content const& content) { return std::get<Ipv4Packet>(inbound(content).value()); }

    PayloadPool pool;
    AddressTranslation nat;
};

std::vector<std::uint8_t> bytes_of(Ipv4Packet const& packet) {
    std::vector<std::uint8_t> bytes;
    append_bytes({{}, {}, packet}, bytes);
    return bytes;
}

// The packet that an error message quotes, as its reader reads it: with every checksum verified.
UdpDatagram quoted_in(Ipv4Packet const& error, PayloadPool& pool) {
    constexpr std::uint16_t ipv4 = 0x0800;
    auto const content = read_content({ipv4, pool.copy(error.payload.bytes().subspan(8))}, pool);
    REQUIRE(content);
    auto const datagram = read_datagram(std::get<Ipv4Packet>(*content), pool);
    REQUIRE(datagram);
    return *datagram;
}

}  // namespace

TEST_CASE("A datagram gets the outside endpoint for its source, and its answer the inside one for its destination") {
    Fixture f;
    auto const out = std::get<UdpDatagram>(f.outbound(f.datagram({ip(3), 5060}, remote)).value());
    CHECK(UdpEndpoint{out.source_ip, out.source_port} == UdpEndpoint{outside_address, 5061});
    CHECK(UdpEndpoint{out.destination_ip, out.destination_port} == remote);
    CHECK(out.payload.text() == "odd number");
    auto const in = std::get<UdpDatagram>(f.inbound(f.datagram(remote, {outside_address, 5061})).value());
    CHECK(UdpEndpoint{in.source_ip, in.source_port} == remote);
    CHECK(UdpEndpoint{in.destination_ip, in.destination_port} == UdpEndpoint{ip(3), 5060});
    CHECK_FALSE(f.inbound(f.datagram(remote, {outside_address, 5070})));
}

TEST_CASE("A packet of bytes is translated as its datagram would be, byte for byte") {
    Fixture f;
    auto const text = std::string(GENERATE(0, 1, 10, 11, 1400), 'x');
    auto const out = f.outbound_packet(f.packet({ip(3), 5060}, remote, text));
    CHECK(bytes_of(out) == bytes_of(f.packet({outside_address, 5061}, remote, text)));
    auto const in = f.inbound_packet(f.packet(remote, {outside_address, 5061}, text));
    CHECK(bytes_of(in) == bytes_of(f.packet(remote, {ip(3), 5060}, text)));
}

TEST_CASE("Translation gives RFC 768's 65535 and never the 0 that says none was computed, whatever the checksum is") {
    Fixture f;
    // Every value that a word of payload can have makes every checksum there is.
    for (unsigned word = 0; word <= 0xffff; ++word) {
        std::string const text{static_cast<char>(word >> 8U), static_cast<char>(word & 0xffU)};
        auto const out = f.outbound_packet(f.packet({ip(3), 5060}, remote, text));
        auto const expected = f.packet({outside_address, 5061}, remote, text);
        if (out.payload.text() != expected.payload.text()) FAIL("with the word " << word);
    }
}

TEST_CASE("A wrong UDP checksum stays wrong, and none stays none") {
    Fixture f;
    auto packet = f.packet({ip(3), 5060}, remote);
    SECTION("wrong") {
        packet.payload.writable()[10] ^= 0x10;
        CHECK_FALSE(read_datagram(f.outbound_packet(packet), f.pool));
    }
    SECTION("none") {
        packet.payload.writable()[6] = packet.payload.writable()[7] = 0;
        auto const out = f.outbound_packet(packet);
        CHECK(out.payload.bytes()[6] == 0);
        CHECK(out.payload.bytes()[7] == 0);
        CHECK(read_datagram(out, f.pool)->source_port == 5061);
    }
}

TEST_CASE("A translated packet leaves the one that came as it was") {
    Fixture f;
    auto const packet = f.packet({ip(3), 5060}, remote);
    auto const before = bytes_of(packet);
    f.outbound(packet);
    CHECK(bytes_of(packet) == before);
}

TEST_CASE("An error about what was sent reaches the host that sent it, with what it sent") {
    Fixture f;
    auto const size = GENERATE(10, 1400);
    auto const sent = f.packet({ip(3), 5060}, remote, std::string(static_cast<std::size_t>(size), 'x'));
    Ipv4Address const hop{0xcb007109};  // any router on the way
    auto const error = icmp_error({IcmpType::time_exceeded, icmp_ttl_exceeded}, f.outbound_packet(sent), hop, f.pool);
    auto const in = f.inbound_packet(error);
    CHECK(in.source_ip == hop);
    CHECK(in.destination_ip == ip(3));
    auto const report = read_icmp_error(in);
    REQUIRE(report);
    CHECK(report->source_ip == ip(3));
    CHECK(report->source_port == 5060);
    CHECK(report->destination_port == remote.port);
    // As if its sender's own packet had been quoted.
    CHECK(in.payload.text() ==
          icmp_error({IcmpType::time_exceeded, icmp_ttl_exceeded}, sent, hop, f.pool).payload.text());
}

TEST_CASE("An error about what came in leaves with the outside address, quoting the outside endpoint") {
    Fixture f;
    f.outbound(f.datagram({ip(3), 5060}, remote));
    auto const in = f.inbound_packet(f.packet(remote, {outside_address, 5061}));
    auto const error = icmp_error({IcmpType::unreachable, icmp_port_unreachable}, in, ip(3), f.pool);
    auto const out = f.outbound_packet(error);
    CHECK(out.source_ip == outside_address);
    CHECK(out.destination_ip == remote.address);
    REQUIRE(read_icmp_error(out));
    auto const quoted = quoted_in(out, f.pool);
    CHECK(UdpEndpoint{quoted.source_ip, quoted.source_port} == remote);
    CHECK(UdpEndpoint{quoted.destination_ip, quoted.destination_port} == UdpEndpoint{outside_address, 5061});
}

TEST_CASE("An error about a flow that there is not, or that is damaged, goes nowhere") {
    Fixture f;
    auto const told = f.packet({outside_address, 5060}, GENERATE(remote, UdpEndpoint{remote.address, 5062}));
    auto error = icmp_error({IcmpType::unreachable, icmp_port_unreachable}, told, remote.address, f.pool);
    auto const known = read_datagram(told, f.pool)->destination_port == remote.port;
    CHECK(f.inbound(error).has_value() == known);
    error.payload.writable()[12] ^= 1;
    CHECK_FALSE(f.inbound(error));
}

TEST_CASE("Inside hosts that ping with one identifier are told apart, and pings from outside are the router's") {
    Fixture f;
    // Type 8, checksum, identifier 7, sequence number 2: 0x0800 + 0x0007 + 0x0002 = 0x0809.
    Ipv4Packet request;
    request.source_ip = ip(2);
    request.destination_ip = remote.address;
    request.protocol = protocol_icmp;
    request.payload = f.pool.copy(std::string_view("\x08\x00\xf7\xf6\x00\x07\x00\x02", 8));
    auto const ping = [&](std::uint8_t from) {
        request.source_ip = ip(from);
        auto const out = f.outbound_packet(request);
        CHECK(out.source_ip == outside_address);
        // The remote host verifies the checksum.
        auto const reply = echo_reply_to(out, f.pool);
        REQUIRE(reply);
        return f.inbound_packet(*reply);
    };
    CHECK(ping(2).destination_ip == ip(2));
    auto const second = ping(3);
    CHECK(second.destination_ip == ip(3));
    CHECK(second.payload.text() == std::string_view("\x00\x00\xff\xf6\x00\x07\x00\x02", 8));
    request.destination_ip = outside_address;
    CHECK_FALSE(f.inbound(request));
}

TEST_CASE("Inside hosts reach each other by their outside endpoints, each seen by the other's outside endpoint") {
    NatOptions options;
    options.kind = NatKind::full_cone;
    options.hairpin = GENERATE(true, false);
    Fixture f(options);
    auto const turned = f.outbound(f.datagram({ip(3), 5060}, {outside_address, 5060}));
    REQUIRE(turned.has_value() == options.hairpin);
    if (!options.hairpin) return;
    auto const& datagram = std::get<UdpDatagram>(*turned);
    CHECK(UdpEndpoint{datagram.source_ip, datagram.source_port} == UdpEndpoint{outside_address, 5061});
    CHECK(UdpEndpoint{datagram.destination_ip, datagram.destination_port} == UdpEndpoint{ip(2), 5060});
    // And the other's error message the first.
    auto const error =
        icmp_error({IcmpType::unreachable, icmp_port_unreachable}, packet_of(datagram, f.pool), ip(2), f.pool);
    auto const told = f.outbound_packet(error);
    CHECK(told.destination_ip == ip(3));
    auto const quoted = quoted_in(told, f.pool);
    CHECK(UdpEndpoint{quoted.source_ip, quoted.source_port} == UdpEndpoint{ip(3), 5060});
    CHECK(UdpEndpoint{quoted.destination_ip, quoted.destination_port} == UdpEndpoint{outside_address, 5060});
}

TEST_CASE("A fragment, and what is neither UDP nor ICMP, is not translated") {
    Fixture f;
    auto packet = f.packet({ip(3), 5060}, remote);
    SECTION("a fragment") {
        packet.more_fragments = true;
    }
    SECTION("TCP") {
        packet.protocol = 6;
    }
    CHECK_FALSE(f.outbound(packet));
    CHECK_FALSE(f.inbound(packet));
}
