#include "voiplab/models/net/nat.hpp"

#include "tests/catch.hpp"
#include "tests/net/frames.hpp"

using namespace voiplab;
using namespace voiplab::net;
using namespace std::chrono_literals;

namespace {

constexpr Ipv4Address outside_address{0xcb007101};  // 203.0.113.1
constexpr Ipv4Address remote_address{0xc6336401};   // 198.51.100.1
constexpr UdpEndpoint remote{remote_address, 5060};
constexpr UdpEndpoint other_port{remote_address, 5062};
constexpr UdpEndpoint other_address{{0xc6336402}, 5060};

UdpEndpoint outside(std::uint16_t port) {
    return {outside_address, port};
}
UdpEndpoint phone(std::uint8_t number, std::uint16_t port = 5060) {
    return {ip(number), port};
}

NatTable table_of(NatKind kind) {
    NatOptions options;
    options.kind = kind;
    return {outside_address, options};
}

}  // namespace

TEST_CASE("Each kind of NAT lets in whom RFC 4787 says") {
    struct Row {
        NatKind kind;
        bool from_remote, from_other_port, from_other_address;
    };
    // The inside host has sent to `remote` alone.
    auto const row =
        GENERATE(Row{NatKind::full_cone, true, true, true}, Row{NatKind::restricted_cone, true, true, false},
                 Row{NatKind::port_restricted_cone, true, false, false}, Row{NatKind::symmetric, true, false, false});
    auto nat = table_of(row.kind);
    auto const let_in = [&](UdpEndpoint from) { return nat.inbound(from, outside(5060), at(1s)).has_value(); };
    CHECK_FALSE(let_in(remote));  // nothing was sent yet
    REQUIRE(nat.outbound(phone(2), remote, at(0s)) == outside(5060));
    CHECK(let_in(other_port) == row.from_other_port);
    CHECK(let_in(other_address) == row.from_other_address);
    CHECK(let_in(remote) == row.from_remote);
    CHECK(nat.inbound(remote, outside(5060), at(1s)) == phone(2));
    CHECK_FALSE(nat.inbound(remote, outside(5061), at(1s)));
}

TEST_CASE("What came in from one port of an address opens no way for another address") {
    auto nat = table_of(NatKind::restricted_cone);
    nat.outbound(phone(2), remote, at(0s));
    REQUIRE(nat.inbound(other_port, outside(5060), at(20s)));
    CHECK_FALSE(nat.inbound(other_address, outside(5060), at(20s)));
    // Nor does it stand for what was sent, once that is forgotten.
    CHECK_FALSE(nat.inbound(other_port, outside(5060), at(30s)));
}

TEST_CASE("All kinds but the symmetric one map an endpoint alike whomever it sends to") {
    auto const kind = GENERATE(NatKind::full_cone, NatKind::restricted_cone, NatKind::port_restricted_cone);
    auto nat = table_of(kind);
    for (auto const& to : {remote, other_port, other_address}) {
        CHECK(nat.outbound(phone(2), to, at(0s)) == outside(5060));
        CHECK(nat.inbound(to, outside(5060), at(0s)) == phone(2));
    }
    CHECK(nat.counters().mappings == 1);
    CHECK(nat.flows() == 3);
}

TEST_CASE("A symmetric NAT shows every remote endpoint another port, and each may answer to its own") {
    auto nat = table_of(NatKind::symmetric);
    CHECK(nat.outbound(phone(2), remote, at(0s)) == outside(5060));
    CHECK(nat.outbound(phone(2), other_port, at(0s)) == outside(5061));
    CHECK(nat.outbound(phone(2), other_address, at(0s)) == outside(5062));
    CHECK(nat.outbound(phone(2), remote, at(1s)) == outside(5060));
    CHECK(nat.inbound(other_port, outside(5061), at(1s)) == phone(2));
    CHECK_FALSE(nat.inbound(remote, outside(5061), at(1s)));
    CHECK(nat.counters().mappings == 3);
    CHECK(nat.counters().filtered == 1);
}

TEST_CASE("A NAT keeps the port where it is free, and gives the next free one else") {
    auto nat = table_of(NatKind::port_restricted_cone);
    CHECK(nat.outbound(phone(2), remote, at(0s)) == outside(5060));
    CHECK(nat.outbound(phone(3), remote, at(0s)) == outside(5061));
    CHECK(nat.outbound(phone(4, 5061), remote, at(0s)) == outside(5062));
    CHECK(nat.outbound(phone(5, 65535), remote, at(0s)) == outside(65535));
    CHECK(nat.outbound(phone(6, 65535), remote, at(0s)) == outside(1024));
    CHECK(nat.outbound(phone(7, 500), remote, at(0s)) == outside(1025));
    CHECK(nat.inbound(remote, outside(5061), at(0s)) == phone(3));
    CHECK(nat.inbound(remote, outside(1024), at(0s)) == phone(6, 65535));
}

TEST_CASE("A NAT forgets what was seen one way only after 30 s, to the nanosecond") {
    auto nat = table_of(NatKind::port_restricted_cone);
    nat.outbound(phone(2), remote, at(0s));
    auto const answered_at = GENERATE(30s - 1ns, sim::Duration(30s));
    CHECK(nat.inbound(remote, outside(5060), at(answered_at)).has_value() == (answered_at < 30s));
    CHECK(nat.counters().expired == (answered_at < 30s ? 0 : 1));
}

TEST_CASE("A NAT forgets what was seen both ways 120 s after the last of it, whichever way that went") {
    auto nat = table_of(NatKind::port_restricted_cone);
    nat.outbound(phone(2), remote, at(0s));
    nat.inbound(remote, outside(5060), at(10s));
    SECTION("that came in") {
        CHECK(nat.inbound(remote, outside(5060), at(130s - 1ns)) == phone(2));
        CHECK_FALSE(nat.inbound(remote, outside(5060), at(250s - 1ns)));
    }
    SECTION("that went out") {
        CHECK(nat.outbound(phone(2), remote, at(100s)) == outside(5060));
        CHECK(nat.inbound(remote, outside(5060), at(220s - 1ns)) == phone(2));
    }
    SECTION("nothing more") {
        CHECK_FALSE(nat.inbound(remote, outside(5060), at(130s)));
        CHECK(nat.mappings() == 0);
        CHECK(nat.counters().expired == 1);
    }
}

TEST_CASE("A mapping lasts as long as the last of its flows, and its port is free then") {
    auto nat = table_of(NatKind::port_restricted_cone);
    nat.outbound(phone(2), remote, at(0s));
    nat.outbound(phone(2), other_address, at(20s));
    CHECK(nat.outbound(phone(3), remote, at(40s)) == outside(5061));
    CHECK_FALSE(nat.inbound(remote, outside(5060), at(40s)));
    CHECK(nat.outbound(phone(4), remote, at(50s)) == outside(5060));
}

TEST_CASE("A NAT with no free port drops what would need one, until one is") {
    NatOptions options;
    options.first_port = 2000;
    options.last_port = 2001;
    NatTable nat(outside_address, options);
    CHECK(nat.outbound(phone(2), remote, at(0s)) == outside(2000));
    CHECK(nat.outbound(phone(3), remote, at(10s)) == outside(2001));
    CHECK_FALSE(nat.outbound(phone(4), remote, at(20s)));
    CHECK(nat.counters().port_exhausted == 1);
    CHECK(nat.outbound(phone(2), remote, at(20s)) == outside(2000));
    CHECK(nat.outbound(phone(4), remote, at(40s)) == outside(2001));
    CHECK(nat.counters().translated == 4);
}

TEST_CASE("A NAT with as many flows as it may have begins none") {
    NatOptions options;
    options.kind = NatKind::full_cone;
    options.most_flows = 2;
    NatTable nat(outside_address, options);
    nat.outbound(phone(2), remote, at(0s));
    CHECK(nat.inbound(other_port, outside(5060), at(10s)));
    CHECK_FALSE(nat.inbound(other_address, outside(5060), at(10s)));
    CHECK_FALSE(nat.outbound(phone(3), remote, at(10s)));
    CHECK(nat.counters().flows_full == 2);
    CHECK(nat.mappings() == 1);
    CHECK(nat.outbound(phone(3), remote, at(30s)));
}

TEST_CASE("A forwarded port lets everybody in, always, and is the one that its endpoint sends from") {
    auto const kind = GENERATE(NatKind::port_restricted_cone, NatKind::symmetric);
    NatOptions options;
    options.kind = kind;
    options.forwarded = {{5060, phone(9)}, {80, phone(8, 8080)}};
    NatTable nat(outside_address, options);
    CHECK(nat.inbound(remote, outside(5060), at(0s)) == phone(9));
    CHECK(nat.inbound(other_address, outside(80), at(1000s)) == phone(8, 8080));
    CHECK(nat.outbound(phone(9), other_address, at(1000s)) == outside(5060));
    CHECK(nat.outbound(phone(8, 8080), other_address, at(1000s)) == outside(80));
    // Nobody else gets it.
    CHECK(nat.outbound(phone(2), remote, at(1000s)) == outside(5061));
    CHECK(nat.inbound(remote, outside(5060), at(2000s)) == phone(9));
    CHECK(nat.counters().expired == 1);
}

TEST_CASE("What is said about a flow finds it without keeping it") {
    auto nat = table_of(NatKind::port_restricted_cone);
    nat.outbound(phone(2), remote, at(0s));
    CHECK(nat.inside_of(outside(5060), remote, at(29s)) == phone(2));
    CHECK(nat.outside_of(phone(2), remote, at(29s)) == outside(5060));
    CHECK_FALSE(nat.inside_of(outside(5060), other_port, at(29s)));
    CHECK_FALSE(nat.outside_of(phone(3), remote, at(29s)));
    CHECK_FALSE(nat.inside_of(outside(5060), remote, at(30s)));
}
