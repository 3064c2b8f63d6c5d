#include "lab_run.hpp"
#include "tests/catch.hpp"

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

// RFC 4028 in calls/session-timers.yaml, field by field as tshark reads them.

using namespace voiplab::test;

namespace {

constexpr auto scenario = "calls/session-timers.yaml";

std::vector<std::string> rows(LabRun const& run, std::string const& filter, std::string const& fields) {
    std::vector<std::string> lines;
    std::istringstream text(run.tshark("-Y 'sip.CSeq.method == INVITE and ip.addr == 192.168.10.20 and " + filter +
                                       "' -T fields -E separator='|' " + fields));
    for (std::string line; std::getline(text, line);) {
        lines.push_back(line);
    }
    return lines;
}

std::vector<voiplab::scenarios::Override> with(std::vector<voiplab::scenarios::Override> more) {
    more.push_back({"expect_ladder", "[]"});
    more.push_back({"calls[0].hang_up.after", "60s"});
    return more;
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("the session's time, who refreshes, and whether that must be understood") {
    struct Row {
        char const* refresher;
        char const* asked;    // the phone's INVITE
        char const* agreed;   // the server's 200
        char const* require;  // in it: section 9 wants it where the UAC refreshes
    };
    for (auto const& row :
         {Row{"either", "90", "90;refresher=uas", ""}, Row{"uas", "90;refresher=uas", "90;refresher=uas", ""},
          Row{"uac", "90;refresher=uac", "90;refresher=uac", "timer"}}) {
        INFO(row.refresher);
        LabRun const run(scenario, with({{"phones[0].session_timer.refresher", row.refresher}}));
        auto const invites = rows(run, "sip.Method == INVITE and ip.src == 192.168.10.20",
                                  "-e sip.Session-Expires -e sip.Min-SE -e sip.Supported");
        REQUIRE(invites.size() >= 2);
        CHECK(invites[1] == std::string(row.asked) + "|90|timer");
        auto const answers =
            rows(run, "sip.Status-Code == 200 and ip.src == 192.168.10.1", "-e sip.Session-Expires -e sip.Require");
        REQUIRE_FALSE(answers.empty());
        CHECK(answers.front() == std::string(row.agreed) + "|" + row.require);
    }
}

TEST_CASE("a refresh offers the description that stands, and says again who refreshes") {
    LabRun const run(scenario, with({}));
    auto const offers = rows(run, "sip.Method == INVITE and ip.src == 192.168.10.1",
                             "-e sip.Session-Expires -e sdp.owner.version -e sdp.media.port");
    REQUIRE(offers.size() == 2);  // direct media, and the refresh
    CHECK(offers[0] == offers[1]);
    CHECK(offers[1].starts_with("90;refresher=uac|"));
    auto const answers =
        rows(run, "sip.Status-Code == 200 and ip.src == 192.168.10.20", "-e sip.Session-Expires -e sip.Require");
    CHECK(answers == Lines{"90;refresher=uac|timer", "90;refresher=uac|timer"});
}

TEST_CASE("RFC 4028 section 7.4: after a 422 the INVITE asks for its Min-SE, and says it") {
    ScratchFolder const folder;
    auto const conf = (folder / "sip.conf").string();
    std::ofstream(conf) << "[general]\nsession-minse=120\n"
                        << content_of(source_folder() / "scenarios/calls/office/sip.conf");
    LabRun const run(scenario, with({{"servers[0].sip_conf", conf}}));
    CHECK(rows(run, "sip.Status-Code == 422", "-e sip.Min-SE") == Lines{"120"});
    auto const invites = rows(run, "sip.Method == INVITE and ip.src == 192.168.10.20",
                              "-e sip.CSeq.seq -e sip.Session-Expires -e sip.Min-SE");
    // The third repeats the digest, whose nonce is spent by then; the fourth answers the new one.
    CHECK(invites == Lines{"1|90|90", "2|90|90", "3|120|120", "4|120|120"});
    CHECK(run.result().calls.front().outcome == "answered");
}
