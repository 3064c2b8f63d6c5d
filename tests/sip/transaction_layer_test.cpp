#include "tests/catch.hpp"
#include "tests/sip/transaction_support.hpp"

using namespace voiplab::sip;
using namespace voiplab::sip::testing;

namespace {

TransportAddress const alice{"192.0.2.1", 5060};
TransportAddress const bob{"192.0.2.4", 5060};

TransactionId arrive(TransactionLayer& layer, Message const& message, voiplab::sim::Time now) {
    TransactionEffects effects;
    layer.receive(message, alice, now, effects);
    auto const requests = events_of<RequestArrived>(effects);
    REQUIRE(requests.size() == 1);
    CHECK(requests.front().request == message);
    CHECK(requests.front().from == alice);
    return requests.front().transaction;
}

}  // namespace

TEST_CASE("a request goes out at once, unchanged, to where its sender said") {
    TransactionLayer layer;
    TransactionEffects effects;
    auto const id = layer.request(request("INVITE"), bob, at(1s), effects);
    REQUIRE(effects.transmissions.size() == 1);
    CHECK(effects.transmissions.front().message == request("INVITE"));
    CHECK(effects.transmissions.front().to == bob);
    CHECK(effects.events.empty());
    REQUIRE(layer.request_of(id) != nullptr);
    CHECK(*layer.request_of(id) == request("INVITE"));
    CHECK(layer.deadline() == at(1500ms));
}

TEST_CASE("an INVITE that nobody answers goes out seven times, times out and leaves nothing behind") {
    TransactionLayer layer;
    TransactionEffects effects;
    auto const id = layer.request(request("INVITE"), bob, at(0s), effects);
    auto const later = run_out(layer);
    CHECK(effects.transmissions.size() + later.transmissions.size() == 7);
    for (auto const& transmission : later.transmissions) {
        CHECK(transmission.message == request("INVITE"));
        CHECK(transmission.to == bob);
    }
    REQUIRE(later.events.size() == 2);
    CHECK(std::get<TransactionTimedOut>(later.events[0]).timer == 'B');
    CHECK(std::get<TransactionTimedOut>(later.events[0]).transaction == id);
    CHECK(std::get<TransactionTerminated>(later.events[1]).transaction == id);
    CHECK(layer.size() == 0);
    CHECK(layer.request_of(id) == nullptr);
    CHECK_FALSE(layer.deadline());
}

TEST_CASE("a BYE that nobody answers goes out eleven times and times out by timer F") {
    TransactionLayer layer;
    TransactionEffects effects;
    layer.request(request("BYE"), bob, at(0s), effects);
    auto const later = run_out(layer);
    CHECK(effects.transmissions.size() + later.transmissions.size() == 11);
    REQUIRE(events_of<TransactionTimedOut>(later).size() == 1);
    CHECK(events_of<TransactionTimedOut>(later).front().timer == 'F');
    CHECK(layer.size() == 0);
}

TEST_CASE("a failure is acknowledged to where the INVITE went, each time it comes, and heard once") {
    TransactionLayer layer;
    TransactionEffects opening;
    layer.request(request("INVITE"), bob, at(0s), opening);
    auto const busy = response("INVITE", 486);
    TransactionEffects effects;
    for (auto const time : {at(1s), at(1500ms), at(2500ms)}) {
        layer.receive(busy, alice, time, effects);
    }
    REQUIRE(effects.transmissions.size() == 3);
    for (auto const& transmission : effects.transmissions) {
        CHECK(transmission.message == make_failure_ack(request("INVITE"), busy));
        CHECK(transmission.to == bob);
    }
    CHECK(effects.events.size() == 1);
    CHECK(layer.deadline() == at(33s));  // timer D, from the first of them
    CHECK(events_of<TransactionTimedOut>(run_out(layer)).empty());
    CHECK(layer.size() == 0);
}

TEST_CASE("repeated and forked 2xx to an INVITE are all heard, and none is acknowledged by the layer") {
    // RFC 6026 section 7.2.
    TransactionLayer layer;
    TransactionEffects opening;
    auto const id = layer.request(request("INVITE"), bob, at(0s), opening);
    auto const first = make_response(request("INVITE"), 200, "one");
    auto const forked = make_response(request("INVITE"), 200, "two");
    TransactionEffects effects;
    layer.receive(first, bob, at(1s), effects);
    layer.receive(first, bob, at(2s), effects);
    layer.receive(forked, bob, at(3s), effects);
    auto const heard = events_of<ResponseArrived>(effects);
    REQUIRE(heard.size() == 3);
    CHECK(heard[1].response == first);
    CHECK(heard[2].response == forked);
    CHECK(heard[2].transaction == id);
    CHECK(effects.transmissions.empty());
    run_out(layer);
    CHECK(layer.size() == 0);
}

TEST_CASE("a 2xx that comes after timer M is a stray") {
    TransactionLayer layer;
    TransactionEffects effects;
    layer.request(request("INVITE"), bob, at(0s), effects);
    layer.receive(response("INVITE", 200), bob, at(1s), effects);
    layer.advance(at(33s), effects);
    REQUIRE(layer.size() == 0);
    TransactionEffects late;
    layer.receive(response("INVITE", 200), bob, at(34s), late);
    CHECK(events_of<StrayResponse>(late).size() == 1);
}

TEST_CASE("responses overtaken by the final one are not heard") {
    TransactionLayer layer;
    TransactionEffects opening;
    layer.request(request("INVITE"), bob, at(0s), opening);
    TransactionEffects effects;
    layer.receive(response("INVITE", 200), bob, at(1s), effects);
    layer.receive(response("INVITE", 180), bob, at(2s), effects);
    auto const heard = events_of<ResponseArrived>(effects);
    REQUIRE(heard.size() == 1);
    CHECK(heard.front().response.status() == 200);
}

TEST_CASE("a retransmitted request is not heard again and is answered with the last response") {
    TransactionLayer layer;
    auto const id = arrive(layer, request("INVITE"), at(0s));
    TransactionEffects effects;
    layer.receive(request("INVITE"), alice, at(38ms), effects);
    CHECK(effects.transmissions.empty());
    layer.respond(id, response("INVITE", 100), at(60ms), effects);
    layer.respond(id, response("INVITE", 180), at(90ms), effects);
    layer.receive(request("INVITE"), alice, at(500ms), effects);
    REQUIRE(effects.transmissions.size() == 3);
    CHECK(effects.transmissions.back().message == response("INVITE", 180));
    CHECK(effects.transmissions.back().to == TransportAddress{"pc33.atlanta.com", 5060});
    CHECK(effects.events.empty());
}

TEST_CASE("a failure that is never acknowledged times out by timer H") {
    TransactionLayer layer;
    TransactionEffects effects;
    auto const id = arrive(layer, request("INVITE"), at(0s));
    layer.respond(id, response("INVITE", 486), at(0s), effects);
    auto const later = run_out(layer);
    CHECK(later.transmissions.size() == 10);  // at .5, 1.5, 3.5, 7.5, 11.5 ... 31.5 s
    REQUIRE(later.events.size() == 2);
    CHECK(std::get<TransactionTimedOut>(later.events[0]).timer == 'H');
    CHECK(std::get<TransactionTerminated>(later.events[1]).transaction == id);
    CHECK(layer.size() == 0);
}

TEST_CASE("a user may repeat its 2xx while the transaction lives, and is ignored afterwards") {
    TransactionLayer layer;
    TransactionEffects effects;
    auto const id = arrive(layer, request("INVITE"), at(0s));
    layer.respond(id, response("INVITE", 200), at(0s), effects);
    layer.respond(id, response("INVITE", 200), at(500ms), effects);
    layer.receive(request("INVITE"), alice, at(600ms), effects);  // absorbed: the user does the repeating
    CHECK(effects.transmissions.size() == 2);
    run_out(layer);
    layer.respond(id, response("INVITE", 200), at(40s), effects);
    CHECK(effects.transmissions.size() == 2);
    CHECK(layer.size() == 0);
}

TEST_CASE("the 100 of a silent user falls due after 200 ms, or when it was moved to") {
    TransactionLayer layer;
    auto const id = arrive(layer, request("INVITE"), at(1s));
    CHECK(layer.deadline() == at(1200ms));
    layer.set_trying_due(id, at(1080ms));
    CHECK(layer.deadline() == at(1080ms));
    TransactionEffects effects;
    layer.advance(at(1079ms), effects);
    CHECK(effects.events.empty());
    layer.advance(at(1080ms), effects);
    REQUIRE(effects.events.size() == 1);
    CHECK(std::get<TryingDue>(effects.events.front()).transaction == id);
    CHECK(effects.transmissions.empty());
    CHECK_FALSE(layer.deadline());
}

TEST_CASE("a silent user of any other request is asked for nothing") {
    // RFC 4320 section 4.1: a 100 to a non-INVITE request would come too early.
    TransactionLayer layer;
    auto const id = arrive(layer, request("BYE"), at(0s));
    layer.set_trying_due(id, at(1s));
    CHECK_FALSE(layer.deadline());
}

TEST_CASE("timers of several transactions fire in the order of their times, then of their opening") {
    TransactionLayer layer;
    TransactionEffects effects;
    auto const first = layer.request(request("BYE", "z9hG4bKzz"), bob, at(0s), effects);
    auto const second = layer.request(request("BYE", "z9hG4bKaa"), bob, at(0s), effects);
    auto const third = arrive(layer, request("INVITE", "z9hG4bKmm"), at(0s));
    layer.set_trying_due(third, at(499ms));
    TransactionEffects fired;
    layer.advance(at(500ms), fired);
    REQUIRE(fired.transmissions.size() == 2);
    CHECK(fired.transmissions[0].message == *layer.request_of(first));
    CHECK(fired.transmissions[1].message == *layer.request_of(second));
    CHECK(events_of<TryingDue>(fired).size() == 1);
    CHECK(layer.deadline() == at(1500ms));
}

TEST_CASE("a transaction that only waits for its end needs no alarm, and is gone for what comes after it") {
    TransactionLayer layer;
    TransactionEffects effects;
    layer.request(request("INVITE", "z9hG4bK1"), bob, at(0s), effects);
    CHECK(layer.next_action() == at(500ms));
    layer.receive(response(request("INVITE", "z9hG4bK1"), 200), bob, at(100ms), effects);
    layer.request(request("BYE", "z9hG4bK2"), bob, at(1s), effects);
    layer.receive(response(request("BYE", "z9hG4bK2"), 200), bob, at(1100ms), effects);
    auto const id = arrive(layer, request("BYE", "z9hG4bK3"), at(1200ms));
    layer.respond(id, response(request("BYE", "z9hG4bK3"), 200), at(1300ms), effects);
    CHECK_FALSE(layer.next_action());
    CHECK(layer.deadline() == at(6100ms));  // timer K of the second
    CHECK(layer.size() == 3);

    TransactionEffects late;
    layer.receive(request("BYE", "z9hG4bK3"), alice, at(33'299ms), late);
    CHECK(late.transmissions.size() == 1);
    CHECK(events_of<TransactionTerminated>(late).size() == 2);
    arrive(layer, request("BYE", "z9hG4bK3"), at(33'300ms));  // a new one by now
    CHECK(layer.size() == 1);
}

TEST_CASE("what lingers ends in the order of its times, whichever timers they are") {
    TransactionLayer layer;
    TransactionEffects effects;
    for (auto number = 0; number < 40; ++number) {
        auto const method = number % 3 == 0 ? "INVITE" : "BYE";
        auto const sent = request(method, "z9hG4bK" + std::to_string(number));
        layer.request(sent, bob, at(number * 1s), effects);
        layer.receive(response(sent, number % 6 == 0 ? 486 : 200), bob, at(number * 1s + 1ms), effects);
    }
    auto last = at(0s);
    auto const count = layer.size() + events_of<TransactionTerminated>(effects).size();
    while (auto const next = layer.deadline()) {
        CHECK(*next >= last);
        last = *next;
        layer.advance(*next, effects);
    }
    CHECK(count == 40);
    CHECK(layer.size() == 0);
    CHECK(events_of<TransactionTerminated>(effects).size() == 40);
}

TEST_CASE("an abandoned transaction says that it has ended and its timers fire no more") {
    TransactionLayer layer;
    TransactionEffects effects;
    auto const id = layer.request(request("INVITE"), bob, at(0s), effects);
    layer.receive(response("INVITE", 180), bob, at(1s), effects);
    TransactionEffects end;
    layer.abandon(id, end);
    layer.abandon(id, end);
    REQUIRE(end.events.size() == 1);
    CHECK(std::get<TransactionTerminated>(end.events.front()).transaction == id);
    CHECK(layer.size() == 0);
    CHECK_FALSE(layer.deadline());
}

TEST_CASE("identifiers are never used twice") {
    TransactionLayer layer;
    TransactionEffects effects;
    auto const first = layer.request(request("BYE"), bob, at(0s), effects);
    layer.abandon(first, effects);
    CHECK(layer.request(request("BYE"), bob, at(0s), effects) != first);
}

TEST_CASE("a full layer drops new requests from the network and still serves those it has") {
    TransactionLayer layer({}, 2);
    auto const first = arrive(layer, request("BYE", "z9hG4bK1"), at(0s));
    arrive(layer, request("BYE", "z9hG4bK2"), at(0s));
    TransactionEffects effects;
    layer.receive(request("BYE", "z9hG4bK3"), alice, at(0s), effects);
    CHECK(effects.events.empty());
    layer.respond(first, response(request("BYE", "z9hG4bK1"), 200), at(0s), effects);
    layer.receive(request("BYE", "z9hG4bK1"), alice, at(1s), effects);
    CHECK(effects.transmissions.size() == 2);
    layer.advance(at(32s), effects);
    arrive(layer, request("BYE", "z9hG4bK3"), at(33s));  // there is room again
}

TEST_CASE("a layer keeps its transactions when it is moved") {
    TransactionLayer layer;
    TransactionEffects effects;
    auto const id = layer.request(request("BYE"), bob, at(0s), effects);
    TransactionLayer const moved(std::move(layer));
    CHECK(moved.size() == 1);
    CHECK(moved.request_of(id) != nullptr);
}
