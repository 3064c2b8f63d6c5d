#include "tests/catch.hpp"
#include "tests/sip/fixtures.hpp"
#include "voiplab/models/sip/digest.hpp"
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

std::vector<std::string_view> list_of(FieldValues const& values) {
    return {values.begin(), values.end()};
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
        {"mcl01", "5\r\nContent-Type"}, {"baddate", "EST"},
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
    CHECK(message.body().size() == 150);
    auto const vias = list_of(message.all("Via"));
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
    auto const message = torture_message("esc02");
    CHECK(message.all("Contact").size() == 2);
    CHECK(message.method() == "RE%47IST%45R");
}

TEST_CASE("what follows Content-Length is cut off") {
    CHECK(torture_message("dblreq").body().empty());
}

TEST_CASE("a message without Content-Length has the rest of the datagram for its body") {
    CHECK(torture_message("inv2543").body().size() == 105);
}

TEST_CASE("the longest of the valid torture messages keeps its 34 hops in order") {
    auto const message = torture_message("longreq");
    auto const vias = list_of(message.all("Via"));
    REQUIRE(vias.size() == 34);
    CHECK(parse_via(vias.front())->host == "sip33.example.com");
    CHECK(parse_via(vias[32])->host == "sip1.example.com");
    CHECK(parse_via(vias.back())->branch().size() == 4 + 50 * 4 + 11);
}

TEST_CASE("the wide range of valid characters stays as it is spelled") {
    auto const message = torture_message("intmeth");
    CHECK(message.method() == "!interesting-Method0123456789_*+`.%indeed'~");
    auto const uri = parse_uri(message.request_uri());
    REQUIRE(uri);
    CHECK(uri->user == "1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*");
    CHECK(uri->password == "&it+has=1,weird!*pas$wo~d_too.(doesn't-it)");
    CHECK(parse_name_address(*message.header("From"))->display_name == "token1~` token2'+_ token3*%!.-");
    CHECK(message.header("extensionHeader-!.%*+_`'~") == "\xef\xbb\xbf\xe5\xa4\xa7\xe5\x81\x9c\xe9\x9b\xbb");
}

TEST_CASE("escapes in URIs of torture messages mean what they stand for") {
    auto const message = torture_message("esc01");
    CHECK(parse_uri(message.request_uri())->user == "sips%3Auser%40example.com");
    CHECK(equivalent(parse_name_address(*message.header("To"))->uri, *parse_uri("sip:user@example.com")));
    auto const contact = parse_name_address(*message.header("Contact"))->uri;
    CHECK(equivalent(contact, *parse_uri("sip:caller@host5.example.net;lr;name=value%2541")));
    auto const request = torture_message("escnull");
    auto const nulls = list_of(request.all("Contact"));
    REQUIRE(nulls.size() == 2);
    CHECK_FALSE(equivalent(parse_name_address(nulls[0])->uri, parse_name_address(nulls[1])->uri));
    CHECK(parse_uri(torture_message("semiuri").request_uri())->user == "user;par=u%40example.net");
}

TEST_CASE("a parameter of a Contact and one of its URI are told apart") {
    auto const bare = parse_name_address(*torture_message("cparam01").header("Contact"));
    CHECK(find_parameter(bare->parameters, "unknownparam") != nullptr);
    CHECK(bare->uri.parameters.empty());
    auto const bracketed = parse_name_address(*torture_message("cparam02").header("Contact"));
    CHECK(find_parameter(bracketed->uri.parameters, "unknownparam") != nullptr);
    CHECK(bracketed->parameters.empty());
    CHECK(parse_name_address(*torture_message("regescrt").header("Contact"))->uri.headers ==
          "Route=%3Csip:sip.example.com%3E");
}

TEST_CASE("start lines without a usual reason, method or scheme are read") {
    CHECK(torture_message("unreason").status_line().reason.starts_with("= 2**3 * 5**2 "));
    CHECK(torture_message("noreason").status_line().reason.empty());
    CHECK(parse_uri(torture_message("unkscm").request_uri())->scheme == "nobodyknowsthisscheme");
    CHECK(parse_uri(torture_message("novelsc").request_uri())->scheme == "soap.beep");
    CHECK(parse_name_address(*torture_message("unksm2").header("To"))->uri.scheme == "isbn");
    CHECK(parse_name_address(*torture_message("lwsdisp").header("From"))->display_name == "caller");
}

// RFC 4475 sections 3.2 and 3.3: a user agent refuses or drops these by what they mean; their form is sound.
TEST_CASE("what is wrong by its meaning alone reaches the layers above whole") {
    CHECK(top_via(torture_message("badbranch")).branch() == "z9hG4bK");
    CHECK(split_list(*torture_message("bext01").header("Require")).size() == 2);
    CHECK(torture_message("invut").header("Content-Type") == "application/unknownformat");
    CHECK(torture_message("invut").body().size() == 40);
    CHECK_FALSE(parse_credentials(*torture_message("regaut01").header("Authorization")).has_value());
    CHECK(torture_message("zeromf").header("Max-Forwards") == "0");
    CHECK(torture_message("sdp01").header("Accept") == "text/nobodyKnowsThis");
    auto const response = torture_message("bcast");
    auto const vias = list_of(response.all("Via"));
    REQUIRE(vias.size() == 2);
    CHECK(parse_via(vias[1])->host == "255.255.255.255");
    auto const request = torture_message("transports");
    auto const transports = list_of(request.all("Via"));
    REQUIRE(transports.size() == 5);
    CHECK(parse_via(transports[3])->transport == "UNKNOWN");
}
