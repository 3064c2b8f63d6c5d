#include "voiplab/models/sip/proxy_forwarding.hpp"

#include "tests/catch.hpp"
#include "tests/sip/transaction_support.hpp"
#include "voiplab/models/sip/header_fields.hpp"

#include <initializer_list>
#include <utility>

using namespace voiplab::sip;
using namespace voiplab::sip::testing;

namespace {

TransportAddress const own{"10.0.0.1", 5060};

using Fields = std::initializer_list<std::pair<char const*, char const*>>;

Message message(char const* method, char const* uri, Fields fields) {
    Message made(RequestLine{method, uri});
    for (auto const& [name, value] : fields) {
        made.add(name, value);
    }
    return made;
}

Message invite_with(Fields more) {
    auto invite = request("INVITE");
    for (auto const& [name, value] : more) {
        invite.set(name, value);
    }
    return invite;
}

CopyOptions options(bool record_route = true) {
    return {own, "z9hG4bK77ef4c2312983", "0123456789abcdef", record_route};
}

std::string lines(Message const& message) {
    return to_bytes(message);
}

}  // namespace

TEST_CASE("a copy has one Via more, one hop less and a Record-Route, and all else as it came") {
    auto const invite = message("INVITE", "sip:bob@10.0.0.2",
                                {{"v", "SIP/2.0/UDP 10.0.0.10:5060;branch=z9hG4bK776asdhds"},
                                 {"max-forwards", "70"},
                                 {"To", "Bob <sip:bob@10.0.0.2>"},
                                 {"X-Odd", "  kept"},
                                 {"f", "Alice <sip:alice@10.0.0.1>;tag=1928301774"},
                                 {"Call-ID", "a84b4c76e66710@10.0.0.10"},
                                 {"CSeq", "314159 INVITE"},
                                 {"Content-Length", "0"}});
    auto const copy = prepare_copy(invite, "sip:bob@10.0.0.2", options());
    CHECK(copy.next_hop == "sip:bob@10.0.0.2");
    CHECK(lines(copy.request) ==
          "INVITE sip:bob@10.0.0.2 SIP/2.0\r\n"
          "Via: SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bK77ef4c2312983.0123456789abcdef\r\n"
          "v: SIP/2.0/UDP 10.0.0.10:5060;branch=z9hG4bK776asdhds\r\n"
          "max-forwards: 69\r\n"
          "Record-Route: <sip:10.0.0.1;lr>\r\n"
          "To: Bob <sip:bob@10.0.0.2>\r\n"
          "X-Odd:   kept\r\n"
          "f: Alice <sip:alice@10.0.0.1>;tag=1928301774\r\n"
          "Call-ID: a84b4c76e66710@10.0.0.10\r\n"
          "CSeq: 314159 INVITE\r\n"
          "Content-Length: 0\r\n\r\n");
}

TEST_CASE("a copy's Max-Forwards is one less, and 70 where there was none") {
    struct Row {
        std::optional<char const*> came;
        char const* leaves;
    };
    for (auto const& row : {Row{"70", "69"}, Row{"1", "0"}, Row{"255", "254"}, Row{std::nullopt, "70"}}) {
        auto invite = request("INVITE");
        invite.remove("Max-Forwards");
        if (row.came) invite.add("Max-Forwards", *row.came);
        CHECK(prepare_copy(invite, "sip:bob@10.0.0.2", options()).request.header("Max-Forwards") == row.leaves);
    }
}

TEST_CASE("Record-Route stands above those of the hops before, in requests that make a dialog, where it is wanted") {
    auto const invite = invite_with({{"Record-Route", "<sip:10.0.0.9;lr>"}});
    using Values = std::vector<std::string_view>;
    auto const copy = prepare_copy(invite, "sip:bob@10.0.0.2", options()).request;
    CHECK(copy.all("Record-Route") == Values{"<sip:10.0.0.1;lr>", "<sip:10.0.0.9;lr>"});
    auto const silent = prepare_copy(invite, "sip:bob@10.0.0.2", options(false)).request;
    CHECK(silent.all("Record-Route") == Values{"<sip:10.0.0.9;lr>"});
    for (auto const* const method : {"BYE", "ACK", "OPTIONS", "MESSAGE"}) {
        CHECK_FALSE(prepare_copy(request(method), "sip:bob@10.0.0.2", options()).request.header("Record-Route"));
    }
    auto elsewhere = options();
    elsewhere.own.port = 5070;
    auto const other_port = prepare_copy(request("INVITE"), "sip:bob@10.0.0.2", elsewhere).request;
    CHECK(other_port.header("Record-Route") == "<sip:10.0.0.1:5070;lr>");
}

TEST_CASE("a request-URI leaves without what may not stand there, and is else spelled as the target is") {
    struct Row {
        char const* target;
        char const* leaves;
    };
    for (auto const& row : {Row{"sip:bob@10.0.0.4:5070;rinstance=0aB", "sip:bob@10.0.0.4:5070;rinstance=0aB"},
                            Row{"SIP:bob@10.0.0.4", "SIP:bob@10.0.0.4"},
                            Row{"sip:bob@10.0.0.4;method=INVITE;lr?Subject=x", "sip:bob@10.0.0.4;lr"}}) {
        CHECK(prepare_copy(request("INVITE"), row.target, options()).request.request_uri() == row.leaves);
    }
}

TEST_CASE("a request goes to its first route if that routes loosely, and strict routers find themselves in the URI") {
    struct Row {
        char const* routes;
        char const* next_hop;
        char const* uri;
        std::vector<std::string_view> leaves;
    };
    // RFC 3261 section 16.12.1: the traversals of loose and strict routers.
    for (auto const& row : {Row{"<sip:10.0.0.7;lr>, <sip:10.0.0.8;lr>",
                                "sip:10.0.0.7;lr",
                                "sip:bob@10.0.0.4",
                                {"<sip:10.0.0.7;lr>", "<sip:10.0.0.8;lr>"}},
                            Row{"<sip:10.0.0.7>, <sip:10.0.0.8;lr>",
                                "sip:10.0.0.7",
                                "sip:10.0.0.7",
                                {"<sip:10.0.0.8;lr>", "<sip:bob@10.0.0.4>"}},
                            Row{"<sip:10.0.0.7>", "sip:10.0.0.7", "sip:10.0.0.7", {"<sip:bob@10.0.0.4>"}}}) {
        INFO(row.routes);
        auto bye = request("BYE");
        bye.add("Route", row.routes);
        auto const copy = prepare_copy(bye, "sip:bob@10.0.0.4", options());
        CHECK(copy.next_hop == row.next_hop);
        CHECK(copy.request.request_uri() == row.uri);
        std::vector<std::string> left;
        for (auto const field : copy.request.all("Route")) {
            for (auto const value : split_list(field)) {
                left.emplace_back(value);
            }
        }
        CHECK(left == std::vector<std::string>(row.leaves.begin(), row.leaves.end()));
    }
}

TEST_CASE("a proxy takes the route that led to it, and undoes a strict router's rewriting") {
    struct Row {
        char const* uri;
        std::vector<char const*> routes;
        char const* uri_after;
        std::vector<std::string_view> routes_after;
    };
    for (auto const& row : {
             Row{"sip:bob@10.0.0.4", {}, "sip:bob@10.0.0.4", {}},
             Row{"sip:bob@10.0.0.4", {"<sip:10.0.0.1;lr>"}, "sip:bob@10.0.0.4", {}},
             Row{"sip:bob@10.0.0.4",
                 {"<sip:10.0.0.1:5060;lr>", "<sip:10.0.0.2;lr>"},
                 "sip:bob@10.0.0.4",
                 {"<sip:10.0.0.2;lr>"}},
             Row{"sip:bob@10.0.0.4",
                 {"<sip:10.0.0.1;lr> , <sip:10.0.0.2;lr>"},
                 "sip:bob@10.0.0.4",
                 {"<sip:10.0.0.2;lr>"}},
             Row{"sip:bob@10.0.0.4",
                 {"<sip:10.0.0.2;lr>, <sip:10.0.0.1;lr>"},
                 "sip:bob@10.0.0.4",
                 {"<sip:10.0.0.2;lr>, <sip:10.0.0.1;lr>"}},
             Row{"sip:bob@10.0.0.4", {"<sip:10.0.0.1:5070;lr>"}, "sip:bob@10.0.0.4", {"<sip:10.0.0.1:5070;lr>"}},
             // A strict router put our Record-Route into the request line, and the target last.
             Row{"sip:10.0.0.1;lr",
                 {"<sip:10.0.0.2;lr>, <sip:bob@10.0.0.4>"},
                 "sip:bob@10.0.0.4",
                 {"<sip:10.0.0.2;lr>"}},
             Row{"sip:10.0.0.1;lr", {"<sip:bob@10.0.0.4>"}, "sip:bob@10.0.0.4", {}},
             // One of our users is no route of ours.
             Row{"sip:bob@10.0.0.1;lr", {"<sip:10.0.0.2;lr>"}, "sip:bob@10.0.0.1;lr", {"<sip:10.0.0.2;lr>"}},
         }) {
        auto bye = request("BYE");
        bye.set_request_uri(row.uri);
        for (auto const* const route : row.routes) {
            bye.add("Route", route);
        }
        take_own_route(bye, own);
        INFO(row.uri);
        CHECK(bye.request_uri() == row.uri_after);
        CHECK(bye.all("Route") == row.routes_after);
    }
}

TEST_CASE("what a proxy does not forward, and the status that says why") {
    CHECK_FALSE(check_forwardable(request("INVITE"), own));
    CHECK_FALSE(check_forwardable(invite_with({{"Max-Forwards", "1"}}), own));
    CHECK(check_forwardable(invite_with({{"Max-Forwards", "0"}}), own)->status == 483);
    auto without_hops = request("INVITE");
    without_hops.remove("Max-Forwards");
    CHECK_FALSE(check_forwardable(without_hops, own));
    auto telephone = request("INVITE");
    telephone.set_request_uri("tel:+18005551212");
    CHECK(check_forwardable(telephone, own)->status == 416);
    auto const demanding = check_forwardable(invite_with({{"Proxy-Require", "foo, bar"}}), own);
    REQUIRE(demanding);
    CHECK(demanding->status == 420);
    CHECK(demanding->fields == std::vector<HeaderField>{{"Unsupported", "foo"}, {"Unsupported", "bar"}});
    auto cancel = request("CANCEL");
    cancel.add("Proxy-Require", "foo");
    CHECK_FALSE(check_forwardable(cancel, own));
}

TEST_CASE("a request that comes back as it left is a loop; one that has changed is a spiral") {
    auto const first = request("INVITE");
    auto const leave = [](Message const& request, char const* target) {
        return prepare_copy(request, target, {own, "z9hG4bKunique", loop_digest(request), true}).request;
    };
    auto const pass = [](Message const& request, char const* target) {
        TransportAddress const other{"10.0.0.2", 5060};
        return prepare_copy(request, target, {other, "z9hG4bKother", loop_digest(request), true}).request;
    };
    auto const back_again = pass(leave(first, "sip:bob@10.0.0.2"), std::string(first.request_uri()).c_str());
    REQUIRE(check_forwardable(back_again, own));
    CHECK(check_forwardable(back_again, own)->status == 482);
    // To the other proxy it is new: it has that one's Via, but another request-URI.
    CHECK_FALSE(check_forwardable(leave(back_again, "sip:bobby@10.0.0.2"), {"10.0.0.2", 5060}));
    CHECK_FALSE(check_forwardable(pass(leave(first, "sip:bob@10.0.0.2"), "sip:carol@10.0.0.1"), own));
    // Another proxy on the same host is another proxy.
    CHECK_FALSE(check_forwardable(back_again, {"10.0.0.1", 5070}));
}

TEST_CASE("whatever changes where a request goes changes its digest") {
    auto const plain = loop_digest(request("INVITE"));
    CHECK(plain == loop_digest(request("INVITE", "z9hG4bKanother")));
    // CANCEL and ACK follow their INVITE.
    CHECK(plain == loop_digest(request("ACK")));
    for (auto const& row : std::initializer_list<std::pair<char const*, char const*>>{
             {"Call-ID", "other"},
             {"From", "Alice <sip:alice@atlanta.com>;tag=other"},
             {"To", "Bob <sip:bob@biloxi.com>;tag=other"},
             {"CSeq", "986760 INVITE"},
             {"Route", "<sip:10.0.0.7;lr>"},
             {"Proxy-Require", "foo"},
             {"Proxy-Authorization", "Digest username=\"alice\""}}) {
        INFO(row.first);
        CHECK(plain != loop_digest(invite_with({row})));
    }
    auto elsewhere = request("INVITE");
    elsewhere.set_request_uri("sip:carol@biloxi.com");
    CHECK(plain != loop_digest(elsewhere));
}

TEST_CASE("a response goes on without the proxy's Via, and nowhere if that was the last one or not the proxy's") {
    auto const reply = [](std::initializer_list<char const*> vias) {
        Message made(StatusLine{200, "OK"});
        for (auto const* const via : vias) {
            made.add("Via", via);
        }
        made.add("Call-ID", "1");
        return made;
    };
    auto const alice = "SIP/2.0/UDP 10.0.0.10;branch=z9hG4bK1;received=10.0.0.10;rport=5060";
    auto const mine = "SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bK2.0";
    CHECK(without_own_via(reply({mine, alice}), own) == reply({alice}));
    auto const listed = std::string(mine) + " , " + alice;
    CHECK(without_own_via(reply({listed.c_str()}), own) == reply({alice}));
    CHECK_FALSE(without_own_via(reply({mine}), own));
    CHECK_FALSE(without_own_via(reply({alice, mine}), own));
    CHECK_FALSE(without_own_via(reply({mine, alice}), {"10.0.0.1", 5070}));
}

TEST_CASE("a stateless branch is the same for a repeated request and another for another") {
    CHECK(stateless_branch(request("ACK")) == stateless_branch(request("ACK")));
    CHECK(stateless_branch(request("ACK")) != stateless_branch(request("ACK", "z9hG4bKanother")));
    CHECK(stateless_branch(request("ACK")).starts_with("z9hG4bK"));
}
