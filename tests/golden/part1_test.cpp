#include "report_table.hpp"
#include "tests/catch.hpp"

#include <set>
#include <sstream>
#include <string>

using namespace voiplab::test;

namespace {

constexpr auto lab = "labs/1-successful-call.yaml";
constexpr auto table = "golden_part1.csv";

}  // namespace

TEST_CASE("the capture of lab 1 shows the report's table, row by row under the report's own numbers") {
    auto const golden = golden_rows(table);
    REQUIRE(golden.size() == 40);
    // The note of row 77 says that its fraction or row 76's was misread.
    check_rows(LabRun(lab), golden, {76, 77});
}

TEST_CASE("the filters of the report's figures leave the rows that the figures of lab 1 show") {
    LabRun const run(lab);
    auto const golden = golden_rows(table);
    check_figure(run, golden, "FIG1a", "");
    check_figure(run, golden, "FIG1b", "");
    // Its row 19 is the one that the figure prints as an impossible row 12.
    check_figure(run, golden, "FIG2", "sip", {19});
    check_figure(run, golden, "FIG3", "sip");
}

TEST_CASE("between the rows that the report prints lie RTP and RTCP, as many as its numbers leave room for") {
    auto hidden = hidden_packets(LabRun(lab), golden_rows(table));
    // 88 rows, 40 of them printed. The filter "sip" that the report's second and third figure set hides the rest.
    CHECK(hidden["RTP"] + hidden["RTCP"] >= 47);
    CHECK(hidden["RTCP"] >= 1);
    CHECK(hidden["RTP"] + hidden["RTCP"] + hidden["UDP"] == 48);
}

TEST_CASE("after the last SIP message 2000 says goodbye to the server by RTCP, as the report has it") {
    LabRun const run(lab);
    auto const packets = run.packets("rtcp.pt == 203");
    REQUIRE(packets.size() == 1);
    CHECK(packets.front().source == "192.168.6.135");
    CHECK(packets.front().destination == "192.168.6.133");
}

TEST_CASE("Wireshark finds nothing to warn of in lab 1, and every checksum verifies") {
    check_clean(LabRun(lab));
}

TEST_CASE("Wireshark sees every RTP stream of lab 1 without loss") {
    LabRun const run(lab);
    std::istringstream lines(run.tshark("-q -z rtp,streams"));
    auto streams = 0;
    for (std::string line; std::getline(lines, line);) {
        if (line.find("g711U") == std::string::npos) continue;
        INFO(line);
        ++streams;
        CHECK(line.find(" 0 (0.0%)") != std::string::npos);
    }
    // Each phone to the server, and the server to each phone.
    CHECK(streams == 4);
}

TEST_CASE("Wireshark counts the messages of lab 1 as the report's rows do, and one of them resent") {
    LabRun const run(lab);
    // Row 5 repeats row 4.
    check_sip_counts(run, golden_rows(table), 1);
    CHECK(run.result().calls.size() == 1);
    CHECK(run.result().calls.front().outcome == "answered");
}

TEST_CASE("one seed gives lab 1's bytes again, another gives other identifiers of the same lengths") {
    check_seeds(lab);
}

TEST_CASE("of lab 1's RTP the seed draws all but what the report prints") {
    auto const ours = values_of(LabRun(lab), "rtp.ssrc");
    auto const theirs = values_of(LabRun(lab, {}, 2), "rtp.ssrc");
    CHECK(ours.size() == 4);
    std::set<std::string> shared;
    for (auto const& ssrc : ours) {
        if (theirs.contains(ssrc)) shared.insert(ssrc);
    }
    CHECK(shared == std::set<std::string>{"0x021d1c38"});
}
