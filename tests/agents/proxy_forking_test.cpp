#include "proxy_bench.hpp"
#include "tests/catch.hpp"
#include "voiplab/models/sip/header_fields.hpp"

#include <chrono>

using namespace voiplab;
using namespace voiplab::test;
using namespace std::chrono_literals;

namespace {

using Log = std::vector<std::string>;

// Team's calls ring at Bob's and at Carol's.
struct Fork {
    Fork() {
        bench.bind(bench.bob, "team");
        bench.bind(bench.carol, "team");
        invite = bench.alice.request("INVITE", "sip:team@10.0.0.1");
        bench.alice.send(invite, "10.0.0.1");
        bench.run(100ms);
        at_bob = bench.bob.last("INVITE");
        at_carol = bench.carol.last("INVITE");
        bench.bob.forget();
        bench.carol.forget();
        bench.alice.forget();
    }
    void cancel() {
        auto cancel = sip::make_cancel(invite);
        cancel.add("Content-Length", "0");
        bench.alice.send(cancel, "10.0.0.1");
        bench.run(100ms);
    }
    // What a caller does by itself: it ends what the proxy repeats until then.
    void acknowledge(sip::Message const& failure) {
        bench.alice.send(sip::make_failure_ack(invite, failure), "10.0.0.1");
        bench.run(100ms);
    }
    void answer(Station& station, int status) {
        station.answer(&station == &bench.bob ? at_bob : at_carol, status);
        bench.run(100ms);
    }

    ProxyBench bench{proxy_named("atlanta", {"team"})};
    sip::Message invite;
    sip::Message at_bob;
    sip::Message at_carol;
    Station& alice = bench.alice;
    Station& bob = bench.bob;
    Station& carol = bench.carol;
};

}  // namespace

TEST_CASE("a user with two phones is called at both, each with a branch of its own") {
    Fork fork;
    CHECK(fork.at_bob.request_uri() == fork.bob.contact());
    CHECK(fork.at_carol.request_uri() == fork.carol.contact());
    auto const branch = [](sip::Message const& message) { return std::string(sip::top_via(message).branch()); };
    CHECK(branch(fork.at_bob) != branch(fork.at_carol));
    // What both have in common is the loop's digest.
    auto const digest = [&](sip::Message const& message) { return branch(message).substr(branch(message).find('.')); };
    CHECK(digest(fork.at_bob) == digest(fork.at_carol));
}

TEST_CASE("the first to answer gets the call, and the other phone's INVITE is cancelled") {
    Fork fork;
    fork.answer(fork.bob, 180);
    fork.answer(fork.carol, 180);
    fork.answer(fork.bob, 200);
    CHECK(fork.alice.log() == Log{"180", "180", "200"});
    auto const cancel = fork.carol.last("CANCEL");
    CHECK(cancel.header("Via") == fork.at_carol.all("Via").front());
    CHECK(cancel.all("Via").size() == 1);
    CHECK(cancel.request_uri() == fork.at_carol.request_uri());
    CHECK(fork.bob.log().empty());
    fork.carol.answer(cancel, 200);
    fork.answer(fork.carol, 487);
    CHECK(fork.carol.log() == Log{"CANCEL", "ACK"});
    CHECK(fork.alice.log() == Log{"180", "180", "200"});
    fork.bench.run(60s);
    CHECK(fork.bench.left_over() == std::vector<std::string>{});
}

TEST_CASE("two who answer at once are both told to the caller") {
    Fork fork;
    fork.answer(fork.bob, 200);
    fork.answer(fork.carol, 200);
    auto const answers = fork.alice.all("200");
    REQUIRE(answers.size() == 2);
    CHECK(answers[0].message.header("To") != answers[1].message.header("To"));
}

TEST_CASE("failures wait for the last one, and the best goes upstream") {
    Fork fork;
    fork.answer(fork.bob, 404);
    CHECK(fork.alice.log().empty());
    CHECK(fork.bob.log() == Log{"ACK"});
    fork.answer(fork.carol, 302);
    CHECK(fork.alice.log() == Log{"302"});
}

TEST_CASE("a 6xx ends it for all: the other phones are cancelled, and then the caller hears it") {
    Fork fork;
    fork.answer(fork.carol, 180);
    fork.answer(fork.bob, 603);
    CHECK(fork.alice.log() == Log{"180"});
    fork.carol.answer(fork.carol.last("CANCEL"), 200);
    fork.answer(fork.carol, 487);
    CHECK(fork.alice.log() == Log{"180", "603"});
}

TEST_CASE("a phone that says nothing counts as 408 among the answers") {
    Fork fork;
    fork.answer(fork.bob, 500);
    fork.bench.run(31s);
    CHECK(fork.alice.log().empty());
    fork.bench.run(1s);
    // Of 500 and 408 the lower class.
    CHECK(fork.alice.log().front() == "408");
}

TEST_CASE("a CANCEL goes to the phones that have said something, and to the others when they do") {
    Fork fork;
    fork.answer(fork.bob, 180);
    fork.cancel();
    CHECK(fork.alice.log() == Log{"180", "200"});
    CHECK(fork.alice.last("200").header("CSeq") == "1 CANCEL");
    CHECK(fork.bob.log() == Log{"CANCEL"});
    CHECK(fork.carol.log().empty());
    fork.answer(fork.carol, 100);
    CHECK(fork.carol.log() == Log{"CANCEL"});
    fork.bob.answer(fork.bob.last("CANCEL"), 200);
    fork.carol.answer(fork.carol.last("CANCEL"), 200);
    fork.answer(fork.bob, 487);
    fork.answer(fork.carol, 487);
    CHECK(fork.alice.log() == Log{"180", "200", "487"});
    fork.acknowledge(fork.alice.last("487"));
    fork.bench.run(60s);
    CHECK(fork.bench.left_over() == std::vector<std::string>{});
}

TEST_CASE("a CANCEL that crosses the answer changes nothing, and one without an INVITE is answered 481") {
    Fork fork;
    fork.answer(fork.bob, 200);
    fork.cancel();
    CHECK(fork.alice.log() == Log{"200", "200"});
    CHECK(fork.bob.log().empty());
    fork.bench.run(60s);
    fork.alice.forget();
    fork.cancel();
    CHECK(fork.alice.log() == Log{"481"});
}

TEST_CASE("timer C: who only rings is cancelled three minutes after he was last heard") {
    Fork fork;
    fork.answer(fork.carol, 486);
    fork.answer(fork.bob, 180);
    fork.bench.run(170s);
    fork.answer(fork.bob, 180);
    auto const last_heard = fork.bench.scheduler().now();
    fork.bench.run(179s);
    CHECK(fork.bob.log().empty());
    fork.bench.run(3s);
    auto const cancels = fork.bob.all("CANCEL");
    REQUIRE(cancels.size() >= 1);
    CHECK(cancels[0].at - last_heard > 180s);
    CHECK(cancels[0].at - last_heard < 182s);
    fork.bob.answer(cancels[0].message, 200);
    fork.answer(fork.bob, 487);
    CHECK(fork.alice.log().back() == "486");
}

TEST_CASE("a phone that never answers its CANCEL is given up 64 T1 later") {
    Fork fork;
    fork.answer(fork.carol, 486);
    fork.answer(fork.bob, 180);
    fork.cancel();
    fork.bench.run(31s);
    CHECK(fork.alice.log() == Log{"180", "200"});
    fork.bench.run(1s);
    CHECK(fork.alice.log() == Log{"180", "200", "486"});
    fork.acknowledge(fork.alice.last("486"));
    fork.bench.run(60s);
    CHECK(fork.bench.left_over() == std::vector<std::string>{});
}

TEST_CASE("RFC 3665 section 3.8: a caller gives up, and the CANCEL goes hop by hop through both proxies") {
    ProxyBench bench(proxy_named("atlanta", {"alice"}), proxy_named("biloxi", {"bob"}));
    bench.bind(bench.bob, "bob", "10.0.0.2");
    auto const invite = bench.alice.request("INVITE", "sip:bob@10.0.0.2");
    bench.alice.send(invite, "10.0.0.1");
    bench.run(100ms);
    auto const at_bob = bench.bob.last("INVITE");
    bench.bob.answer(at_bob, 180);
    bench.run(100ms);
    auto cancel = sip::make_cancel(invite);
    cancel.add("Content-Length", "0");
    bench.alice.send(cancel, "10.0.0.1");
    bench.run(100ms);
    bench.bob.answer(bench.bob.last("CANCEL"), 200);
    bench.run(100ms);
    bench.bob.answer(at_bob, 487);
    bench.run(100ms);
    bench.alice.send(sip::make_failure_ack(invite, bench.alice.last("487")), "10.0.0.1");
    bench.run(60s);
    // F4 to F23 of the figure, the challenge and its answer aside.
    CHECK(bench.sent() ==
          Log{
              "alice INVITE atlanta", "atlanta INVITE biloxi", "atlanta 100 alice",     "biloxi INVITE bob",
              "biloxi 100 atlanta",   "bob 180 biloxi",        "biloxi 180 atlanta",    "atlanta 180 alice",
              "alice CANCEL atlanta", "atlanta 200 alice",     "atlanta CANCEL biloxi", "biloxi 200 atlanta",
              "biloxi CANCEL bob",    "bob 200 biloxi",        "bob 487 biloxi",        "biloxi ACK bob",
              "biloxi 487 atlanta",   "atlanta ACK biloxi",    "atlanta 487 alice",     "alice ACK atlanta",
          });
    CHECK(bench.left_over() == std::vector<std::string>{});
}
