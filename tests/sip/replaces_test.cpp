#include "voiplab/models/sip/replaces.hpp"

#include "tests/catch.hpp"

#include <string>

using namespace voiplab::sip;

TEST_CASE("a Replaces is read and written as RFC 3891 section 6.1 has it", "[replaces]") {
    // The example of section 6.1.
    std::string const value = "98732@sip.example.com;from-tag=r33th4x0r;to-tag=ff87ff";
    auto const replaces = parse_replaces(value);
    CHECK(replaces.call_id == "98732@sip.example.com");
    CHECK(replaces.to_tag == "ff87ff");
    CHECK(replaces.from_tag == "r33th4x0r");
    CHECK(parse_replaces(to_string(replaces)) == replaces);
    CHECK(parse_replaces("").call_id.empty());
    CHECK(parse_replaces("a").to_tag.empty());
    CHECK(parse_replaces("a;early-only;to-tag=b").to_tag == "b");
}

TEST_CASE("what may not stand in a URI's header value is escaped, and comes back", "[replaces]") {
    // RFC 5589 section 7.3's Refer-To escapes the @, the ; and the = of a Replaces.
    CHECK(escape_header_value("090459243588173445@a;to-tag=m") == "090459243588173445%40a%3Bto-tag%3Dm");
    std::string all;
    for (int byte = 0; byte < 256; ++byte) {
        all += static_cast<char>(byte);
    }
    CHECK(unescape_header_value(escape_header_value(all)) == all);
    for (auto const* const broken : {"%", "%4", "a%zz", "%4g"}) {
        CHECK(unescape_header_value(broken) == broken);
    }
}
