#include "voiplab/models/sip/dialog.hpp"

#include "tests/catch.hpp"
#include "voiplab/models/sip/transaction_layer.hpp"

using namespace voiplab::sip;

namespace {

// The INVITE of RFC 3261 section 16.12.1.1 as it reaches U2, behind P1 and P2.
Message invite() {
    Message message(RequestLine{"INVITE", "sip:callee@u2.domain.com"});
    message.add("Via", "SIP/2.0/UDP u1.example.com;branch=z9hG4bK1");
    message.add("From", "\"U1\"<sip:caller@u1.example.com>;tag=AbC1");
    message.add("To", "sip:callee@domain.com");
    message.add("Call-ID", "0ha0isndaksdj");
    message.add("CSeq", "8 INVITE");
    message.add("Contact", "<sip:caller@u1.example.com:5070;rinstance=1>;q=1");
    message.add("Record-Route", "<sip:p2.domain.com;lr>");
    message.add("Record-Route", "<sip:p1.example.com;lr>");
    return message;
}

Message answer(int status = 200) {
    auto message = make_response(invite(), status, "314159");
    message.add("Contact", "sip:callee@u2.domain.com;expires=9");
    return message;
}

Dialog caller() {
    return Dialog::of_client(invite(), answer());
}
Dialog callee() {
    return Dialog::of_server(invite(), "314159");
}

Dialog with_routes(std::string_view routes) {
    auto message = invite();
    message.remove("Record-Route");
    message.remove("Record-Route");
    message.add("Record-Route", routes);
    message.set("Contact", "<sip:user@remoteua>");
    return Dialog::of_server(message, "1");
}

using Routes = std::vector<std::string_view>;

}  // namespace

TEST_CASE("the two ends of a call hold the same dialog from opposite sides") {
    // RFC 3261 section 12.1.1 and 12.1.2; the route sets and targets are those of section 16.12.1.1.
    auto const ours = caller();
    auto const theirs = callee();
    CHECK(ours.call_id() == "0ha0isndaksdj");
    CHECK(theirs.call_id() == ours.call_id());
    CHECK(ours.local_address() == "\"U1\"<sip:caller@u1.example.com>;tag=AbC1");
    CHECK(ours.remote_address() == "sip:callee@domain.com;tag=314159");
    CHECK(theirs.local_address() == ours.remote_address());
    CHECK(theirs.remote_address() == ours.local_address());
    CHECK(ours.remote_target() == "sip:callee@u2.domain.com");
    CHECK(theirs.remote_target() == "sip:caller@u1.example.com:5070;rinstance=1");
    CHECK(ours.route_set() == std::vector<std::string>{"<sip:p1.example.com;lr>", "<sip:p2.domain.com;lr>"});
    CHECK(theirs.route_set() == std::vector<std::string>{"<sip:p2.domain.com;lr>", "<sip:p1.example.com;lr>"});
    CHECK(ours.local_sequence() == 8);
    CHECK(theirs.local_sequence() == 0);
}

TEST_CASE("what is left of an INVITE makes the dialogs and the ACKs that the whole one made") {
    auto const basis = dialog_basis(invite());
    auto const dialog = Dialog::of_client(basis, answer());
    CHECK(dialog.ack(basis.sequence().number) == caller().ack(8));
    CHECK(dialog.remote_target() == caller().remote_target());
    // Nothing but what a dialog is made of.
    CHECK(basis.field_count() == 4);
    CHECK(basis.request_uri() == "sip:callee@u2.domain.com");
    CHECK(basis.tag(HeaderName::from) == "AbC1");
    CHECK(basis.tag(HeaderName::to).empty());
}

TEST_CASE("another callee's answer makes with the first one's dialog what it makes with the INVITE") {
    auto response = make_response(invite(), 200, "271828");
    auto const same = [&response] {
        auto from_dialog = caller().of_fork(response);
        auto from_invite = Dialog::of_client(invite(), response);
        CHECK(from_dialog.ack(8) == from_invite.ack(8));
        CHECK(from_dialog.request("BYE") == from_invite.request("BYE"));
        CHECK(from_dialog.remote_address() == "sip:callee@domain.com;tag=271828");
        return from_dialog;
    };
    response.add("Contact", "<sip:callee@u3.domain.com>");
    CHECK(same().remote_target() == "sip:callee@u3.domain.com");
    response.remove("Record-Route");
    CHECK(same().route_set().empty());
    // Never at the first one's Contact.
    response.remove("Contact");
    CHECK(caller().of_fork(response).remote_target() == "sip:callee@domain.com");
}

TEST_CASE("Record-Route values in one field make the same route set as in several") {
    auto message = invite();
    message.remove("Record-Route");
    message.remove("Record-Route");
    message.add("Record-Route", "<sip:p2.domain.com;lr>, <sip:p1.example.com;lr>");
    CHECK(Dialog::of_server(message, "1").route_set() == callee().route_set());
}

TEST_CASE("a callee keeps a tag that a To had already") {
    auto message = invite();
    message.set("To", "<sip:callee@domain.com>;tag=have");
    CHECK(Dialog::of_server(message, "other").local_address() == "<sip:callee@domain.com>;tag=have");
}

TEST_CASE("a request goes to the remote target along loose routes") {
    // RFC 3261 section 16.12.1.1: "BYE sip:callee@u2.domain.com", Route: P1, P2.
    auto dialog = caller();
    auto const bye = dialog.request("BYE");
    CHECK(bye.request_line() == RequestLine{"BYE", "sip:callee@u2.domain.com"});
    std::vector<HeaderField> const expected{{"From", "\"U1\"<sip:caller@u1.example.com>;tag=AbC1"},
                                            {"To", "sip:callee@domain.com;tag=314159"},
                                            {"Call-ID", "0ha0isndaksdj"},
                                            {"CSeq", "9 BYE"},
                                            {"Route", "<sip:p1.example.com;lr>"},
                                            {"Route", "<sip:p2.domain.com;lr>"}};
    CHECK(bye.fields() == expected);
}

TEST_CASE("a request by way of a strict router carries the remote target as its last Route") {
    // The example of RFC 3261 section 12.2.1.1.
    auto dialog = with_routes("<sip:proxy1>,<sip:proxy2>,<sip:proxy3;lr>,<sip:proxy4>");
    auto const message = dialog.request("INFO");
    CHECK(message.request_uri() == "sip:proxy1");
    CHECK(message.all("Route") == Routes{"<sip:proxy2>", "<sip:proxy3;lr>", "<sip:proxy4>", "<sip:user@remoteua>"});
}

TEST_CASE("a strict router's URI loses what a request-URI may not carry") {
    // RFC 3261 section 19.1.1, table 1: neither a method parameter nor headers.
    auto dialog = with_routes("<sip:proxy1;method=INVITE;transport=udp?Subject=x>");
    CHECK(dialog.request("BYE").request_uri() == "sip:proxy1;transport=udp");
}

TEST_CASE("each request takes the next CSeq number, save ACK and CANCEL") {
    // RFC 3261 section 12.2.1.1.
    auto dialog = caller();
    CHECK(dialog.request("INVITE").header("CSeq") == "9 INVITE");
    CHECK(dialog.request("CANCEL").header("CSeq") == "9 CANCEL");
    CHECK(dialog.request("ACK").header("CSeq") == "9 ACK");
    CHECK(dialog.request("BYE").header("CSeq") == "10 BYE");
    CHECK(dialog.ack(9).header("CSeq") == "9 ACK");
    CHECK(dialog.local_sequence() == 10);
    auto other = callee();
    CHECK(other.request("BYE").header("CSeq") == "1 BYE");
    auto started = callee();
    started.set_local_sequence(101);
    CHECK(started.request("INVITE").header("CSeq") == "102 INVITE");
}

TEST_CASE("the ACK to a 2xx goes the way of every other request") {
    auto dialog = caller();
    auto const ack = dialog.ack(8);
    CHECK(ack.request_line() == RequestLine{"ACK", "sip:callee@u2.domain.com"});
    CHECK(ack.all("Route") == Routes{"<sip:p1.example.com;lr>", "<sip:p2.domain.com;lr>"});
    CHECK(ack.header("To") == dialog.remote_address());
}

TEST_CASE("messages are matched to a dialog by Call-ID and both tags") {
    // RFC 3261 section 12.2.2; tags are tokens, so case does not count (section 7.3.1).
    auto ours = caller();
    auto const theirs = callee();
    auto const bye = ours.request("BYE");
    CHECK(theirs.matches(bye));
    CHECK_FALSE(ours.matches(bye));
    CHECK(ours.matches(make_response(bye, 200, "")));
    CHECK_FALSE(theirs.matches(make_response(bye, 200, "")));
    struct Row {
        std::string_view field;
        std::string_view value;
        bool matches;
    };
    std::vector<Row> const rows{{"Call-ID", "0HA0isndaksdj", false},
                                {"From", "<sip:else@where>;tag=abc1", true},
                                {"From", "<sip:caller@u1.example.com>;tag=AbC2", false},
                                {"From", "<sip:caller@u1.example.com>", false},
                                {"To", "<sip:else@where>;tag=314159", true},
                                {"To", "<sip:callee@domain.com>;tag=31415", false},
                                {"To", "<sip:callee@domain.com>", false}};
    for (auto const& row : rows) {
        CAPTURE(row.field, row.value);
        auto changed = bye;
        changed.set(row.field, row.value);
        CHECK(theirs.matches(changed) == row.matches);
    }
}

TEST_CASE("a peer without a tag is matched by messages without one") {
    // RFC 2543 peers (RFC 3261 section 12.1.1).
    auto message = invite();
    message.set("From", "<sip:caller@u1.example.com>");
    auto const dialog = Dialog::of_server(message, "314159");
    message.set("To", "<sip:callee@domain.com>;tag=314159");
    CHECK(dialog.matches(message));
    message.set("From", "<sip:caller@u1.example.com>;tag=late");
    CHECK_FALSE(dialog.matches(message));
}

TEST_CASE("a request whose CSeq is lower than the last one's is out of order") {
    // RFC 3261 section 12.2.2: gaps are allowed, ACK and CANCEL repeat the INVITE's number.
    auto dialog = callee();
    auto const arrives = [&dialog](std::string_view method, std::uint32_t number) {
        auto message = invite();
        message.set_start(RequestLine{method, "sip:callee@u2.domain.com"});
        message.set("CSeq", std::to_string(number) + ' ' + std::string(method));
        return dialog.accept_sequence(message);
    };
    CHECK(arrives("ACK", 8));
    CHECK_FALSE(arrives("BYE", 7));
    CHECK(arrives("INFO", 20));
    CHECK_FALSE(arrives("INVITE", 19));
    CHECK(arrives("ACK", 8));
    CHECK(arrives("INVITE", 21));
    CHECK(arrives("CANCEL", 21));
    CHECK_FALSE(arrives("BYE", 20));
    CHECK(arrives("BYE", 22));
}

TEST_CASE("the first request from a callee sets the caller's remote sequence") {
    auto dialog = caller();
    auto other = callee();
    other.set_local_sequence(500);
    CHECK(dialog.accept_sequence(other.request("INFO")));  // 501: the first, whatever its number
    other.set_local_sequence(499);
    CHECK_FALSE(dialog.accept_sequence(other.request("INFO")));
}

TEST_CASE("the Contact of a target refresh and of its 2xx moves the remote target") {
    // RFC 3261 section 12.2.1.2 and 12.2.2.
    struct Row {
        std::string_view method;
        int status;  // 0: the request
        std::string_view contact;
        std::string_view target;
    };
    std::string_view const before = "sip:callee@u2.domain.com";
    std::string_view const moved = "sip:callee@moved:5062;x=y";
    std::vector<Row> const rows{
        {"INVITE", 0, "\"<B>\" <sip:callee@moved:5062;x=y>;q=1", moved},
        {"UPDATE", 0, "<sip:callee@moved:5062;x=y>", moved},
        {"INVITE", 200, "<sip:callee@moved:5062;x=y>", moved},
        {"INVITE", 180, "<sip:callee@moved:5062;x=y>", before},
        {"INVITE", 302, "<sip:callee@moved:5062;x=y>", before},
        {"BYE", 0, "<sip:callee@moved:5062;x=y>", before},
        {"BYE", 200, "<sip:callee@moved:5062;x=y>", before},
        {"INVITE", 0, "*", before},
        {"INVITE", 0, "<sip:", before},
    };
    for (auto const& row : rows) {
        CAPTURE(row.method, row.status, row.contact);
        auto dialog = caller();
        auto message = callee().request(row.method);
        if (row.status != 0) message = make_response(caller().request(row.method), row.status, "");
        message.set("Contact", row.contact);
        dialog.refresh_target(message);
        CHECK(dialog.remote_target() == row.target);
    }
}

TEST_CASE("a message without Contact leaves the remote target alone") {
    auto dialog = caller();
    dialog.refresh_target(callee().request("INVITE"));
    CHECK(dialog.remote_target() == "sip:callee@u2.domain.com");
}
