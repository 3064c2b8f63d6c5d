#include "tests/catch.hpp"
#include "voiplab/models/sip/header_fields.hpp"

using namespace voiplab::sip;

TEST_CASE("a SIP URI is taken apart") {
    auto const uri = parse_uri("SIPS:al%69ce:s%3Acret@Atlanta.COM:5061;transport=tcp;lr?subject=a%20b&priority=urgent");
    REQUIRE(uri);
    CHECK(uri->scheme == "sips");
    CHECK(uri->user == "al%69ce");
    CHECK(uri->password == "s%3Acret");
    CHECK(uri->host == "Atlanta.COM");
    CHECK(uri->port == 5061);
    CHECK(uri->parameters == Parameters{{"transport", "tcp"}, {"lr", std::nullopt}});
    CHECK(uri->headers == "subject=a%20b&priority=urgent");
    CHECK(to_string(*uri) == "sips:al%69ce:s%3Acret@Atlanta.COM:5061;transport=tcp;lr?subject=a%20b&priority=urgent");
}

TEST_CASE("a URI of another scheme keeps what stands behind its colon") {
    auto const uri = parse_uri("tel:+1-201-555-0123;phone-context=example.com");
    REQUIRE(uri);
    CHECK(uri->scheme == "tel");
    CHECK(uri->opaque == "+1-201-555-0123;phone-context=example.com");
    CHECK(to_string(*uri) == "tel:+1-201-555-0123;phone-context=example.com");
}

// RFC 3261 section 19.1.3 and 25.1; the IPv6 ones are RFC 5118's.
TEST_CASE("URIs are accepted or refused by the grammar") {
    struct Row {
        std::string_view text;
        bool valid;
    };
    Row const rows[] = {
        {"sip:alice@atlanta.com", true},
        {"sip:alice:secretword@atlanta.com;transport=tcp", true},
        {"sips:1212@gateway.com", true},
        {"sip:+1-212-555-1212:1234@gateway.com;user=phone", true},
        {"sip:atlanta.com;method=REGISTER?to=alice%40atlanta.com", true},
        {"sip:alice;day=tuesday@atlanta.com", true},
        {"sip:[2001:db8::10]", true},
        {"sip:[2001:db8::10]:5070", true},
        {"sip:user@[2001:db8::192.0.2.1]", true},
        {"sip:[::1]", true},
        {"sip:[1:2:3:4:5:6:7:8]", true},
        {"sip:example.com.", true},
        {"sip:2001:db8::10", false},
        {"sip:user@[2001:db8:::192.0.2.1]", false},
        {"sip:[1:2:3:4:5:6:7]", false},
        {"sip:[1:2:3:4:5:6:7:8:9]", false},
        {"sip:[1::2::3]", false},
        {"sip:[12345::]", false},
        {"sip:[::1", false},
        {"", false},
        {"sip", false},
        {"sip:", false},
        {":alice@atlanta.com", false},
        {"1sip:alice@atlanta.com", false},
        {"sip:@atlanta.com", false},
        {"sip:alice@", false},
        {"sip:alice@bob@atlanta.com", false},
        {"sip:al ice@atlanta.com", false},
        {"sip:alice@atlanta.com:", false},
        {"sip:alice@atlanta.com:65536", false},
        {"sip:alice@atlanta.com:5060x", false},
        {"sip:alice@atlanta.com;", false},
        {"sip:alice@atlanta.com;lr;LR", false},
        {"sip:alice@atlanta.com;transport=", false},
        {"sip:alice@atlanta.com?", false},
        {"sip:alice@atlanta.com?subject", false},
        {"sip:%61%40%00@atlanta.com;p%61r=v%41?s%75bject=%20", true},
        {"sip:alice@atl%61nta.com", false},
        {"sip:alice@atlanta.com;p=%4x", false},
        {"sip:alice@atlanta.com?subject=%", false},
        {"sip:al%4", false},
        {"sip:al%4gice@atlanta.com", false},
        {"sip:alice@256.1.1.1", false},
        {"sip:alice@1.2.3", false},
        {"sip:alice@-atlanta.com", false},
        {"sip:alice@atlanta..com", false},
        {"sip:alice@under_score.com", false},
        {"tel:", false},
        {"tel:<1>", false},
    };
    for (auto const& row : rows) {
        INFO(row.text);
        auto const uri = parse_uri(row.text);
        CHECK(uri.has_value() == row.valid);
        if (uri) CHECK(to_string(*uri) == row.text);
        if (!uri) CHECK(uri.error().offset <= row.text.size());
    }
}

// The sets of RFC 3261 section 19.1.4.
TEST_CASE("URIs are equivalent by the rules of section 19.1.4") {
    struct Row {
        std::string_view a, b;
        bool equal;
    };
    Row const rows[] = {
        {"sip:%61lice@atlanta.com;transport=TCP", "sip:alice@AtLanTa.CoM;Transport=tcp", true},
        {"sip:carol@chicago.com", "sip:carol@chicago.com;newparam=5", true},
        {"sip:carol@chicago.com;newparam=5", "sip:carol@chicago.com;security=on", true},
        {"sip:biloxi.com;transport=tcp;method=REGISTER?to=sip:bob%40biloxi.com",
         "sip:biloxi.com;method=REGISTER;transport=tcp?to=sip:bob%40biloxi.com", true},
        {"sip:alice@atlanta.com?subject=project%20x&priority=urgent",
         "sip:alice@atlanta.com?priority=urgent&subject=project%20x", true},
        {"SIP:ALICE@AtLanTa.CoM;Transport=udp", "sip:alice@AtLanTa.CoM;Transport=UDP", false},
        {"sip:bob@biloxi.com", "sip:bob@biloxi.com:5060", false},
        {"sip:bob@biloxi.com", "sip:bob@biloxi.com;transport=udp", false},
        {"sip:bob@biloxi.com", "sip:bob@biloxi.com:6000;transport=tcp", false},
        {"sip:carol@chicago.com", "sip:carol@chicago.com?Subject=next%20meeting", false},
        {"sip:bob@phone21.boxesbybob.com", "sip:bob@192.0.2.4", false},
        {"sip:carol@chicago.com;security=on", "sip:carol@chicago.com;security=off", false},
        {"sip:bob@biloxi.com", "sips:bob@biloxi.com", false},
        {"sip:bob@biloxi.com;maddr=192.0.2.1", "sip:bob@biloxi.com", false},
        {"sip:b%3bb@biloxi.com", "sip:b%3Bb@biloxi.com", true},
        {"sip:b%3bb@biloxi.com", "sip:b;b@biloxi.com", false},
    };
    for (auto const& row : rows) {
        INFO(row.a << " and " << row.b);
        CHECK(equivalent(*parse_uri(row.a), *parse_uri(row.b)) == row.equal);
        CHECK(equivalent(*parse_uri(row.b), *parse_uri(row.a)) == row.equal);
    }
}
