#include "voiplab/models/net/address.hpp"

#include "tests/catch.hpp"

using namespace voiplab::net;

TEST_CASE("A MAC address is read as six pairs of hexadecimal digits and nothing else") {
    CHECK(parse_mac("00:0c:29:cd:de:c3") == MacAddress{{0x00, 0x0c, 0x29, 0xcd, 0xde, 0xc3}});
    CHECK(parse_mac("FF:ff:FF:ff:FF:ff") == MacAddress::broadcast());
    for (auto const* const text :
         {"", "00:0c:29:cd:de", "00:0c:29:cd:de:c", "00:0c:29:cd:de:c3:", "00-0c-29-cd-de-c3", "0g:0c:29:cd:de:c3",
          "+0:0c:29:cd:de:c3", " 0:0c:29:cd:de:c3", "000c:29:cd:de:c3:0"}) {
        INFO(text);
        CHECK_FALSE(parse_mac(text));
    }
}

TEST_CASE("An IPv4 address is read as a dotted quad without leading zeros") {
    CHECK(parse_ipv4("192.168.6.133") == Ipv4Address{0xc0a80685});
    CHECK(parse_ipv4("0.0.0.0") == Ipv4Address{0});
    CHECK(parse_ipv4("255.255.255.255") == Ipv4Address{0xffffffff});
    for (auto const* const text : {"", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "1.2.3.4 ", "1..2.3", "-1.2.3.4",
                                   "1.2.3.", "99999999999.1.1.1", "1.2.3.0x4"}) {
        INFO(text);
        CHECK_FALSE(parse_ipv4(text));
    }
}

TEST_CASE("A network is an address, a slash and a prefix of at most 32 bits") {
    auto const network = parse_ipv4_network("192.168.6.133/24");
    REQUIRE(network);
    CHECK(network->address == Ipv4Address{0xc0a80685});
    CHECK(network->prefix_length == 24);
    for (auto const* const text : {"192.168.6.133", "192.168.6.133/", "192.168.6.133/33", "192.168.6.133/024", "/24"}) {
        INFO(text);
        CHECK_FALSE(parse_ipv4_network(text));
    }
}

TEST_CASE("A network contains the addresses that share its prefix") {
    struct Row {
        char const* network;
        char const* address;
        bool contained;
    };
    auto const row = GENERATE(values<Row>({{"192.168.6.133/24", "192.168.6.1", true},
                                           {"192.168.6.133/24", "192.168.7.1", false},
                                           {"10.0.0.0/8", "10.255.255.255", true},
                                           {"10.0.0.1/32", "10.0.0.1", true},
                                           {"10.0.0.1/32", "10.0.0.0", false},
                                           {"10.0.0.1/0", "203.0.113.9", true}}));
    INFO(row.network << " and " << row.address);
    CHECK(parse_ipv4_network(row.network)->contains(*parse_ipv4(row.address)) == row.contained);
}

TEST_CASE("Addresses are written as they are read") {
    CHECK(to_string(*parse_mac("00:0C:29:cd:de:c3")) == "00:0c:29:cd:de:c3");
    CHECK(to_string(*parse_ipv4("192.168.6.133")) == "192.168.6.133");
    CHECK(to_string(UdpEndpoint{*parse_ipv4("10.0.0.1"), 5060}) == "10.0.0.1:5060");
}
