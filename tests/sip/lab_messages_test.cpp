#include "tests/catch.hpp"
#include "tests/sip/fixtures.hpp"
#include "voiplab/models/sip/digest.hpp"
#include "voiplab/models/sip/header_fields.hpp"
#include "voiplab/models/sip/message.hpp"

#include <algorithm>

using namespace voiplab::sip;

namespace {

Message lab_message(std::string const& name) {
    auto const all = test::lab_messages();
    auto const found = std::find_if(all.begin(), all.end(), [&name](auto const& each) { return each.name == name; });
    REQUIRE(found != all.end());
    auto message = parse_message(found->bytes);
    REQUIRE(message);
    return *message;
}

}  // namespace

// The sizes are the payload lengths of the lab's captures (frame length less 44).
TEST_CASE("the lab's messages parse and are written again byte for byte") {
    for (auto const& fixture : test::lab_messages()) {
        INFO(fixture.name);
        CHECK(fixture.bytes.size() == fixture.size);
        auto const message = parse_message(fixture.bytes);
        REQUIRE(message);
        CHECK(to_bytes(*message) == fixture.bytes);
    }
}

TEST_CASE("an X-Lite INVITE yields its parts") {
    auto const message = lab_message("X-Lite INVITE");
    CHECK(message.is_request());
    CHECK(message.method() == "INVITE");
    CHECK(message.request_uri() == "sip:2010@192.168.6.133");
    CHECK(message.body() == test::xlite_offer());
    auto const via = top_via(message);
    CHECK(via.host == "192.168.6.135");
    CHECK(via.port == 55505);
    CHECK(via.branch() == "z9hG4bK-524287-1---3f5a7c912b4d6e80");
    REQUIRE(find_parameter(via.parameters, "rport") != nullptr);
    CHECK_FALSE(find_parameter(via.parameters, "rport")->value);
    auto const from = parse_name_address(*message.header("From"));
    REQUIRE(from);
    CHECK(from->display_name == "\"2000\"");
    CHECK(from->uri.user == "2000");
    CHECK(from->tag() == "4c2e190a");
    auto const contact = parse_name_address(*message.header("Contact"));
    REQUIRE(contact);
    REQUIRE(find_parameter(contact->uri.parameters, "rinstance") != nullptr);
    CHECK(find_parameter(contact->uri.parameters, "rinstance")->value == "3cd78b673e9dd0d7");
}

TEST_CASE("the method of a response is that of its CSeq") {
    auto const message = lab_message("X-Lite 200 to the BYE");
    CHECK(message.is_response());
    CHECK(message.status() == 200);
    CHECK(message.method() == "BYE");
}

// The responses in the fixtures were computed with `openssl dgst -md5` over RFC 2617's A1 and A2, password 12.
TEST_CASE("the lab's credentials answer its challenge") {
    auto const challenge = parse_challenge(*lab_message("Asterisk 401").header("WWW-Authenticate"));
    REQUIRE(challenge);
    CHECK(challenge->realm == "asterisk");
    CHECK(challenge->nonce == "1a2b3c4d");
    CHECK_FALSE(challenge->qop_auth);
    auto const invite = lab_message("X-Lite INVITE with Authorization");
    auto const credentials = parse_credentials(*invite.header("Authorization"));
    REQUIRE(credentials);
    CHECK(verifies(*credentials, "INVITE", "12"));
    CHECK_FALSE(verifies(*credentials, "INVITE", "13"));
    CHECK_FALSE(verifies(*credentials, "BYE", "12"));
    auto const bye = parse_credentials(*lab_message("Asterisk BYE to the caller").header("Proxy-Authorization"));
    REQUIRE(bye);
    CHECK(verifies(*bye, "BYE", "12"));
}
