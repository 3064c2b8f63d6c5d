#include "proxy_bench.hpp"
#include "tests/catch.hpp"
#include "voiplab/models/agents/credentials.hpp"
#include "voiplab/models/sip/digest.hpp"
#include "voiplab/models/sip/header_fields.hpp"

#include <chrono>

// A proxy's domain: who registers there, who may call from there, and a redirect server's answers about them.

using namespace voiplab;
using namespace voiplab::test;
using namespace std::chrono_literals;

namespace {

using Log = std::vector<std::string>;

agents::ProxyOptions guarded(std::string const& user, std::string const& password) {
    auto options = proxy_named("atlanta", {"bob"});
    options.users.push_back({user, password});
    return options;
}

// The request again, with the answer to the challenge of a 401 or 407.
sip::Message answered(sip::Message request, sip::Message const& challenge, std::string const& password, int number) {
    agents::IdentifierSource identifiers(sim::RandomStream(1), {}, {});
    auto const method = std::string(request.method());
    request.add(agents::answer_challenge(agents::challenge_of(challenge).value(), challenge.status() == 407, method,
                                         request.request_uri(), {"alice", password}, agents::Profile{}, identifiers,
                                         {}));
    request.set("CSeq", std::to_string(number) + " " + method);
    request.set("Via", "SIP/2.0/UDP 10.0.0.10:5060;branch=z9hG4bKagain" + std::to_string(number));
    return request;
}

sip::Message registration(Station& station, std::string const& user, char const* expires) {
    auto request = station.request("REGISTER", "sip:10.0.0.1");
    request.set("To", "<sip:" + user + "@10.0.0.1>");
    request.add("Expires", expires);
    return request;
}

void ask(ProxyBench& bench, Station& station, sip::Message const& request) {
    station.forget();
    station.send(request, "10.0.0.1");
    bench.run(100ms);
}

}  // namespace

TEST_CASE("a user with a password registers with it, and not without") {
    ProxyBench bench(guarded("alice", "secret"));
    auto const plain = registration(bench.alice, "alice", "600");
    ask(bench, bench.alice, plain);
    auto const challenge = bench.alice.last("401");
    auto const parsed = sip::parse_challenge(*challenge.header("WWW-Authenticate"));
    REQUIRE(parsed);
    CHECK(parsed->realm == "10.0.0.1");
    CHECK(parsed->qop_auth);
    CHECK_FALSE(parsed->stale);
    ask(bench, bench.alice, answered(plain, challenge, "wrong", 11));
    CHECK(bench.alice.log() == Log{"401"});
    ask(bench, bench.alice, answered(plain, challenge, "secret", 12));
    CHECK(bench.alice.last("200").header("Contact") == "<sip:alice@10.0.0.10:5060>;expires=600");
    // A nonce that this proxy never gave, with the right password.
    auto forged = challenge;
    forged.set("WWW-Authenticate", "Digest realm=\"10.0.0.1\", nonce=\"mine\", qop=\"auth\"");
    ask(bench, bench.alice, answered(plain, forged, "secret", 13));
    CHECK(sip::parse_challenge(*bench.alice.last("401").header("WWW-Authenticate"))->stale);
}

TEST_CASE("a registration: for users of the domain alone, for not too short a time, and gone when it is taken back") {
    ProxyBench bench(proxy_named("atlanta", {"bob"}));
    ask(bench, bench.bob, registration(bench.bob, "nobody", "600"));
    CHECK(bench.bob.log() == Log{"404"});
    auto elsewhere = registration(bench.bob, "bob", "600");
    elsewhere.set("To", "<sip:bob@10.0.0.2>");
    ask(bench, bench.bob, elsewhere);
    CHECK(bench.bob.log() == Log{"404"});
    ask(bench, bench.bob, registration(bench.bob, "bob", "10"));
    CHECK(bench.bob.last("423").header("Min-Expires") == "60");
    ask(bench, bench.bob, registration(bench.bob, "bob", "60"));
    CHECK(bench.bob.log() == Log{"200"});
    ask(bench, bench.carol, registration(bench.carol, "bob", "600"));
    CHECK(bench.carol.last("200").all("Contact").size() == 2);
    ask(bench, bench.alice, bench.alice.request("OPTIONS", "sip:bob@10.0.0.1"));
    CHECK(bench.bob.log() == Log{"200", "OPTIONS"});
    CHECK(bench.carol.log() == Log{"200", "OPTIONS"});
    // Carol's is taken back, and Bob's has run out.
    ask(bench, bench.carol, registration(bench.carol, "bob", "0"));
    bench.run(60s);
    ask(bench, bench.alice, bench.alice.request("OPTIONS", "sip:bob@10.0.0.1"));
    CHECK(bench.alice.log() == Log{"480"});
}

TEST_CASE("a domain's own user is asked for his password when he calls, and it goes no further") {
    ProxyBench bench(guarded("alice", "secret"));
    bench.bind(bench.bob, "bob");
    auto const plain = bench.alice.request("INVITE", "sip:bob@10.0.0.1");
    ask(bench, bench.alice, plain);
    auto const challenge = bench.alice.last("407");
    CHECK(bench.bob.log().empty());
    CHECK_FALSE(challenge.header("WWW-Authenticate"));
    bench.alice.send(sip::make_failure_ack(plain, challenge), "10.0.0.1");
    ask(bench, bench.alice, answered(plain, challenge, "wrong", 11));
    CHECK(bench.alice.log() == Log{"407"});
    auto again = answered(plain, challenge, "secret", 12);
    // Another proxy's credentials are not this one's to take.
    auto const other = R"(Digest username="alice", realm="elsewhere", nonce="1", uri="sip:x", response="0")";
    again.add("Proxy-Authorization", other);
    ask(bench, bench.alice, again);
    CHECK(bench.alice.log() == Log{"100"});
    CHECK(bench.bob.last("INVITE").all("Proxy-Authorization") == std::vector<std::string_view>{other});
    // A guest is let in, and so is whatever belongs to a dialog.
    ask(bench, bench.carol, bench.carol.request("INVITE", "sip:bob@10.0.0.1"));
    CHECK(bench.carol.log() == Log{"100"});
    auto within = bench.alice.request("INVITE", "sip:bob@10.0.0.1");
    within.set("To", "<sip:bob@10.0.0.1>;tag=b");
    ask(bench, bench.alice, within);
    CHECK(bench.alice.log() == Log{"100"});
}

TEST_CASE("a redirect server answers with where a user is, and forwards nothing") {
    auto options = proxy_named("atlanta", {"bob", "carol"});
    options.role = agents::ProxyRole::redirect;
    options.routes.push_back({"chief", "sip:chief@10.0.0.2"});
    ProxyBench bench(options);
    bench.bind(bench.bob, "bob");
    struct Row {
        char const* uri;
        char const* status;
        std::vector<std::string_view> contacts;
    };
    for (auto const& row :
         {Row{"sip:bob@10.0.0.1", "302", {"<sip:bob@10.0.0.20:5060>"}},
          Row{"sip:chief@10.0.0.1", "302", {"<sip:chief@10.0.0.2>"}}, Row{"sip:carol@10.0.0.1", "480", {}},
          Row{"sip:nobody@10.0.0.1", "404", {}}, Row{"sip:bob@10.0.0.2", "404", {}}}) {
        INFO(row.uri);
        auto const invite = bench.alice.request("INVITE", row.uri);
        ask(bench, bench.alice, invite);
        CHECK(bench.alice.log() == Log{row.status});
        CHECK(bench.alice.last(row.status).all("Contact") == row.contacts);
        bench.alice.send(sip::make_failure_ack(invite, bench.alice.last(row.status)), "10.0.0.1");
    }
    bench.run(60s);
    CHECK(bench.bob.log().empty());
    CHECK(bench.left_over() == std::vector<std::string>{});
}
