#include "voiplab/models/sip/header_fields.hpp"

#include "tests/catch.hpp"

using namespace voiplab::sip;

TEST_CASE("Via values are accepted or refused by the grammar") {
    struct Row {
        std::string_view text;
        std::string_view written;  // empty: refused
    };
    // RFC 3261 section 20.42, RFC 3581 (rport), RFC 5118 section 4.5 (received with and without brackets).
    Row const rows[] = {
        {"SIP/2.0/UDP 192.0.2.1", "SIP/2.0/UDP 192.0.2.1"},
        {"SIP / 2.0 / UDP first.example.com: 4000;ttl=16 ;maddr=224.2.0.1 ;branch=z9hG4bKa7c6a8dlze.1",
         "SIP/2.0/UDP first.example.com:4000;ttl=16;maddr=224.2.0.1;branch=z9hG4bKa7c6a8dlze.1"},
        {"SIP/2.0/UDP 192.0.2.1:5060;rport;branch=z9hG4bKx", "SIP/2.0/UDP 192.0.2.1:5060;rport;branch=z9hG4bKx"},
        {"SIP/2.0/UDP 192.0.2.1;rport=5060;received=192.0.2.9", "SIP/2.0/UDP 192.0.2.1;rport=5060;received=192.0.2.9"},
        {"SIP/2.0/UDP [2001:db8::9:1];received=2001:db8::9:255;branch=z9hG4bKas3-111",
         "SIP/2.0/UDP [2001:db8::9:1];received=2001:db8::9:255;branch=z9hG4bKas3-111"},
        {"SIP/2.0/UDP [2001:db8::9:1]:6050;received=[2001:db8::9:255]",
         "SIP/2.0/UDP [2001:db8::9:1]:6050;received=[2001:db8::9:255]"},
        {"", ""},
        {"SIP/2.0/UDP", ""},
        {"SIP/2.0/UDP ", ""},
        {"SIP/2.0 192.0.2.1", ""},
        {"SIP/2.0/UDP 192.0.2.1 trailing", ""},
        {"SIP/2.0/UDP 192.0.2.1:99999", ""},
        {"SIP/2.0/UDP 192.0.2.1;branch", ""},
        {"SIP/2.0/UDP 192.0.2.1;branch=\"quoted\"", ""},
        {"SIP/2.0/UDP 192.0.2.1;branch=a;branch=b", ""},
        {"SIP/2.0/UDP 192.0.2.1;received=example.com", ""},
        {"SIP/2.0/UDP 192.0.2.1;rport=65536", ""},
        {"SIP/2.0/UDP 192.0.2.1;ttl=256", ""},
        {"SIP/2.0/UDP 192.0.2.1;=x", ""},
    };
    for (auto const& row : rows) {
        INFO(row.text);
        auto const via = parse_via(row.text);
        CHECK(via.has_value() == !row.written.empty());
        if (via) CHECK(to_string(*via) == row.written);
        if (!via) CHECK(via.error().offset <= row.text.size());
    }
}

TEST_CASE("name-addr and addr-spec are accepted or refused by the grammar") {
    struct Row {
        std::string_view text;
        std::string_view written;  // empty: refused
    };
    Row const rows[] = {
        {"\"2000\"<sip:2000@192.168.6.133>;tag=4c2e190a", "\"2000\" <sip:2000@192.168.6.133>;tag=4c2e190a"},
        {"\"A. G. Bell\" <sip:agb@bell-telephone.com> ;tag=a48s",
         "\"A. G. Bell\" <sip:agb@bell-telephone.com>;tag=a48s"},
        {"sip:+12125551212@server.phone2net.com;tag=887s", "<sip:+12125551212@server.phone2net.com>;tag=887s"},
        {"Anonymous <sip:c8oqz84zk7z@privacy.org>;tag=hyh8", "Anonymous <sip:c8oqz84zk7z@privacy.org>;tag=hyh8"},
        {"<sip:a@b.c;lr>;expires=3600;q=0.7", "<sip:a@b.c;lr>;expires=3600;q=0.7"},
        {"Mr Bob  <sip:a@b.c>", "Mr Bob <sip:a@b.c>"},
        {"\"a > b, \\\" c\" <sip:a@b.c>", "\"a > b, \\\" c\" <sip:a@b.c>"},
        {"\"\" <sip:a@b.c>", "\"\" <sip:a@b.c>"},
        {"\"back\\\\\" <sip:a@b.c>", "\"back\\\\\" <sip:a@b.c>"},
        {"\"open\\\" <sip:a@b.c>", ""},
        {"<sip:a@b.c>;note=\"; \\\"x\\\", >\"", "<sip:a@b.c>;note=\"; \\\"x\\\", >\""},
        {"<sip:a@b.c>;note=\"open", ""},
        {"sip:a@b.c;note=\"<x>\"", "<sip:a@b.c>;note=\"<x>\""},
        {"", ""},
        {"<>", ""},
        {"<sip:a@b.c", ""},
        {"sip:a@b.c>", ""},
        {"\"open <sip:a@b.c>", ""},
        {"\"name\" sip:a@b.c", ""},
        {"<sip:a@b.c>;", ""},
        {"<sip:a@b.c>;tag", ""},
        {"<sip:a@b.c>;tag=", ""},
        {"<sip:a@b.c>;tag=a;tag=b", ""},
        {"<sip:a@b.c>, <sip:d@e.f>", ""},
        {"sip:a@b.c,x", ""},
    };
    for (auto const& row : rows) {
        INFO(row.text);
        auto const address = parse_name_address(row.text);
        CHECK(address.has_value() == !row.written.empty());
        if (address) CHECK(to_string(*address) == row.written);
        if (!address) CHECK(address.error().offset <= row.text.size());
    }
}

TEST_CASE("CSeq numbers stay below 2**31") {
    CHECK(parse_cseq("2147483647 INVITE")->number == 2147483647U);
    CHECK(parse_cseq("0 ACK")->number == 0);
    CHECK(parse_cseq("00042  \t NOTIFY")->method == "NOTIFY");
    for (auto const* const text :
         {"2147483648 INVITE", "4294967297 INVITE", "-1 INVITE", "INVITE", "1", "1 ", "1 a b", "1INVITE", "1 <"}) {
        INFO(text);
        CHECK_FALSE(parse_cseq(text).has_value());
    }
}

TEST_CASE("lists split at commas outside quotes and angle brackets") {
    using Parts = std::vector<std::string_view>;
    CHECK(split_list("a,b") == Parts{"a", "b"});
    CHECK(split_list(" a , b ") == Parts{"a", "b"});
    CHECK(split_list("") == Parts{});
    CHECK(split_list(" \t") == Parts{});
    CHECK(split_list("a,,b") == Parts{"a", "", "b"});
    CHECK(split_list("\"a, \\\", b\" <sip:x@y,z>, <sip:q@r>") == Parts{"\"a, \\\", b\" <sip:x@y,z>", "<sip:q@r>"});
    CHECK(split_list("\"open, b") == Parts{"\"open, b"});
}

TEST_CASE("the top Via is the first value of the first field") {
    Message message;
    message.add("v", "SIP/2.0/UDP first.example.com;branch=z9hG4bK1, SIP/2.0/UDP second.example.com");
    message.add("Via", "SIP/2.0/UDP third.example.com");
    CHECK(top_via(message).host == "first.example.com");
    CHECK(top_via(message).branch() == "z9hG4bK1");
}
