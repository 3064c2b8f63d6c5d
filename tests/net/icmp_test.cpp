#include "voiplab/models/net/icmp.hpp"

#include "tests/catch.hpp"
#include "tests/net/frames.hpp"
#include "voiplab/models/net/wire_format.hpp"

#include <string>

using namespace voiplab::net;
using namespace std::chrono_literals;

namespace {

Ipv4Packet offending_packet(PayloadPool& pool, std::size_t size) {
    UdpDatagram datagram;
    datagram.source_ip = ip(2);
    datagram.destination_ip = ip(1);
    datagram.source_port = 5060;
    datagram.destination_port = 4000;
    datagram.payload = pool.copy(std::string(size, 'x'));
    return packet_of(datagram, pool);
}

}  // namespace

TEST_CASE("An ICMP error says what, and of which packet") {
    PayloadPool pool;
    auto const error =
        icmp_error({IcmpType::unreachable, icmp_fragmentation_needed, 1400}, offending_packet(pool, 100), ip(9), pool);
    CHECK(error.source_ip == ip(9));
    CHECK(error.destination_ip == ip(2));
    auto const report = read_icmp_error(error);
    REQUIRE(report);
    CHECK(report->error.type == IcmpType::unreachable);
    CHECK(report->error.code == icmp_fragmentation_needed);
    CHECK(report->error.next_hop_mtu == 1400);
    CHECK(report->source_ip == ip(2));
    CHECK(report->destination_ip == ip(1));
    CHECK(report->source_port == 5060);
    CHECK(report->destination_port == 4000);
}

TEST_CASE("An ICMP error quotes the whole of a short packet, and of a long one what 576 octets have room for") {
    PayloadPool pool;
    auto const size = [&](std::size_t payload) {
        return icmp_error({}, offending_packet(pool, payload), ip(9), pool).payload.size() + ipv4_header_size;
    };
    CHECK(size(100) == 20 + 8 + 20 + 8 + 100);
    CHECK(size(1400) == 576);
}

TEST_CASE("A damaged ICMP message is not read") {
    PayloadPool pool;
    auto error = icmp_error({}, offending_packet(pool, 10), ip(9), pool);
    error.payload.writable()[20] ^= 1;
    CHECK_FALSE(read_icmp_error(error));
}

TEST_CASE("Nobody is told of an error message, a later fragment, or what went to many or came from nobody") {
    PayloadPool pool;
    auto offending = offending_packet(pool, 10);
    CHECK(may_be_told_of(offending));
    SECTION("an error message") {
        offending = icmp_error({}, offending, ip(9), pool);
    }
    SECTION("a later fragment") {
        offending.fragment_offset = 185;
    }
    SECTION("to a group") {
        offending.destination_ip = {0xe0000001};
    }
    SECTION("to everybody") {
        offending.destination_ip = {0xffffffff};
    }
    SECTION("from nobody") {
        offending.source_ip = {};
    }
    CHECK_FALSE(may_be_told_of(offending));
}

TEST_CASE("A peer is told of six packets at once, then of one a second, and others do not count") {
    IcmpRateLimit limit;
    int told = 0;
    for (int i = 0; i < 100; ++i) {
        if (limit.allows(ip(1), at(i * 1ms))) ++told;
    }
    CHECK(told == 6);
    CHECK(limit.allows(ip(2), at(100ms)));
    for (int i = 1; i <= 100; ++i) {
        if (limit.allows(ip(1), at(i * 100ms))) ++told;
    }
    CHECK(told == 6 + 10);
}

TEST_CASE("An echo request is answered with what it brought") {
    PayloadPool pool;
    Ipv4Packet request;
    request.source_ip = ip(2);
    request.destination_ip = ip(1);
    request.protocol = protocol_icmp;
    // Type 8, checksum, identifier 1, sequence number 2, "ab": 0x0800 + 0x0001 + 0x0002 + 0x6162 = 0x6965.
    request.payload =
        pool.copy(std::string_view("\x08\x00\x96\x9a\x00\x01\x00\x02"
                                   "ab",
                                   10));
    auto const reply = echo_reply_to(request, pool);
    REQUIRE(reply);
    CHECK(reply->source_ip == ip(1));
    CHECK(reply->destination_ip == ip(2));
    CHECK(reply->payload.text() == std::string_view("\x00\x00\x9e\x9a\x00\x01\x00\x02"
                                                    "ab",
                                                    10));
    CHECK_FALSE(echo_reply_to(*reply, pool));
}
