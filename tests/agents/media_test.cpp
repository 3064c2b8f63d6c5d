#include "tests/catch.hpp"
#include "written_lab.hpp"

#include <algorithm>
#include <set>
#include <string>

using namespace voiplab::test;

namespace {

constexpr auto dial = "exten => _X.,1,Dial(SIP/${EXTEN},20)\n";

voiplab::scenarios::CallRecord first_call(WrittenLab const& lab) {
    auto const result = lab.run();
    REQUIRE(!result.calls.empty());
    return result.calls.front();
}

// "2000>asterisk PCMU" for each stream.
std::set<std::string> ways(voiplab::scenarios::CallRecord const& call) {
    std::set<std::string> all;
    for (auto const& stream : call.streams) {
        all.insert(stream.from + ">" + stream.to + " " + stream.codec);
    }
    return all;
}

}  // namespace

TEST_CASE("with direct media the phones' streams go to the server first and then to each other") {
    WrittenLab lab;
    lab.extensions = dial;
    auto const call = first_call(lab);
    CHECK(ways(call).contains("2000>2010 PCMU"));
    CHECK(ways(call).contains("2010>2000 PCMU"));
    CHECK(ways(call).contains("2010>asterisk PCMU"));
    for (auto const& stream : call.streams) {
        CHECK(stream.lost == 0);
    }
}

TEST_CASE("with directmedia=no every packet goes through the server, in both directions, and none is lost") {
    WrittenLab lab;
    lab.extensions = dial;
    lab.peer_settings = "directmedia=no\n";
    auto const result = lab.run();
    auto const& call = result.calls.front();
    CHECK(ways(call) == std::set<std::string>{"2000>asterisk PCMU", "asterisk>2000 PCMU", "2010>asterisk PCMU",
                                              "asterisk>2010 PCMU"});
    for (auto const& stream : call.streams) {
        CHECK(stream.lost == 0);
        // Two seconds of talk at 50 packets a second, less what the phones need to begin.
        CHECK(stream.received > 90);
    }
    // No re-INVITE: one INVITE without and one with credentials, one to the callee.
    auto const messages = messages_of_calls(result);
    CHECK(count(messages, "2000 INVITE") == 2);
    CHECK(count(messages, "asterisk INVITE") == 1);
}

TEST_CASE("the server counts the callee's last report, which comes after the 200 that ends its leg") {
    WrittenLab lab;
    lab.extensions = dial;
    lab.peer_settings = "directmedia=no\n";
    // So slow that the report, right behind the 200, is longer on its way than the server takes to read that.
    lab.links = "rate: 1Mbps";
    auto const call = first_call(lab);
    auto const to_callee = std::find_if(call.streams.begin(), call.streams.end(), [](auto const& stream) {
        return stream.from == "asterisk" && stream.to == "2010";
    });
    auto const from_callee = std::find_if(call.streams.begin(), call.streams.end(),
                                          [](auto const& stream) { return stream.from == "2010"; });
    REQUIRE(to_callee != call.streams.end());
    REQUIRE(from_callee != call.streams.end());
    CHECK(from_callee->rtcp.sent_reports > 0);
    CHECK(to_callee->rtcp.received_reports == from_callee->rtcp.sent_reports);
}

TEST_CASE("phones that share no law of G.711 talk through the server, which transcodes") {
    WrittenLab lab;
    lab.extensions = dial;
    lab.files = {{"alaw.yaml", "based_on: generic\nsdp:\n  formats: [{payload_type: 8, encoding: PCMA}]\n"},
                 {"ulaw.yaml", "based_on: generic\nsdp:\n  formats: [{payload_type: 0, encoding: PCMU}]\n"}};
    lab.settings_of = {"profile: ./alaw.yaml", "profile: ./ulaw.yaml"};
    auto const call = first_call(lab);
    CHECK(ways(call) == std::set<std::string>{"2000>asterisk PCMA", "asterisk>2000 PCMA", "2010>asterisk PCMU",
                                              "asterisk>2010 PCMU"});
    for (auto const& stream : call.streams) {
        CHECK(stream.lost == 0);
    }
}

TEST_CASE("Playback answers the caller and plays two seconds: a hundred packets") {
    WrittenLab lab;
    lab.extensions = "exten => 2010,1,Playback(welcome)\nexten => 2010,n,Hangup\n";
    lab.calls = "[{from: 2000, to: 2010, at: 5s, hang_up: {after: 20s}}]";
    auto const call = first_call(lab);
    CHECK(call.outcome == "answered");
    auto const heard = std::find_if(call.streams.begin(), call.streams.end(),
                                    [](auto const& stream) { return stream.from == "asterisk"; });
    REQUIRE(heard != call.streams.end());
    CHECK(heard->sent == 100);
    CHECK(heard->received == 100);
    CHECK(heard->lost == 0);
}

TEST_CASE("Wait holds the caller for its time before the callee's phone is called") {
    WrittenLab lab;
    lab.extensions = "exten => 2010,1,Wait(1.5)\nexten => 2010,n,Dial(SIP/2010)\n";
    auto const result = lab.run();
    auto const sent_at = [&](std::string const& from, std::string const& label) {
        auto const row = std::find_if(result.ladder.begin(), result.ladder.end(), [&](auto const& candidate) {
            return candidate.from == from && candidate.label.starts_with(label);
        });
        REQUIRE(row != result.ladder.end());
        return row->sent;
    };
    auto const waited = sent_at("asterisk", "INVITE") - sent_at("asterisk", "100");
    CHECK(waited >= std::chrono::milliseconds(1500));
    CHECK(waited < std::chrono::milliseconds(1600));
}
