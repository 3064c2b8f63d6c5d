#include "lab_run.hpp"
#include "tests/catch.hpp"

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

// The scenarios about proxies, against the figures of RFC 3665 and RFC 3261 and with tshark as the witness.

using namespace voiplab::test;

namespace {

// The messages that are not about registering: who sent it, what it is, to whom.
std::vector<std::string> legs(voiplab::scenarios::RunResult const& result) {
    std::vector<std::string> all;
    for (auto const& row : result.ladder) {
        if (row.method == "REGISTER") continue;
        CHECK_FALSE(row.lost);
        all.push_back(row.from + " " + row.label.substr(0, row.label.find(' ')) + " " + row.to);
    }
    return all;
}

// A line for each message of a capture that is not about registering: its values, separated by bars, several of one
// field by commas.
std::vector<std::string> fields(LabRun const& run, std::string const& names) {
    std::vector<std::string> lines;
    std::istringstream stream(
        run.tshark("-Y 'sip and not sip.CSeq.method == \"REGISTER\"' -T fields -E separator='|' "
                   "-E aggregator=, " +
                   names));
    for (std::string line; std::getline(stream, line);) {
        lines.push_back(line);
    }
    return lines;
}

}  // namespace

TEST_CASE("the scenarios about proxies come to what they expect, and Wireshark finds nothing to complain of") {
    for (auto const* const name : {"trapezoid", "proxy-loop", "too-many-hops", "redirect-server"}) {
        INFO(name);
        LabRun const run(std::string("calls/") + name + ".yaml");
        CHECK(run.result().failed_expectations.empty());
        CHECK(run.tshark("-q -z expert,warn").find_first_not_of(" \n") == std::string::npos);
    }
}

TEST_CASE("RFC 3665 section 3.2: session establishment through two proxies, message by message") {
    LabRun const run("calls/trapezoid.yaml");
    std::vector<std::string> const figure{
        "alice INVITE atlanta", "atlanta 407 alice",     "alice ACK atlanta",  // F1 to F3
        "alice INVITE atlanta", "atlanta INVITE biloxi", "atlanta 100 alice",  // F4 to F6
        "biloxi INVITE bob",    "biloxi 100 atlanta",                          // F7, F8
        "bob 180 biloxi",       "biloxi 180 atlanta",    "atlanta 180 alice",  // F9 to F11
        "bob 200 biloxi",       "biloxi 200 atlanta",    "atlanta 200 alice",  // F12 to F14
        "alice ACK atlanta",    "atlanta ACK biloxi",    "biloxi ACK bob",     // F15 to F17
        "bob BYE biloxi",       "biloxi BYE atlanta",    "atlanta BYE alice",  // F18 to F20
        "alice 200 atlanta",    "atlanta 200 biloxi",    "biloxi 200 bob",     // F21 to F23
    };
    CHECK(legs(run.result()) == figure);
    REQUIRE(run.result().parties == std::vector<std::string>{"alice", "atlanta", "biloxi", "bob"});
}

TEST_CASE("a phone that reuses its credentials answers a proxy's challenge of an earlier call in the proxy's field") {
    auto const* const calls =
        "[{from: alice, to: bob@10.0.0.2, at: 5s, hang_up: {by: bob, after: 1s}}, "
        "{from: alice, to: bob@10.0.0.2, at: 30s, hang_up: {by: bob, after: 1s}}]";
    LabRun const run("calls/trapezoid.yaml", {{"phones[0].reuse_credentials", "yes"}, {"calls", calls}});
    auto const invites = run.payloads("sip.Method == INVITE and ip.src == 10.0.0.10");
    REQUIRE(invites.size() == 3);  // the first call's two, and one of the second
    CHECK(invites[0].find("Authorization: ") == std::string::npos);
    CHECK(invites[1].find("\r\nProxy-Authorization: ") != std::string::npos);
    CHECK(invites[2].find("\r\nProxy-Authorization: ") != std::string::npos);
    CHECK(invites[2].find("\r\nAuthorization: ") == std::string::npos);
}

TEST_CASE("the trapezoid's routing as tshark reads it at the first proxy") {
    LabRun const run("calls/trapezoid.yaml");
    struct Row {
        char const* message;  // method or status, hosts of its Vias, Max-Forwards, Record-Route, Route
        char const* why;
    };
    std::vector<Row> const rows{
        {"INVITE||10.0.0.10|70||", "F1"},
        {"|407|10.0.0.10|||", "F2"},
        {"ACK||10.0.0.10|70||", "F3"},
        {"INVITE||10.0.0.10|70||", "F4"},
        {"|100|10.0.0.10|||", "F6"},
        {"INVITE||10.0.0.1,10.0.0.10|69|<sip:10.0.0.1;lr>|", "F5: a Via, a hop, a Record-Route; it waited for ARP"},
        {"|100|10.0.0.1,10.0.0.10|||", "F8"},
        {"|180|10.0.0.1,10.0.0.10||<sip:10.0.0.2;lr>,<sip:10.0.0.1;lr>|", "F10: the callee's proxy stands first"},
        {"|180|10.0.0.10||<sip:10.0.0.2;lr>,<sip:10.0.0.1;lr>|", "F11"},
        {"|200|10.0.0.1,10.0.0.10||<sip:10.0.0.2;lr>,<sip:10.0.0.1;lr>|", "F13"},
        {"|200|10.0.0.10||<sip:10.0.0.2;lr>,<sip:10.0.0.1;lr>|", "F14"},
        {"ACK||10.0.0.10|70||<sip:10.0.0.1;lr>,<sip:10.0.0.2;lr>", "F15: the route set is in the caller's order"},
        {"ACK||10.0.0.1,10.0.0.10|69||<sip:10.0.0.2;lr>", "F16"},
        {"BYE||10.0.0.2,10.0.0.20|69||<sip:10.0.0.1;lr>", "F19"},
        {"BYE||10.0.0.1,10.0.0.2,10.0.0.20|68||", "F20"},
        {"|200|10.0.0.1,10.0.0.2,10.0.0.20|||", "F21"},
        {"|200|10.0.0.2,10.0.0.20|||", "F22"},
    };
    auto const seen = fields(run,
                             "-e sip.Method -e sip.Status-Code -e sip.Via.sent-by.address -e sip.Max-Forwards"
                             " -e sip.Record-Route -e sip.Route");
    REQUIRE(seen.size() == rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        INFO(rows[i].why);
        CHECK(seen[i] == rows[i].message);
    }
}

TEST_CASE("what a ladder shows of a proxy may be expected") {
    std::vector<voiplab::scenarios::Override> const ladder{
        {"expect_ladder",
         "[{between: [atlanta, biloxi], shows: '> INVITE, < 100, < 180, < 200, > ACK, < BYE, > 200'}]"}};
    CHECK(LabRun("calls/trapezoid.yaml", ladder).result().failed_expectations.empty());
}

TEST_CASE("proxies that do not record their route are out of the call once it is set up") {
    LabRun const run("calls/trapezoid.yaml", {{"proxies[0].record_route", "no"}, {"proxies[1].record_route", "no"}});
    auto const seen = legs(run.result());
    REQUIRE(seen.size() > 3);
    CHECK(std::vector<std::string>(seen.end() - 3, seen.end()) ==
          std::vector<std::string>{"alice ACK bob", "bob BYE alice", "alice 200 bob"});
}

TEST_CASE("one proxy may stay in the path without the other") {
    LabRun const run("calls/trapezoid.yaml", {{"proxies[0].record_route", "no"}});
    auto const seen = legs(run.result());
    CHECK(std::count(seen.begin(), seen.end(), "alice ACK biloxi") == 1);
    CHECK(std::count(seen.begin(), seen.end(), "biloxi BYE alice") == 1);
}

TEST_CASE("a loop is cut where it closes, and the 482 goes back all the way") {
    LabRun const run("calls/proxy-loop.yaml");
    CHECK(legs(run.result()) ==
          std::vector<std::string>{"alice INVITE atlanta", "atlanta INVITE biloxi", "atlanta 100 alice",
                                   "biloxi INVITE atlanta", "biloxi 100 atlanta", "atlanta 482 biloxi",
                                   "biloxi ACK atlanta", "biloxi 482 atlanta", "atlanta ACK biloxi",
                                   "atlanta 482 alice", "alice ACK atlanta"});
    // The branch that atlanta wrote when the INVITE first left it is in the one that comes back.
    auto const branches = fields(run, "-e sip.Method -e sip.Via.branch");
    auto const invite = [&](std::ptrdiff_t vias) {
        return *std::find_if(branches.begin(), branches.end(), [vias](std::string const& line) {
            return line.starts_with("INVITE") && std::count(line.begin(), line.end(), ',') + 1 == vias;
        });
    };
    auto const first = invite(2).substr(std::string("INVITE|").size());
    CHECK(invite(3).ends_with(first));
}

TEST_CASE("the hops that an INVITE may pass decide whether it arrives") {
    struct Row {
        char const* max_forwards;
        int status;
    };
    for (auto const& row : {Row{"0", 483}, Row{"1", 483}, Row{"2", 200}}) {
        LabRun const run("calls/too-many-hops.yaml", {{"phones[0].max_forwards", row.max_forwards}});
        CHECK(run.result().calls.front().status == row.status);
    }
}

TEST_CASE("a redirected phone tries again at the Contact: the same call, the next number, another way") {
    LabRun const run("calls/redirect-server.yaml");
    auto const seen = legs(run.result());
    REQUIRE(seen.size() > 4);
    CHECK(std::vector<std::string>(seen.begin(), seen.begin() + 4) ==
          std::vector<std::string>{"alice INVITE redirect", "redirect 302 alice", "alice ACK redirect",
                                   "alice INVITE biloxi"});
    CHECK(std::none_of(seen.begin() + 4, seen.end(),
                       [](std::string const& leg) { return leg.find("redirect") != std::string::npos; }));
    auto const invites = fields(run, "-e sip.Method -e sip.r-uri -e sip.CSeq.seq -e sip.From -e sip.To -e sip.Call-ID");
    auto const is_invite = [](std::string const& line) { return line.starts_with("INVITE"); };
    auto const first = std::find_if(invites.begin(), invites.end(), is_invite);
    auto const second = std::find_if(first + 1, invites.end(), is_invite);
    REQUIRE(second != invites.end());
    CHECK(first->starts_with("INVITE|sip:bob@10.0.0.3|1|"));
    CHECK(second->starts_with("INVITE|sip:bob@10.0.0.2|2|"));
    CHECK(first->substr(first->find("|1|") + 3) == second->substr(second->find("|2|") + 3));
}

TEST_CASE("redirections that go in a circle end, and the caller hears the last") {
    LabRun const run("calls/redirect-server.yaml", {{"proxies[1].role", "redirect"},
                                                    {"proxies[1].routes", "[{user: bob, to: 'sip:bob@10.0.0.3'}]"},
                                                    {"expect", "[]"}});
    auto const seen = legs(run.result());
    CHECK(seen == std::vector<std::string>{"alice INVITE redirect", "redirect 302 alice", "alice ACK redirect",
                                           "alice INVITE biloxi", "biloxi 302 alice", "alice ACK biloxi"});
    CHECK(run.result().calls.front().status == 302);
}

TEST_CASE("a redirection to a phone goes straight there, and so does the rest of the call") {
    LabRun const run("calls/redirect-server.yaml", {{"proxies[0].routes", "[{user: bob, to: 'sip:bob@10.0.0.20'}]"}});
    auto const seen = legs(run.result());
    CHECK(run.result().calls.front().answered_by == "bob");
    CHECK(std::count(seen.begin(), seen.end(), "alice INVITE bob") == 1);
    CHECK(std::count(seen.begin(), seen.end(), "alice BYE bob") == 1);
}

TEST_CASE("a user with two phones: both ring, one answers, the other is cancelled") {
    LabRun const run(
        "calls/trapezoid.yaml",
        {{"phones",
          "[{host: pc-alice, user: alice, password: wonderland, domain: 10.0.0.1},"
          " {name: desk, host: pc-bob, user: bob, domain: 10.0.0.2, ring_time: 3s},"
          " {name: mobile, host: pc-bob, user: bob, domain: 10.0.0.2, ring_time: 8s, sip_port: 5070, rtp_port: "
          "40010}]"},
         {"calls", "[{from: alice, to: bob@10.0.0.2, at: 5s, hang_up: {by: desk, after: 5s}}]"},
         {"captures", "[{file: fork.pcapng, host: biloxi-host, interface: ethernet}]"},
         {"expect", "[{from: alice, to: bob@10.0.0.2, status: 200, answered_by: desk, packets_lost: 0}]"}});
    CHECK(run.result().failed_expectations.empty());
    auto const seen = legs(run.result());
    auto const count = [&](char const* leg) { return std::count(seen.begin(), seen.end(), leg); };
    CHECK(count("biloxi INVITE desk") == 1);
    CHECK(count("biloxi INVITE mobile") == 1);
    CHECK(count("atlanta 180 alice") == 2);
    CHECK(count("biloxi CANCEL mobile") == 1);
    CHECK(count("mobile 487 biloxi") == 1);
    CHECK(count("biloxi ACK mobile") == 1);
    CHECK(count("biloxi 487 atlanta") == 0);
    CHECK(run.tshark("-q -z expert,warn").find_first_not_of(" \n") == std::string::npos);
}

TEST_CASE("the captures say what a proxy does, packet by packet") {
    auto const comments = [](char const* scenario) {
        LabRun const run(std::string("calls/") + scenario + ".yaml");
        return run.tshark("-Y 'sip and frame.comment' -T fields -e frame.comment");
    };
    CHECK_THAT(comments("trapezoid"), Catch::Contains("one Via more") && Catch::Contains("a Record-Route") &&
                                          Catch::Contains("recorded their route"));
    CHECK_THAT(comments("proxy-loop"), Catch::Contains("has been here before"));
    CHECK_THAT(comments("too-many-hops"), Catch::Contains("Max-Forwards 0"));
    CHECK_THAT(comments("redirect-server"),
               Catch::Contains("Try elsewhere") && Catch::Contains("tried where the 3xx said"));
}

TEST_CASE("RFC 3665 section 3.8: the caller gives up, and the CANCEL goes hop by hop") {
    LabRun const run("calls/trapezoid.yaml",
                     {{"calls", "[{from: alice, to: bob@10.0.0.2, at: 5s, give_up_after: 2s}]"},
                      {"expect", "[{from: alice, to: bob@10.0.0.2, outcome: cancelled, status: 487}]"}});
    CHECK(run.result().failed_expectations.empty());
    auto const seen = legs(run.result());
    std::vector<std::string> const figure{
        "alice CANCEL atlanta",  "atlanta 200 alice",   // F12, F13
        "atlanta CANCEL biloxi", "biloxi 200 atlanta",  // F14, F15
        "biloxi CANCEL bob",     "bob 200 biloxi",      // F16, F17
        "bob 487 biloxi",        "biloxi ACK bob",      // F18, F19
        "biloxi 487 atlanta",    "atlanta ACK biloxi",  // F20, F21
        "atlanta 487 alice",     "alice ACK atlanta",   // F22, F23
    };
    REQUIRE(seen.size() > figure.size());
    std::vector<std::string> const came(seen.end() - static_cast<std::ptrdiff_t>(figure.size()), seen.end());
    CHECK(came == figure);
    CHECK(run.tshark("-q -z expert,warn").find_first_not_of(" \n") == std::string::npos);
}
