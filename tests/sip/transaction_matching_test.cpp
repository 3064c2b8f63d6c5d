#include "tests/catch.hpp"
#include "tests/sip/transaction_support.hpp"

using namespace voiplab::sip;
using namespace voiplab::sip::testing;

namespace {

TransportAddress const alice{"192.0.2.1", 5060};
TransportAddress const bob{"192.0.2.4", 5060};

TransactionEffects receive(TransactionLayer& layer, Message const& message) {
    TransactionEffects effects;
    layer.receive(message, alice, at(0s), effects);
    return effects;
}

std::size_t requests_heard(TransactionLayer& layer, Message const& message) {
    return events_of<RequestArrived>(receive(layer, message)).size();
}

Message with(Message message, std::string_view name, std::string_view value) {
    message.set(name, value);
    return message;
}

// A request as RFC 2543 allowed it: no branch at all.
Message old_request(std::string_view method, std::string_view number = "1") {
    auto message = with(request(method), "Via", "SIP/2.0/UDP pc33.atlanta.com:5060");
    return with(message, "CSeq", std::string(number) + ' ' + std::string(method));
}

TransactionId only_request(TransactionEffects const& effects) {
    auto const requests = events_of<RequestArrived>(effects);
    REQUIRE(requests.size() == 1);
    return requests.front().transaction;
}

}  // namespace

TEST_CASE("a response is matched by its topmost branch and the method of its CSeq") {
    // RFC 3261 section 17.1.3: a CANCEL shares its INVITE's branch, so the method has to tell them apart.
    TransactionLayer layer;
    TransactionEffects effects;
    auto const invite = request("INVITE");
    auto const invite_id = layer.request(invite, bob, at(0s), effects);
    auto const cancel_id = layer.request(make_cancel(invite), bob, at(1s), effects);
    auto const to_cancel = events_of<ResponseArrived>(receive(layer, response("CANCEL", 200)));
    REQUIRE(to_cancel.size() == 1);
    CHECK(to_cancel.front().transaction == cancel_id);
    auto const to_invite = events_of<ResponseArrived>(receive(layer, response("INVITE", 487)));
    REQUIRE(to_invite.size() == 1);
    CHECK(to_invite.front().transaction == invite_id);
}

TEST_CASE("branches are compared without case, methods with it") {
    // RFC 3261 section 7.3.1: tokens are case-insensitive; section 7.1: method names are case-sensitive.
    TransactionLayer layer;
    TransactionEffects effects;
    layer.request(request("INVITE", "z9hG4bKabc"), bob, at(0s), effects);
    auto const upper = response(request("INVITE", "Z9HG4BKABC"), 180);
    CHECK(events_of<ResponseArrived>(receive(layer, upper)).size() == 1);
    auto const lower_method = with(response(request("INVITE", "z9hG4bKabc"), 180), "CSeq", "986759 invite");
    CHECK(events_of<StrayResponse>(receive(layer, lower_method)).size() == 1);
}

TEST_CASE("a response that matches no transaction is a stray and changes nothing") {
    TransactionLayer layer;
    TransactionEffects effects;
    layer.request(request("INVITE"), bob, at(0s), effects);
    auto const stray = receive(layer, response(request("INVITE", "z9hG4bKother"), 200));
    REQUIRE(stray.events.size() == 1);
    auto const* const event = std::get_if<StrayResponse>(&stray.events.front());
    REQUIRE(event != nullptr);
    CHECK(event->from == alice);
    CHECK(event->response.status() == 200);
    CHECK(stray.transmissions.empty());
    CHECK(layer.deadline() == at(500ms));
}

TEST_CASE("requests with the magic cookie are told apart by branch, sent-by and method") {
    // RFC 3261 section 17.2.3.
    TransactionLayer layer;
    REQUIRE(requests_heard(layer, request("BYE", "z9hG4bK1")) == 1);
    CHECK(requests_heard(layer, request("BYE", "z9hG4bK1")) == 0);
    CHECK(requests_heard(layer, request("BYE", "z9hG4bK2")) == 1);
    CHECK(requests_heard(layer, request("INFO", "z9hG4bK1")) == 1);
    auto const via = "SIP/2.0/UDP pc33.atlanta.com:5070;branch=z9hG4bK1";
    CHECK(requests_heard(layer, with(request("BYE"), "Via", via)) == 1);
    // 5060 is what a sent-by without a port means (section 18.2.2).
    auto const default_port = "SIP/2.0/UDP PC33.atlanta.com:5060;rport;branch=z9hG4bK1";
    CHECK(requests_heard(layer, with(request("BYE"), "Via", default_port)) == 0);
    CHECK(layer.size() == 4);
}

TEST_CASE("requests without the magic cookie are told apart by the topmost Via, Call-ID and CSeq") {
    TransactionLayer layer;
    REQUIRE(requests_heard(layer, old_request("INVITE")) == 1);
    CHECK(requests_heard(layer, old_request("INVITE")) == 0);
    CHECK(requests_heard(layer, old_request("INVITE", "2")) == 1);
    CHECK(requests_heard(layer, old_request("BYE", "2")) == 1);
    CHECK(requests_heard(layer, with(old_request("INVITE"), "Call-ID", "other")) == 1);
    CHECK(requests_heard(layer, with(old_request("INVITE"), "Via", "SIP/2.0/UDP pc34.atlanta.com")) == 1);
    CHECK(requests_heard(layer, with(old_request("INVITE"), "Via", "SIP/2.0/UDP pc34.atlanta.com;branch=1")) == 1);
}

TEST_CASE("an ACK to a failure belongs to its INVITE and is heard by nobody, with and without the magic cookie") {
    for (auto const& invite : {request("INVITE"), old_request("INVITE")}) {
        TransactionLayer layer;
        TransactionEffects effects;
        auto const id = only_request(receive(layer, invite));
        auto const busy = response(invite, 486);
        layer.respond(id, busy, at(0s), effects);
        CHECK(receive(layer, make_failure_ack(invite, busy)).events.empty());
        CHECK(layer.deadline() == at(5s));  // confirmed: timer I
        CHECK(events_of<TransactionTerminated>(run_out(layer)).size() == 1);
        CHECK(layer.size() == 0);
    }
}

TEST_CASE("an ACK to a 2xx is heard as such, whether its branch is its own or the INVITE's") {
    // Its own is what section 13.2.2.4 asks for; the INVITE's comes from RFC 2543 elements (RFC 6026 section 7.1).
    for (auto const* const branch : {"z9hG4bKown", "z9hG4bKkjshdyff"}) {
        TransactionLayer layer;
        TransactionEffects effects;
        auto const id = only_request(receive(layer, request("INVITE")));
        layer.respond(id, response("INVITE", 200), at(0s), effects);
        auto const heard = receive(layer, request("ACK", branch));
        REQUIRE(heard.events.size() == 1);
        CHECK(std::get<AckArrived>(heard.events.front()).from == alice);
        CHECK(heard.transmissions.empty());
        CHECK(layer.size() == 1);
    }
}

TEST_CASE("an ACK to nothing at all is heard and opens no transaction") {
    TransactionLayer layer;
    CHECK(events_of<AckArrived>(receive(layer, request("ACK"))).size() == 1);
    CHECK(layer.size() == 0);
}

TEST_CASE("a CANCEL is a request of its own and means the INVITE of its branch") {
    // RFC 3261 section 9.2.
    for (auto const& invite : {request("INVITE"), old_request("INVITE")}) {
        TransactionLayer layer;
        auto const invite_id = only_request(receive(layer, invite));
        auto const cancel = make_cancel(invite);
        auto const cancel_id = only_request(receive(layer, cancel));
        CHECK(cancel_id != invite_id);
        CHECK(layer.cancelled(cancel, at(0s)) == invite_id);
        CHECK(receive(layer, cancel).events.empty());
    }
}

TEST_CASE("a CANCEL for another branch, another sender or a request that is no INVITE means none") {
    TransactionLayer layer;
    auto const id = only_request(receive(layer, request("INVITE")));
    CHECK(layer.cancelled(request("CANCEL"), at(0s)) == id);
    CHECK_FALSE(layer.cancelled(request("CANCEL", "z9hG4bKother"), at(0s)));
    auto const via = "SIP/2.0/UDP pc34.atlanta.com;branch=z9hG4bKkjshdyff";
    CHECK_FALSE(layer.cancelled(with(request("CANCEL"), "Via", via), at(0s)));
    only_request(receive(layer, request("BYE", "z9hG4bKbye")));
    CHECK_FALSE(layer.cancelled(request("CANCEL", "z9hG4bKbye"), at(0s)));
}

TEST_CASE("a CANCEL means its INVITE until that transaction has gone") {
    TransactionLayer layer;
    TransactionEffects effects;
    auto const id = only_request(receive(layer, request("INVITE")));
    layer.respond(id, response("INVITE", 200), at(0s), effects);
    CHECK(layer.cancelled(request("CANCEL"), at(31'999ms)) == id);
    CHECK_FALSE(layer.cancelled(request("CANCEL"), at(32s)));  // whether it was let go or not
    run_out(layer);
    CHECK_FALSE(layer.cancelled(request("CANCEL"), at(0s)));
}

TEST_CASE("a request is a retransmission until its transaction has ended") {
    TransactionLayer layer;
    TransactionEffects effects;
    CHECK_FALSE(layer.server_transaction_of(request("BYE"), at(0s)));
    auto const id = only_request(receive(layer, request("BYE")));
    CHECK(layer.server_transaction_of(request("BYE"), at(1h)) == id);  // nobody has answered
    layer.respond(id, response("BYE", 200), at(1s), effects);
    CHECK(layer.server_transaction_of(request("BYE"), at(32'999ms)) == id);
    CHECK_FALSE(layer.server_transaction_of(request("BYE"), at(33s)));
}

TEST_CASE("a message whose Via or CSeq is malformed is never matched") {
    TransactionLayer layer;
    for (auto const* const name : {"Via", "CSeq"}) {
        CHECK(receive(layer, with(request("INVITE"), name, "@")).events.empty());
        CHECK(events_of<StrayResponse>(receive(layer, with(response("INVITE", 200), name, "@"))).size() == 1);
    }
    CHECK(layer.size() == 0);
}
