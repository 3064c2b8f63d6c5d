#include "tests/catch.hpp"
#include "tests/sip/fixtures.hpp"
#include "voiplab/models/sip/header_fields.hpp"
#include "voiplab/models/sip/message.hpp"

#include <algorithm>

using namespace voiplab::sip;

namespace {

Message torture_message(std::string const& name) {
    auto const all = test::valid_torture_messages();
    auto const found = std::find_if(all.begin(), all.end(), [&name](auto const& each) { return each.name == name; });
    REQUIRE(found != all.end());
    auto message = parse_message(found->bytes);
    REQUIRE(message);
    return *message;
}

}  // namespace

TEST_CASE("well-formed torture messages of RFC 4475 parse") {
    for (auto const& fixture : test::valid_torture_messages()) {
        INFO(fixture.name);
        auto const message = parse_message(fixture.bytes);
        INFO((message ? "" : message.error().reason + " at " + std::to_string(message.error().offset)));
        CHECK(message.has_value());
    }
}

TEST_CASE("ill-formed torture messages of RFC 4475 are refused") {
    for (auto const& fixture : test::invalid_torture_messages()) {
        INFO(fixture.name);
        auto const message = parse_message(fixture.bytes);
        REQUIRE_FALSE(message.has_value());
        CHECK(message.error().offset <= fixture.bytes.size());
        CHECK_FALSE(message.error().reason.empty());
    }
}

// Where RFC 4475 says what is wrong: the offset falls on it.
TEST_CASE("the offset of an error points at what RFC 4475 calls wrong") {
    struct Row {
        std::string name;
        std::string wrong;
    };
    Row const rows[] = {
        {"badinv01", ";,;,,"},          {"ncl", "-999"},
        {"scalar02", "36893488147419"}, {"ltgtruri", "<sip:user"},
        {"lwsruri", " lr SIP"},         {"badvers", "SIP/7.0"},
        {"mismatch01", "8 INVITE"},     {"bigcode", "4294967301"},
        {"escruri", "?Route"},          {"regbadct", "?Route"},
        {"badaspec", " sip:t.watson"},  {"baddn", ", Alexander"},
        {"mcl01", "5\r\nContent-Type"},
    };
    auto const all = test::invalid_torture_messages();
    for (auto const& row : rows) {
        INFO(row.name);
        auto const found =
            std::find_if(all.begin(), all.end(), [&row](auto const& each) { return each.name == row.name; });
        REQUIRE(found != all.end());
        auto const message = parse_message(found->bytes);
        REQUIRE_FALSE(message.has_value());
        CHECK(message.error().offset == found->bytes.find(row.wrong));
    }
}

TEST_CASE("the short tortuous INVITE yields its fields unfolded") {
    auto const message = torture_message("wsinv");
    CHECK(message.header("To") == "sip:vivekg@chair-dnrc.example.com ;   tag    = 1918181833n");
    CHECK(message.header("Subject") == "");
    CHECK(message.header("newfangledheader") == "newfangled value continued newfangled value");
    CHECK(message.body.size() == 150);
    auto const vias = message.all("Via");
    REQUIRE(vias.size() == 2);
    CHECK(top_via(message).branch() == "390skdjuw");
    auto const rest = split_list(vias[1]);
    REQUIRE(rest.size() == 2);
    CHECK(parse_via(rest[0])->host == "spindle.example.com");
    CHECK(parse_via(rest[1])->branch() == "z9hG4bK30239");
    auto const from = parse_name_address(*message.header("From"));
    CHECK(from->display_name == R"("J Rosenberg \\\"")");
    CHECK(from->tag() == "98asjd8");
    auto const cseq = parse_cseq(*message.header("CSeq"));
    CHECK(cseq->number == 9);
    CHECK(cseq->method == "INVITE");
}

TEST_CASE("an escaped name of a header field is another field") {
    CHECK(torture_message("esc02").all("Contact").size() == 2);
}

TEST_CASE("what follows Content-Length is cut off") {
    CHECK(torture_message("dblreq").body.empty());
}

TEST_CASE("a message without Content-Length has the rest of the datagram for its body") {
    CHECK(torture_message("inv2543").body.size() == 150);
}
