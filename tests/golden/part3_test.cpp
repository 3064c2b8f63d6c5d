#include "report_table.hpp"
#include "tests/catch.hpp"

#include <algorithm>
#include <string>

using namespace voiplab::test;

namespace {

constexpr auto lab = "labs/3-forwarding.yaml";
constexpr auto table = "golden_part3.csv";

// The table has it from the rows around it: the figure prints row 119 in its place.
constexpr auto reconstructed_bye = 114;

}  // namespace

TEST_CASE("the capture of lab 3 shows the report's table, row by row under the report's own numbers") {
    auto const golden = golden_rows(table);
    REQUIRE(golden.size() == 29);
    check_rows(LabRun(lab), golden);
}

TEST_CASE("the filter of the report's figures leaves the rows that the figures of lab 3 show") {
    LabRun const run(lab);
    auto const golden = golden_rows(table);
    for (auto const* const figure : {"P3a", "P3b", "P3c"}) {
        check_figure(run, golden, figure, "sip");
    }
    check_figure(run, golden, "P3d", "sip", {reconstructed_bye});
}

TEST_CASE("between lab 3's SIP rows lie media, ARP and keep-alives, and before them no SIP") {
    LabRun const run(lab);
    auto hidden = hidden_packets(run, golden_rows(table));
    // 108 rows from 14 to 121, 29 of them printed. Two keep-alives; before the call ARP and keep-alives alone.
    CHECK(hidden["RTP"] + hidden["RTCP"] + hidden["ARP"] + hidden["UDP"] == 79);
    CHECK(hidden["UDP"] == 2);
    CHECK(run.packets("frame.number < 14 && (arp || udp.length == 12)").size() == 13);
}

TEST_CASE("2020 answers what was dialled as 2010 in lab 3, and hangs up") {
    LabRun const run(lab);
    REQUIRE(run.result().calls.size() == 1);
    auto const& call = run.result().calls.front();
    CHECK(call.to == "2010");
    CHECK(call.outcome == "answered");
    CHECK(call.answered_by == "2020");
    CHECK(call.ended_by == "2020");
    CHECK(run.result().failed_expectations.empty());
    // 2010 itself is asked nothing.
    CHECK(run.packets("sip && ip.addr == 192.168.6.136").empty());
}

TEST_CASE("the report's conf files of lab 3 are loaded as they stand, and warned of as Asterisk would") {
    LabRun const run(lab);
    auto const said = [&](std::string const& what) {
        return std::any_of(run.warnings().begin(), run.warnings().end(),
                           [&](std::string const& warning) { return warning.find(what) != std::string::npos; });
    };
    CHECK(said("labs/3/sip.conf:30: warning: section [2010] stands a second time"));
    CHECK(said("labs/3/extensions.conf:36: warning: Unable to register extension '2010', priority 2"));
    CHECK_FALSE(said("sip-by-hand.conf"));
}

TEST_CASE("with the report's sip.conf alone nobody is 2020, so nobody is rung") {
    auto const conf = source_folder() / "scenarios/labs/3/sip.conf";
    LabRun const run(lab, {{"servers[0].sip_conf", conf.string()}});
    CHECK(run.result().calls.front().outcome == "unanswered");
    // Q.850 cause 20, subscriber absent.
    CHECK(run.result().calls.front().status == 480);
    CHECK(run.packets("sip.Method == \"INVITE\" && ip.src == 192.168.6.133").empty());
}

TEST_CASE("Wireshark finds nothing to warn of in lab 3, and every checksum verifies") {
    check_clean(LabRun(lab));
}

TEST_CASE("Wireshark counts the messages of lab 3 as the report's rows do") {
    check_sip_counts(LabRun(lab), golden_rows(table), 0);
}

TEST_CASE("one seed gives lab 3's bytes again, another gives other identifiers of the same lengths") {
    check_seeds(lab);
}
