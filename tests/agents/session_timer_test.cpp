#include "tests/catch.hpp"
#include "written_lab.hpp"

#include <string>
#include <vector>

// Sessions that expire (RFC 4028), between phones that know of it and such as do not, and sip.conf's session-timers.

using namespace voiplab::test;
using namespace std::chrono_literals;

namespace {

WrittenLab lab_of(std::string const& general, std::string const& of_2000, std::string const& of_2010) {
    WrittenLab lab;
    lab.extensions = "exten => _X.,1,Dial(SIP/${EXTEN},20)\n";
    // Media that passes the server asks for no re-INVITE of its own.
    lab.general = "directmedia=no\n" + general;
    lab.settings_of = {of_2000, "ring_time: 1s\n" + of_2010};
    lab.calls = "[{from: 2000, to: 2010, at: 5s, hang_up: {after: 200s}}]";
    lab.duration = "240s";
    return lab;
}

// When INVITEs left within the call, in whole seconds since its caller heard the 200.
std::vector<long> refreshes(voiplab::scenarios::RunResult const& result, std::string const& from,
                            std::string const& to) {
    std::vector<long> times;
    auto const answered = *result.calls.front().answered;
    for (auto const& row : result.ladder) {
        if (row.from != from || row.to != to || !row.label.starts_with("INVITE") || row.sent < answered + 1s) continue;
        times.push_back(std::chrono::round<std::chrono::seconds>(row.sent - answered).count());
    }
    return times;
}

using Times = std::vector<long>;

// From the answer to the server's BYE to 2010, to the second; 0 where it sends none.
std::chrono::seconds server_hung_up_after(voiplab::scenarios::RunResult const& result) {
    for (auto const& row : result.ladder) {
        if (row.from != "asterisk" || row.to != "2010" || !row.label.starts_with("BYE")) continue;
        return std::chrono::round<std::chrono::seconds>(row.sent - *result.calls.front().answered);
    }
    return {};
}

}  // namespace

TEST_CASE("who refreshes does so at half of the session's time") {
    struct Row {
        char const* of_2000;
        Times by_phone;
        Times by_server;
    };
    // sip.conf's session-refresher is uas by default: the server, where the phone leaves it the choice.
    std::vector<Row> const rows{
        {"session_timer: {expires: 90s}", {}, {45, 90, 135, 180}},
        {"session_timer: {expires: 90s, refresher: uas}", {}, {45, 90, 135, 180}},
        {"session_timer: {expires: 90s, refresher: uac}", {45, 90, 135, 180}, {}},
        {"session_timer: {expires: 150s}", {}, {75, 150}},
    };
    for (auto const& row : rows) {
        INFO(row.of_2000);
        auto const result = lab_of("", row.of_2000, "").run();
        CHECK(refreshes(result, "2000", "asterisk") == row.by_phone);
        CHECK(refreshes(result, "asterisk", "2000") == row.by_server);
        CHECK(refreshes(result, "asterisk", "2010").empty());
        CHECK(result.calls.front().ended_by == "2000");
    }
}

TEST_CASE("a server that refuses session timers leaves refreshing to the phone that wants it") {
    auto const result = lab_of("session-timers=refuse", "session_timer: {expires: 90s}", "").run();
    CHECK(refreshes(result, "2000", "asterisk") == Times{45, 90, 135, 180});
    CHECK(refreshes(result, "asterisk", "2000").empty());
}

TEST_CASE("a server that originates session timers refreshes towards a callee that knows nothing of them") {
    auto const result = lab_of("session-timers=originate\nsession-expires=100", "", "").run();
    CHECK(refreshes(result, "asterisk", "2010") == Times{50, 100, 150});
    CHECK(refreshes(result, "2010", "asterisk").empty());
    CHECK(refreshes(result, "asterisk", "2000").empty());
}

TEST_CASE("of a server that originates, the callee refreshes where it knows session timers and is named") {
    auto const result =
        lab_of("session-timers=originate\nsession-expires=100\nsession-refresher=uas", "", "session_timer: {}").run();
    CHECK(refreshes(result, "2010", "asterisk") == Times{50, 100, 150});
    CHECK(refreshes(result, "asterisk", "2010").empty());
}

TEST_CASE("a phone that asks for too short a session hears 422 and asks again for what the server takes") {
    auto const result = lab_of("session-minse=120", "session_timer: {expires: 90s}", "").run();
    CHECK_THAT(messages_between(result, "2000", "asterisk"),
               Catch::StartsWith("> INVITE, < 401, > ACK, > INVITE, < 422, > ACK, > INVITE"));
    CHECK(result.calls.front().outcome == "answered");
    CHECK(refreshes(result, "asterisk", "2000") == Times{60, 120, 180});
}

TEST_CASE("the longest call holds as many refreshes as it has halves, whoever hangs up") {
    auto lab = lab_of("", "session_timer: {expires: 90s}", "");
    lab.calls = "[{from: 2000, to: 2010, at: 5s, hang_up: {by: 2010, after: 100s}}]";
    auto const result = lab.run();
    CHECK(refreshes(result, "asterisk", "2000") == Times{45, 90});
    CHECK(result.calls.front().ended_by == "2010");
}

TEST_CASE("a phone that is cut off does not answer the refresh, and the server hangs up on the other") {
    auto lab = lab_of("", "session_timer: {expires: 90s}", "");
    lab.links_of = {"", "down: [{from: 20s, until: 239s}]"};
    auto const result = lab.run();
    // The refresh leaves 45 s after the answer, and timer B ends the wait for its answer 32 s later.
    CHECK(server_hung_up_after(result) == 77s);
}

TEST_CASE("where the phone refreshes and is cut off, the server ends the call before the session's time is over") {
    auto lab = lab_of("", "session_timer: {expires: 90s, refresher: uac}", "");
    lab.links_of = {"", "down: [{from: 20s, until: 239s}]"};
    auto const result = lab.run();
    // RFC 4028 section 10: a third of the interval, 32 s at the most, before its end.
    CHECK(server_hung_up_after(result) == 60s);
}

TEST_CASE("a phone whose server is cut off ends the call itself") {
    // The phone waits for refreshes that never come; its own BYE finds nobody either.
    auto lab = lab_of("", "session_timer: {expires: 90s, refresher: uas}", "");
    lab.links_of = {"down: [{from: 20s, until: 239s}]"};
    lab.calls = "[{from: 2000, to: 2010, at: 5s, hang_up: {after: 150s}}]";
    auto const result = lab.run();
    REQUIRE(result.calls.front().ended);
    auto const lasted = *result.calls.front().ended - *result.calls.front().answered;
    CHECK(lasted == 60s);
}
