#include "tools/summary.hpp"

#include "tests/catch.hpp"
#include "tests/tools/results.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

using namespace std::chrono_literals;
using namespace voiplab::tools;
using namespace voiplab::tools::test;
using voiplab::scenarios::RunResult;

TEST_CASE("an answered call's times run from INVITE to 180 to 200 to BYE") {
    auto record = call("2000", "2010", "answered", 200);
    record.answered_by = "2010";
    // Rows 1, 11, 22 and 87 of the lab report's part 1, whose first INVITE leaves after 60 s here.
    record.dialled = at(60s);
    record.ringing = at(60279316us);
    record.answered = at(66019872us);
    record.ended = at(80171877us);
    record.ended_by = "2010";
    record.streams = {stream("2000", "2010", 61s, 62s, 700), stream("2010", "2000", 61s, 62s, 690)};
    RunResult result;
    result.calls = {record};
    result.files = {"captures/1.pcapng", "captures/1.pcap"};
    CHECK(summary(result) ==
          "2000 called 2010: 2010 answered; 2010 hung up\n"
          "  set-up time        0.2793 s  INVITE to 180, at the caller\n"
          "  ringing time       5.7406 s  180 to 200\n"
          "  talk time         14.1520 s  200 to BYE\n"
          "  packets lost            0    of 1,390 packets in 2 RTP streams\n"
          "files written\n"
          "  captures/1.pcapng\n"
          "  captures/1.pcap\n");
}

TEST_CASE("streams that lost packets are named, with their share") {
    auto record = call("a", "b", "answered", 200);
    record.streams = {stream("a", "b", 1s, 2s, 500, 10), stream("b", "a", 1s, 2s, 500)};
    RunResult result;
    result.calls = {record};
    CHECK(summary(result) ==
          "a called b: b answered; the run ended before the call did\n"
          "  packets lost           10    of 1,000 packets in 2 RTP streams\n"
          "    a to b, PCMU: 10 of 500 lost (2.0%)\n");
}

TEST_CASE("a call that is answered at once has an answer delay instead of a ringing time") {
    auto record = call("a", "b", "answered", 200);
    record.dialled = at(1s);
    record.answered = at(1250ms);
    RunResult result;
    result.calls = {record};
    CHECK(summary(result) ==
          "a called b: b answered; the run ended before the call did\n"
          "  answer delay       0.2500 s  INVITE to 200; no 180 came\n");
}

TEST_CASE("a call that nobody answered says why") {
    std::vector<std::pair<voiplab::scenarios::CallRecord, std::string>> const cases{
        {call("a", "b", "busy", 486), "a called b: busy (486)\n"},
        {call("a", "b", "cancelled", 487), "a called b: the caller gave up (487)\n"},
        {call("a", "b", "unanswered", 480), "a called b: nobody answered (480)\n"},
        {call("a", "b", "failed", 404), "a called b: failed (404)\n"},
        {call("a", "b", "failed", 0), "a called b: failed (no final response)\n"},
    };
    for (auto const& [record, expected] : cases) {
        RunResult result;
        result.calls = {record};
        CHECK(summary(result) == expected);
    }
}

TEST_CASE("expectations that were not met close the summary") {
    RunResult result;
    result.calls = {call("a", "b", "busy", 486)};
    result.failed_expectations = {"expect[0].outcome: expected answered, the call was busy"};
    CHECK(summary(result) ==
          "a called b: busy (486)\n"
          "1 expectation not met\n"
          "  expect[0].outcome: expected answered, the call was busy\n");
}

TEST_CASE("of many calls twenty are described and all are counted") {
    RunResult result;
    for (int i = 0; i < 1020; ++i)
        result.calls.push_back(call("a", "b", i % 2 == 0 ? "busy" : "failed", 486));
    auto const text = summary(result);
    CHECK(text.ends_with("a called b: failed (486)\n1,000 more calls\n1,020 calls: 510 busy, 510 failed\n"));
    CHECK(std::count(text.begin(), text.end(), '\n') == 22);
}

TEST_CASE("a run without calls has a summary too") {
    CHECK(summary({}) == "0 calls\n");
}
