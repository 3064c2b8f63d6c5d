#include "proxy_bench.hpp"
#include "tests/catch.hpp"
#include "voiplab/models/sip/header_fields.hpp"

#include <chrono>
#include <functional>

using namespace voiplab;
using namespace voiplab::test;
using namespace std::chrono_literals;

namespace {

using Log = std::vector<std::string>;

std::string with_line(std::string text, std::string const& before, std::string const& line) {
    return text.insert(text.find(before), line + "\r\n");
}

}  // namespace

TEST_CASE("what a proxy forwards is the message that came, but for what section 16.6 changes") {
    ProxyBench bench(proxy_named("atlanta", {"bob"}));
    bench.bind(bench.bob, "bob");
    // Compact names, odd spacing, an unknown field, a body.
    std::string const invite =
        "INVITE sip:bob@10.0.0.1 SIP/2.0\r\n"
        "v: SIP/2.0/UDP 10.0.0.10;branch=z9hG4bKodd\r\n"
        "X-First: 1\r\n"
        "t: Bob <sip:bob@10.0.0.1>\r\n"
        "f: Alice <sip:alice@10.0.0.9>;tag=a\r\n"
        "i: odd@10.0.0.10\r\n"
        "CSeq: 7 INVITE\r\n"
        "max-forwards: 11\r\n"
        "m: <sip:alice@10.0.0.10>\r\n"
        "c: text/plain\r\n"
        "l: 5\r\n"
        "\r\n"
        "hello";
    bench.alice.send_bytes(invite, "10.0.0.1");
    bench.run(100ms);
    auto const copy = bench.bob.last("INVITE");
    auto const via = std::string(copy.all("Via").front());
    auto expected = with_line(invite, "v: ", "Via: " + via);
    expected.replace(0, expected.find("\r\n"), "INVITE " + bench.bob.contact() + " SIP/2.0");
    expected.replace(expected.find("max-forwards: 11"), 16, "max-forwards: 10\r\nRecord-Route: <sip:10.0.0.1;lr>");
    CHECK(sip::to_bytes(copy) == expected);
    CHECK(sip::top_via(copy).host == "10.0.0.1");
    CHECK(sip::top_via(copy).branch().starts_with("z9hG4bK"));
}

TEST_CASE("a response goes back as it came, less the proxy's Via") {
    ProxyBench bench(proxy_named("atlanta", {"bob"}));
    bench.bind(bench.bob, "bob");
    auto const invite = bench.alice.request("INVITE", "sip:bob@10.0.0.1");
    bench.alice.send(invite, "10.0.0.1");
    bench.run(100ms);
    auto response = sip::make_response(bench.bob.last("INVITE"), 183, "b", "Nearly There");
    response.add("x-odd", "Value;a = b");
    response.add("Content-Length", "0");
    bench.bob.send(response, "10.0.0.1");
    bench.run(100ms);
    auto expected = response;
    expected.erase(0);
    CHECK(bench.alice.last("183") == expected);
}

TEST_CASE("the caller hears 100 at once, and the callee's 100 ends at the proxy") {
    ProxyBench bench(proxy_named("atlanta", {"bob"}));
    bench.bind(bench.bob, "bob");
    bench.alice.send(bench.alice.request("INVITE", "sip:bob@10.0.0.1"), "10.0.0.1");
    bench.run(1ms);
    CHECK(bench.alice.log() == Log{"100"});
    bench.bob.answer(bench.bob.last("INVITE"), 100);
    bench.run(10s);
    CHECK(bench.alice.log() == Log{"100"});
    // Nothing else has its 100: the answer to an OPTIONS is the callee's affair.
    bench.alice.forget();
    bench.alice.send(bench.alice.request("OPTIONS", "sip:bob@10.0.0.1"), "10.0.0.1");
    bench.run(400ms);
    CHECK(bench.alice.log().empty());
}

TEST_CASE("a proxy answers itself what it may not forward") {
    struct Row {
        char const* what;
        char const* uri;
        std::function<void(sip::Message&)> change;
        char const* status;
    };
    auto const as_it_is = [](sip::Message&) {};
    for (auto const& row :
         {Row{"no such user", "sip:nobody@10.0.0.1", as_it_is, "404"},
          Row{"a user who has not registered", "sip:bob@10.0.0.1", as_it_is, "480"},
          Row{"no hop left", "sip:bob@10.0.0.2", [](sip::Message& m) { m.set("Max-Forwards", "0"); }, "483"},
          Row{"an extension", "sip:bob@10.0.0.2", [](sip::Message& m) { m.add("Proxy-Require", "x"); }, "420"},
          Row{"another scheme", "tel:+1234", as_it_is, "416"},
          Row{"a host that is a name", "sip:bob@biloxi.example.com", as_it_is, "500"},
          Row{"the proxy itself", "sip:10.0.0.1", as_it_is, "404"}}) {
        INFO(row.what);
        ProxyBench bench(proxy_named("atlanta", {"bob"}));
        auto invite = bench.alice.request("INVITE", row.uri);
        row.change(invite);
        bench.alice.send(invite, "10.0.0.1");
        bench.run(100ms);
        CHECK(bench.alice.log() == Log{row.status});
        auto const response = bench.alice.last(row.status);
        CHECK(sip::parse_name_address(*response.header("To"))->tag() != "");
        if (response.status() == 420) CHECK(response.header("Unsupported") == "x");
    }
}

TEST_CASE("requests for another domain go to its address, and those with a route by that") {
    ProxyBench bench(proxy_named("atlanta", {"alice"}));
    bench.alice.send(bench.alice.request("OPTIONS", "sip:bob@10.0.0.20"), "10.0.0.1");
    bench.run(100ms);
    CHECK(bench.bob.last("OPTIONS").request_uri() == "sip:bob@10.0.0.20");
    auto by_carol = bench.alice.request("OPTIONS", "sip:bob@10.0.0.20");
    by_carol.add("Route", "<sip:10.0.0.1;lr>, <sip:10.0.0.30;lr>");
    bench.alice.send(by_carol, "10.0.0.1");
    bench.run(100ms);
    CHECK(bench.carol.last("OPTIONS").header("Route") == "<sip:10.0.0.30;lr>");
    CHECK(bench.bob.log() == Log{"OPTIONS"});
}

TEST_CASE("a user's calls go where his route says, though he has registered") {
    auto options = proxy_named("atlanta", {"bob"});
    options.routes.push_back({"bob", "sip:carol@10.0.0.30"});
    ProxyBench bench(options);
    bench.bind(bench.bob, "bob");
    bench.alice.send(bench.alice.request("INVITE", "sip:bob@10.0.0.1"), "10.0.0.1");
    bench.run(100ms);
    CHECK(bench.carol.last("INVITE").request_uri() == "sip:carol@10.0.0.30");
    CHECK(bench.bob.log().empty());
}

TEST_CASE("a spiral is no loop: a request may pass a proxy twice for two users") {
    auto options = proxy_named("atlanta", {"bob", "office"});
    auto other = proxy_named("biloxi", {});
    options.routes.push_back({"office", "sip:chief@10.0.0.2"});
    other.routes.push_back({"chief", "sip:bob@10.0.0.1"});
    ProxyBench bench(options, other);
    bench.bind(bench.bob, "bob");
    bench.alice.send(bench.alice.request("INVITE", "sip:office@10.0.0.1"), "10.0.0.1");
    bench.run(100ms);
    auto const invite = bench.bob.last("INVITE");
    CHECK(invite.all("Via").size() == 4);
    CHECK(invite.header("Max-Forwards") == "67");
    CHECK(invite.all("Record-Route").size() == 3);
}

TEST_CASE("the ACK to a 2xx is forwarded by its route without state, and a repeated one looks the same") {
    ProxyBench bench(proxy_named("atlanta", {"bob"}));
    auto ack = bench.alice.request("ACK", bench.bob.contact());
    ack.add("Route", "<sip:10.0.0.1;lr>");
    bench.alice.send(ack, "10.0.0.1");
    bench.alice.send(ack, "10.0.0.1");
    bench.run(100ms);
    auto const heard = bench.bob.all("ACK");
    REQUIRE(heard.size() == 2);
    CHECK(heard[0].message == heard[1].message);
    CHECK_FALSE(heard[0].message.header("Route"));
    CHECK(heard[0].message.all("Via").size() == 2);
    CHECK(bench.left_over() == std::vector<std::string>{});
}

TEST_CASE("a callee's repeated 200 reaches the caller each time") {
    ProxyBench bench(proxy_named("atlanta", {"bob"}));
    bench.bind(bench.bob, "bob");
    bench.alice.send(bench.alice.request("INVITE", "sip:bob@10.0.0.1"), "10.0.0.1");
    bench.run(100ms);
    auto const invite = bench.bob.last("INVITE");
    for (auto i = 0; i < 3; ++i) {
        bench.bob.answer(invite, 200);
        bench.run(1s);
    }
    CHECK(bench.alice.all("200").size() == 3);
    // Once the transactions are over it is a stray, and a proxy forwards none (RFC 6026).
    bench.run(40s);
    CHECK(bench.left_over() == std::vector<std::string>{});
    bench.bob.answer(invite, 200);
    bench.run(1s);
    CHECK(bench.alice.all("200").size() == 3);
}

TEST_CASE("a request that nobody answers: an INVITE comes to 408, anything else to nothing") {
    ProxyBench bench(proxy_named("atlanta", {"bob"}));
    bench.alice.send(bench.alice.request("INVITE", "sip:bob@10.0.0.20"), "10.0.0.1");
    bench.run(31s);
    CHECK(bench.alice.log() == Log{"100"});
    bench.run(2s);
    CHECK(bench.alice.all("408").size() >= 1);
    bench.run(60s);
    CHECK(bench.left_over() == std::vector<std::string>{});
    bench.alice.forget();
    // RFC 4320 section 4.2.
    bench.alice.send(bench.alice.request("OPTIONS", "sip:bob@10.0.0.20"), "10.0.0.1");
    bench.run(60s);
    CHECK(bench.alice.log().empty());
    CHECK(bench.left_over() == std::vector<std::string>{});
}

TEST_CASE("a callee whose answer has lost the Vias below the proxy's counts as one who said nothing") {
    ProxyBench bench(proxy_named("atlanta", {"bob"}));
    bench.bind(bench.bob, "bob");
    bench.alice.send(bench.alice.request("INVITE", "sip:bob@10.0.0.1"), "10.0.0.1");
    bench.run(100ms);
    auto cut = bench.bob.last("INVITE");
    auto const via = std::string(cut.all("Via").front());
    cut.remove("Via");
    cut.insert(0, "Via", via);
    bench.bob.answer(cut, 180);
    bench.bob.answer(cut, 404);
    bench.run(100ms);
    CHECK(bench.alice.log() == Log{"100", "408"});
}

TEST_CASE("another server's 503 is a 500 here") {
    ProxyBench bench(proxy_named("atlanta", {"bob"}));
    bench.bind(bench.bob, "bob");
    bench.alice.send(bench.alice.request("INVITE", "sip:bob@10.0.0.1"), "10.0.0.1");
    bench.run(100ms);
    bench.bob.answer(bench.bob.last("INVITE"), 503);
    bench.run(100ms);
    CHECK(bench.alice.log() == Log{"100", "500"});
    // The ACK to the failure is the proxy's own.
    CHECK(bench.bob.log() == Log{"INVITE", "ACK"});
}
