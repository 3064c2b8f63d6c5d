#include "tests/catch.hpp"
#include "tests/sip/transaction_support.hpp"

using namespace voiplab::sip;
using namespace voiplab::sip::testing;

namespace {

std::vector<std::string_view> list_of(FieldValues const& values) {
    return {values.begin(), values.end()};
}

std::vector<std::string> names(Message const& message) {
    std::vector<std::string> found;
    for (auto const header : message.fields())
        found.emplace_back(header.name);
    return found;
}

Message with_vias(Message message) {
    message.set("Via", "SIP/2.0/UDP p1.example.com;branch=z9hG4bKp1, SIP/2.0/UDP pc33.atlanta.com;branch=z9hG4bKua");
    return message;
}

TransportAddress destination(std::string_view via) {
    auto message = response("INVITE", 200);
    message.set("Via", via);
    return response_destination(message);
}

}  // namespace

TEST_CASE("the ACK to a failure is the one of RFC 3261 section 17.1.1.3") {
    auto const ack = make_failure_ack(request("INVITE"), response("INVITE", 486));
    CHECK(ack.request_line() == RequestLine{"ACK", "sip:bob@biloxi.com"});
    CHECK(ack.all("Via") == std::vector<std::string_view>{"SIP/2.0/UDP pc33.atlanta.com;branch=z9hG4bKkjshdyff"});
    CHECK(ack.header("To") == "Bob <sip:bob@biloxi.com>;tag=99sa0xk");
    CHECK(ack.header("From") == "Alice <sip:alice@atlanta.com>;tag=88sja8x");
    CHECK(ack.header("Max-Forwards") == "70");
    CHECK(ack.header("Call-ID") == "987asjd97y7atg");
    CHECK(ack.header("CSeq") == "986759 ACK");
    CHECK(ack.field_count() == 6);
}

TEST_CASE("the ACK to a failure and a CANCEL carry the INVITE's topmost Via alone, and its Route") {
    auto invite = with_vias(request("INVITE"));
    invite.add("Route", "<sip:p1.example.com;lr>");
    invite.add("Route", "<sip:p2.domain.com;lr>");
    for (auto const& message : {make_failure_ack(invite, response(invite, 404)), make_cancel(invite)}) {
        CHECK(message.all("Via") == std::vector<std::string_view>{"SIP/2.0/UDP p1.example.com;branch=z9hG4bKp1"});
        CHECK(message.all("Route") ==
              std::vector<std::string_view>{"<sip:p1.example.com;lr>", "<sip:p2.domain.com;lr>"});
    }
}

TEST_CASE("a CANCEL equals its INVITE in what RFC 3261 section 9.1 lists") {
    auto invite = request("INVITE");
    invite.add("Require", "100rel");  // section 9.1: neither Require nor Proxy-Require
    auto const cancel = make_cancel(invite);
    CHECK(cancel.request_line() == RequestLine{"CANCEL", "sip:bob@biloxi.com"});
    for (auto const* const name : {"Via", "To", "From", "Call-ID"}) {
        CHECK(cancel.header(name) == invite.header(name));
    }
    CHECK(cancel.header("CSeq") == "986759 CANCEL");
    CHECK_FALSE(cancel.header("Require"));
}

TEST_CASE("a response copies what RFC 3261 section 8.2.6.2 names, as it was spelled") {
    auto invite = with_vias(request("INVITE"));
    invite.add("Via", "SIP/2.0/UDP last.example.com;branch=z9hG4bKlast");
    invite.set("From", "\"2000\"<sip:2000@192.168.6.133>;tag=1a");
    auto const busy = make_response(invite, 486, "as12");
    CHECK(busy.status_line() == StatusLine{486, "Busy Here"});
    CHECK(list_of(busy.all("Via")) == list_of(invite.all("Via")));
    CHECK(busy.header("From") == invite.header("From"));
    CHECK(busy.header("To") == "Bob <sip:bob@biloxi.com>;tag=as12");
    CHECK(busy.header("Call-ID") == invite.header("Call-ID"));
    CHECK(busy.header("CSeq") == "986759 INVITE");
    CHECK(names(busy) == std::vector<std::string>{"Via", "Via", "From", "To", "Call-ID", "CSeq"});
    CHECK(make_response(invite, 486, "as12", "Line Busy").status_line().reason == "Line Busy");
}

TEST_CASE("a To that has a tag keeps it, and no tag leaves a To as it is") {
    auto invite = request("INVITE");
    CHECK(make_response(invite, 100, "").header("To") == "Bob <sip:bob@biloxi.com>");
    invite.set("To", "Bob <sip:bob@biloxi.com;tag=mine>");  // a parameter of the URI, not of the field
    CHECK(make_response(invite, 180, "as12").header("To") == "Bob <sip:bob@biloxi.com;tag=mine>;tag=as12");
    invite.set("To", "Bob <sip:bob@biloxi.com>;tag=99sa0xk");
    CHECK(make_response(invite, 200, "as12").header("To") == "Bob <sip:bob@biloxi.com>;tag=99sa0xk");
}

TEST_CASE("Record-Route is copied into the responses that can make a dialog") {
    // RFC 3261 section 12.1.1.
    struct Row {
        std::string_view method;
        int status;
        bool copied;
    };
    std::vector<Row> const rows{{"INVITE", 100, false},   {"INVITE", 101, true},  {"INVITE", 180, true},
                                {"INVITE", 200, true},    {"INVITE", 302, false}, {"INVITE", 486, false},
                                {"SUBSCRIBE", 200, true}, {"BYE", 200, false},    {"REGISTER", 200, false}};
    for (auto const& row : rows) {
        CAPTURE(row.method, row.status);
        auto original = request(row.method);
        original.add("Record-Route", "<sip:p2.domain.com;lr>, <sip:p1.example.com;lr>");
        original.add("Record-Route", "<sip:p0.example.com;lr>");
        auto const expected = row.copied ? list_of(original.all("Record-Route")) : std::vector<std::string_view>{};
        auto const answer = response(original, row.status);
        CHECK(list_of(answer.all("Record-Route")) == expected);
    }
}

TEST_CASE("Timestamp is copied into a 100 and into nothing else") {
    // RFC 3261 section 8.2.6.1.
    auto invite = request("INVITE");
    invite.add("Timestamp", "54.21");
    CHECK(response(invite, 100).header("Timestamp") == "54.21");
    CHECK_FALSE(response(invite, 180).header("Timestamp"));
}

TEST_CASE("a response goes where its topmost Via says") {
    // RFC 3261 section 18.2.2 and RFC 3581 section 4; the fifth is RFC 3581 section 5's own example.
    struct Row {
        std::string_view via;
        TransportAddress to;
    };
    std::vector<Row> const rows{
        {"SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1", {"192.0.2.1", 5060}},
        {"SIP/2.0/UDP 192.0.2.1:4000;branch=z9hG4bK1", {"192.0.2.1", 4000}},
        {"SIP/2.0/UDP 192.0.2.1:4000;branch=z9hG4bK1;rport", {"192.0.2.1", 4000}},
        {"SIP/2.0/UDP bobspc.biloxi.com:5070;received=192.0.2.4;branch=z9hG4bK1", {"192.0.2.4", 5070}},
        {"SIP/2.0/UDP 10.1.1.1:4540;received=192.0.2.1;rport=9988;branch=z9hG4bKkjshdyff", {"192.0.2.1", 9988}},
        {"SIP/2.0/UDP 192.168.6.136:52148;branch=z9hG4bK1;rport=5060", {"192.168.6.136", 5060}},
        {"SIP/2.0/UDP 192.0.2.1, SIP/2.0/UDP 192.0.2.9:9;received=192.0.2.8", {"192.0.2.1", 5060}},
    };
    for (auto const& row : rows) {
        CAPTURE(row.via);
        CHECK(destination(row.via) == row.to);
    }
}
