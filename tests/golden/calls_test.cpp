#include "lab_run.hpp"
#include "tests/catch.hpp"
#include "tests/support/tshark.hpp"

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

// The scenarios of calls/, message by message, with tshark as the witness.

using namespace voiplab::test;

namespace {

// A line for each message that matches: the values of the fields, separated by bars.
std::vector<std::string> rows(LabRun const& run, std::string const& filter, std::string const& fields) {
    std::vector<std::string> lines;
    std::istringstream text(run.tshark("-Y '" + filter + "' -T fields -E separator='|' " + fields));
    for (std::string line; std::getline(text, line);) {
        lines.push_back(line);
    }
    return lines;
}

// The one field of each message that matches.
std::vector<std::string> values(LabRun const& run, std::string const& filter, std::string const& field) {
    return rows(run, filter, "-e " + field);
}

std::string body_of(std::string const& message) {
    return message.substr(message.find("\r\n\r\n") + 4);
}

std::string header_of(std::string const& message, std::string const& name) {
    auto const at = message.find("\r\n" + name + ": ");
    if (at == std::string::npos) return {};
    auto const begin = at + name.size() + 4;
    return message.substr(begin, message.find("\r\n", begin) - begin);
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("every bundled scenario comes to what it expects, and Wireshark warns of nothing but what is its lesson") {
    for (auto const& bundled : voiplab::scenarios::bundled_scenarios()) {
        INFO(bundled.file);
        LabRun const run((bundled.file.parent_path().filename() / bundled.file.filename()).string());
        CHECK(run.result().failed_expectations == Lines{});
        CHECK(run.result().left_over == Lines{});
        // A benchmark writes nothing.
        CHECK(run.result().files.empty() == (bundled.file.parent_path().filename() == "bench"));
        for (auto const& file : run.result().files) {
            if (!file.extension().string().starts_with(".pcap")) continue;
            auto const warnings = voiplab::test::tshark(file, "-q -z expert,warn");
            if (bundled.file.stem() == "duplicate-address") {
                CHECK(warnings.find("Duplicate IP address configured (192.168.10.21)") != std::string::npos);
                continue;
            }
            CHECK(warnings.find_first_not_of(" \n") == std::string::npos);
        }
    }
}

TEST_CASE("one seed gives a call's bytes again, another gives others") {
    for (auto const* const scenario : {"calls/attended-transfer.yaml", "calls/glare.yaml", "calls/dtmf-inband.yaml"}) {
        INFO(scenario);
        auto const bytes = content_of(LabRun(scenario).capture());
        CHECK(bytes == content_of(LabRun(scenario).capture()));
        CHECK(bytes != content_of(LabRun(scenario, {{"expect_ladder", "[]"}}, 2).capture()));
    }
}

TEST_CASE("RFC 3515: a blind transfer's REFER is accepted, and two NOTIFYs say how it goes") {
    LabRun const run("calls/blind-transfer.yaml");
    auto const refers = run.payloads("sip.Method == REFER");
    REQUIRE(refers.size() == 1);
    CHECK(header_of(refers.front(), "Refer-To") == "<sip:2020@192.168.10.1>");
    CHECK(values(run, "sip.CSeq.method == REFER and sip.Status-Code", "sip.Status-Code") == Lines{"202"});

    auto const notifies = run.payloads("sip.Method == NOTIFY");
    REQUIRE(notifies.size() == 2);
    auto const number = header_of(refers.front(), "CSeq");
    for (auto const& notify : notifies) {
        // Section 2.4.6: the id is the REFER's CSeq number.
        CHECK(header_of(notify, "Event") == "refer;id=" + number.substr(0, number.find(' ')));
        CHECK(header_of(notify, "Content-Type").starts_with("message/sipfrag"));
        CHECK(header_of(notify, "Call-ID") == header_of(refers.front(), "Call-ID"));
    }
    CHECK(body_of(notifies[0]).starts_with("SIP/2.0 100 Trying"));
    CHECK(body_of(notifies[1]).starts_with("SIP/2.0 200 OK"));
    CHECK(header_of(notifies[0], "Subscription-State").starts_with("active;expires="));
    CHECK(header_of(notifies[1], "Subscription-State").starts_with("terminated;reason=noresource"));
    CHECK(values(run, "sip.CSeq.method == NOTIFY and sip.Status-Code", "sip.Status-Code") == Lines{"200", "200"});
}

TEST_CASE("a transfer to a number that nobody has says so in its second NOTIFY") {
    LabRun const run("calls/blind-transfer.yaml", {{"calls[0].actions[0].to", "'9999'"}, {"expect_ladder", "[]"}});
    auto const notifies = run.payloads("sip.Method == NOTIFY");
    REQUIRE(notifies.size() == 2);
    CHECK(body_of(notifies[1]).starts_with("SIP/2.0 503 Service Unavailable"));
    CHECK(header_of(notifies[1], "Subscription-State").starts_with("terminated"));
}

TEST_CASE("RFC 3891: an attended transfer names the consultation's dialog, escaped, with the server's tag as to-tag") {
    LabRun const run("calls/attended-transfer.yaml");
    auto const refers = run.payloads("sip.Method == REFER");
    REQUIRE(refers.size() == 1);
    // The dialog of the call that 2010 placed itself.
    auto const answers = rows(run, "sip.Status-Code == 200 and sip.CSeq.method == INVITE and ip.dst == 192.168.10.21",
                              "-e sip.Call-ID -e sip.to.tag -e sip.from.tag -e sip.To");
    auto const consultation = std::find_if(answers.begin(), answers.end(), [](std::string const& line) {
        return line.find("<sip:2020@") != std::string::npos;
    });
    REQUIRE(consultation != answers.end());
    std::istringstream fields(*consultation);
    std::string call_id;
    std::string to_tag;
    std::string from_tag;
    std::getline(fields, call_id, '|');
    std::getline(fields, to_tag, '|');
    std::getline(fields, from_tag, '|');
    call_id.replace(call_id.find('@'), 1, "%40");
    CHECK(header_of(refers.front(), "Refer-To") ==
          "<sip:2020@192.168.10.1?Replaces=" + call_id + "%3Bto-tag%3D" + to_tag + "%3Bfrom-tag%3D" + from_tag + ">");
    CHECK(header_of(refers.front(), "Call-ID") != header_of(refers.front(), "Refer-To"));
}

TEST_CASE("RFC 3261 section 9.1: a CANCEL is its INVITE's but for the method, and so is the ACK to the 487") {
    LabRun const run("calls/caller-gives-up.yaml");
    for (auto const* const sender : {"192.168.10.20", "192.168.10.1"}) {
        INFO(sender);
        auto const sent = [&](std::string const& method) {
            auto const lines = rows(run, "sip.Method == " + method + " and ip.src == " + sender,
                                    "-e sip.r-uri -e sip.Via -e sip.From -e sip.Call-ID -e sip.CSeq.seq");
            return lines.empty() ? std::string{} : lines.back();
        };
        CHECK_FALSE(sent("CANCEL").empty());
        CHECK(sent("CANCEL") == sent("INVITE"));
        CHECK(sent("ACK") == sent("INVITE"));
    }
    CHECK(values(run, "sip.Status-Code == 487", "sip.CSeq.method") == Lines{"INVITE", "INVITE"});
    CHECK(values(run, "sip.CSeq.method == CANCEL and sip.Status-Code", "sip.Status-Code") == Lines{"200", "200"});
}

TEST_CASE("RFC 2617: a digest over an old nonce is answered stale=true, and only then") {
    CHECK(values(LabRun("calls/stale-nonce.yaml"), "sip.Status-Code == 401 and sip.CSeq.method == INVITE",
                 "sip.auth.stale") == Lines{"", "true"});
    LabRun const wrong("calls/wrong-password.yaml");
    CHECK(values(wrong, "sip.Status-Code == 401 and sip.CSeq.method == INVITE", "sip.auth.stale") == Lines{"", ""});
    // Another nonce each time.
    auto nonces = values(wrong, "sip.Status-Code == 401", "sip.auth.nonce");
    REQUIRE(nonces.size() == 5);  // two for 2000's REGISTER, one for 2010's, two for the INVITE
    std::sort(nonces.begin(), nonces.end());
    CHECK(std::adjacent_find(nonces.begin(), nonces.end()) == nonces.end());
}

TEST_CASE("RFC 3261 section 10.2.2: the last REGISTER asks for no time at all, and the answer lists no Contact") {
    LabRun const run("calls/register-refresh.yaml");
    auto const of_2010 = std::string(" and sip.CSeq.method == REGISTER and ip.addr == 192.168.10.21");
    auto const requests =
        rows(run, "sip.Method == REGISTER" + of_2010, "-e sip.Expires -e sip.Call-ID -e sip.CSeq.seq");
    REQUIRE(requests.size() == 8);
    auto const call_id = requests.front().substr(3, requests.front().rfind('|') - 3);
    for (std::size_t i = 0; i < requests.size(); ++i) {
        CHECK(requests[i] == std::string(i < 6 ? "60|" : "0|") + call_id + "|" + std::to_string(i + 1));
    }
    auto const answers = run.payloads("sip.Status-Code == 200" + of_2010);
    REQUIRE(answers.size() == 4);
    CHECK(header_of(answers[2], "Contact").ends_with(";expires=60"));
    CHECK(header_of(answers[3], "Contact").empty());
}
