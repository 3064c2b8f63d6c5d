#include "report_table.hpp"
#include "tests/catch.hpp"

#include <string>

using namespace voiplab::test;
using Catch::Matchers::EndsWith;

namespace {

constexpr auto lab = "labs/2-busy.yaml";
constexpr auto table = "golden_part2.csv";

}  // namespace

TEST_CASE("the capture of lab 2 shows the report's table, row by row under the report's own numbers") {
    auto const golden = golden_rows(table);
    REQUIRE(golden.size() == 14);
    check_rows(LabRun(lab), golden);
}

TEST_CASE("the figures of lab 2 set no filter, and nothing lies between their rows") {
    LabRun const run(lab);
    auto const golden = golden_rows(table);
    for (auto const* const figure : {"P2a", "P2b", "P2c"}) {
        check_figure(run, golden, figure, "");
    }
    CHECK(hidden_packets(run, golden).empty());
}

TEST_CASE("before the first row that the report prints of lab 2 lie registrations, ARP and keep-alives alone") {
    LabRun const run(lab);
    CHECK(run.packets("frame.number < 34").size() == 33);
    CHECK(run.packets("frame.number < 34 && !(sip.CSeq.method == \"REGISTER\" || arp || udp.length == 12)").empty());
}

TEST_CASE("2000 hears busy in lab 2, and nobody answers") {
    LabRun const run(lab);
    REQUIRE(run.result().calls.size() == 1);
    CHECK(run.result().calls.front().outcome == "busy");
    CHECK(run.result().calls.front().answered_by.empty());
    CHECK(run.result().failed_expectations.empty());
    CHECK(run.packets("rtp").empty());
}

TEST_CASE("the report's dialplan of lab 2 is loaded as it stands, and warned of as Asterisk would") {
    LabRun const run(lab);
    REQUIRE_FALSE(run.warnings().empty());
    // The others are of the lines before an excerpt's first section.
    CHECK_THAT(run.warnings().back(), EndsWith("labs/2/extensions.conf:38: warning: Unable to register extension "
                                               "'2010', priority 2 in 'from-sip', already in use"));
}

// Section 9.1: CANCEL has its INVITE's branch, and so has the ACK to the 487 (section 17.1.1.3).
TEST_CASE("CANCEL and the ACK to the 487 of lab 2 go by their INVITE's branch") {
    LabRun const run(lab);
    auto const branch = [&](std::string const& filter) {
        return run.tshark("-Y '" + filter + "' -T fields -E occurrence=f -e sip.Via.branch");
    };
    auto const invite = branch("frame.number == 39");
    CHECK_FALSE(invite.empty());
    CHECK(branch("frame.number == 42") == invite);
    CHECK(branch("frame.number == 46") == invite);
}

TEST_CASE("the ACK to the 487 of lab 2 carries the INVITE's Contact, as chan_sip's does, and a phone's none") {
    LabRun const run(lab);
    auto const contact = [&](std::string const& filter) {
        return run.tshark("-Y '" + filter + "' -T fields -e sip.Contact");
    };
    CHECK(contact("frame.number == 46") == contact("frame.number == 39"));
    CHECK(contact("frame.number == 46") == "<sip:2000@192.168.6.133:5060>\n");
    CHECK(contact("frame.number == 47") == "\n");
}

TEST_CASE("Wireshark finds nothing to warn of in lab 2, and every checksum verifies") {
    check_clean(LabRun(lab));
}

TEST_CASE("Wireshark counts the messages of lab 2 as the report's rows do") {
    check_sip_counts(LabRun(lab), golden_rows(table), 0);
}

TEST_CASE("one seed gives lab 2's bytes again, another gives other identifiers of the same lengths") {
    check_seeds(lab);
}
