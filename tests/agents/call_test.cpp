#include "tests/catch.hpp"
#include "written_lab.hpp"

#include <algorithm>
#include <string>
#include <string_view>

using namespace voiplab::test;

namespace {

// The first call of a run, and its messages.
struct Outcome {
    explicit Outcome(WrittenLab const& lab) : result(lab.run()), messages(messages_of_calls(result)) {
        REQUIRE(!result.calls.empty());
    }
    [[nodiscard]] voiplab::scenarios::CallRecord const& call() const { return result.calls.front(); }
    voiplab::scenarios::RunResult result;
    std::vector<std::string> messages;
};

}  // namespace

TEST_CASE("a call is answered, and the caller hangs up when it was to") {
    WrittenLab lab;
    lab.extensions = "exten => _X.,1,Dial(SIP/${EXTEN},20)\n";
    Outcome const outcome(lab);
    CHECK(outcome.call().outcome == "answered");
    CHECK(outcome.call().status == 200);
    CHECK(outcome.call().answered_by == "2010");
    CHECK(outcome.call().ended_by == "2000");
    REQUIRE(outcome.call().answered);
    REQUIRE(outcome.call().ended);
    CHECK(*outcome.call().ended - *outcome.call().answered == std::chrono::seconds(2));
    // The server ends both legs: one BYE arrives and one leaves.
    CHECK(count(outcome.messages, "2000 BYE") == 1);
    CHECK(count(outcome.messages, "asterisk BYE") == 1);
}

TEST_CASE("an extension that the dialplan does not have is answered 404") {
    WrittenLab lab;
    lab.extensions = "exten => 3000,1,Dial(SIP/2010)\n";
    Outcome const outcome(lab);
    CHECK(outcome.call().outcome == "failed");
    CHECK(outcome.call().status == 404);
    CHECK(count(outcome.messages, "asterisk INVITE") == 0);
}

TEST_CASE("a wrong password is challenged twice, and the phone gives up") {
    WrittenLab lab;
    lab.extensions = "exten => _X.,1,Dial(SIP/${EXTEN},20)\n";
    lab.settings_of = {"password: wrong"};
    Outcome const outcome(lab);
    CHECK(outcome.call().status == 401);
    CHECK(count(outcome.messages, "2000 INVITE") == 2);
    CHECK(count(outcome.messages, "asterisk 401") == 2);
}

TEST_CASE("a callee who has not registered cannot be reached: 480") {
    WrittenLab lab;
    lab.extensions = "exten => _X.,1,Dial(SIP/${EXTEN},20)\nexten => _X.,n,Hangup\n";
    lab.settings_of = {"", "register: no"};
    Outcome const outcome(lab);
    // Q.850 cause 20, subscriber absent.
    CHECK(outcome.call().status == 480);
    CHECK(count(outcome.messages, "asterisk INVITE") == 0);
}

TEST_CASE("when Dial's time is over the callee's INVITE is cancelled and the dialplan goes on") {
    WrittenLab lab;
    lab.extensions =
        "exten => _X.,1,Dial(SIP/${EXTEN},3)\n"
        "exten => _X.,n,GotoIf($[\"${DIALSTATUS}\" = \"NOANSWER\"]?busy)\n"
        "exten => _X.,n,Hangup\n"
        "exten => _X.,n(busy),Busy(2)\n";
    lab.phone_settings = "answers: no";
    Outcome const outcome(lab);
    CHECK(outcome.call().status == 486);
    CHECK(outcome.call().outcome == "busy");
    CHECK(count(outcome.messages, "asterisk CANCEL") == 1);
    CHECK(count(outcome.messages, "2010 487") == 1);
    CHECK(count(outcome.messages, "2010 200 OK") == 1);
    // The ACK to a final response of 300 or more: one to the callee's 487, two of the caller's to 401 and 486.
    CHECK(count(outcome.messages, "asterisk ACK") == 1);
    CHECK(count(outcome.messages, "2000 ACK") == 2);
}

TEST_CASE("in a ring group the first to answer gets the call, and the other's INVITE is cancelled") {
    WrittenLab lab;
    lab.phones = {"2000", "2010", "2011"};
    lab.extensions = "exten => 2010,1,Dial(SIP/2010&SIP/2011,20)\n";
    lab.settings_of = {"", "ring_time: 4s", "ring_time: 1s"};
    Outcome const outcome(lab);
    CHECK(outcome.call().answered_by == "2011");
    CHECK(count(outcome.messages, "asterisk CANCEL") == 1);
    CHECK(count(outcome.messages, "2010 487") == 1);
    CHECK(count(outcome.messages, "asterisk 180") == 1);
}

TEST_CASE("a product that the scenario does not name is plain RFC 3261, and calls all the same") {
    for (auto const* const profile : {"generic", "x-lite"}) {
        INFO(profile);
        WrittenLab lab;
        lab.extensions = "exten => _X.,1,Dial(SIP/${EXTEN},20)\n";
        lab.phone_settings = std::string("profile: ") + profile;
        CHECK(Outcome(lab).call().outcome == "answered");
    }
}

TEST_CASE("a phone may call itself busy with two calls: each has its own RTP ports") {
    WrittenLab lab;
    lab.phones = {"2000", "2001", "2010"};
    lab.extensions = "exten => _X.,1,Dial(SIP/${EXTEN},20)\n";
    lab.calls =
        "[{from: 2000, to: 2010, at: 5s, hang_up: {after: 20s}}, {from: 2001, to: 2010, at: 6s, hang_up: {after: "
        "20s}}]";
    auto const result = lab.run();
    REQUIRE(result.calls.size() == 2);
    CHECK(result.calls[0].outcome == "answered");
    CHECK(result.calls[1].outcome == "answered");
}

TEST_CASE("over a line of seconds both sides repeat what got no answer, and the call still comes to its end") {
    WrittenLab lab;
    lab.extensions = "exten => _X.,1,Dial(SIP/${EXTEN},20)\n";
    // A round trip between phone and server takes 1.2 s: more than T1, so every 200 is repeated before its ACK can
    // come.
    lab.links = "delay: 300ms";
    lab.duration = "90s";
    Outcome const outcome(lab);
    CHECK(outcome.call().outcome == "answered");
    CHECK(outcome.call().ended_by == "2000");
    CHECK(count(outcome.messages, "2010 200 OK (SDP)") > 1);
    // Each ACK has its INVITE's number, and the callee's leg is hung up: BYE arrives there and is answered after 1.2 s,
    // when timer E has repeated it once.
    CHECK(count(outcome.messages, "asterisk BYE") == 2);
    CHECK(count(outcome.messages, "2010 200 OK") > count(outcome.messages, "2010 200 OK (SDP)"));
}

TEST_CASE("a second Dial does not wait for one whom the first Dial gave up") {
    WrittenLab lab;
    lab.phones = {"2000", "2010", "2011"};
    lab.extensions = "exten => 300,1,Dial(SIP/2010,2)\nexten => 300,n,Dial(SIP/2011,20)\nexten => 300,n,Hangup\n";
    lab.calls = "[{from: 2000, to: 300, at: 5s, hang_up: {after: 2s}}]";
    lab.settings_of = {"", "answers: no", "ring_time: 1s"};
    Outcome const outcome(lab);
    CHECK(outcome.call().answered_by == "2011");
}

TEST_CASE("who hangs up is told of each call by itself") {
    WrittenLab lab;
    lab.extensions = "exten => _X.,1,Dial(SIP/${EXTEN},20)\n";
    lab.phone_settings = "ring_time: 1s";
    lab.calls =
        "[{from: 2000, to: 2010, at: 5s, hang_up: {by: 2000, after: 8s}},"
        " {from: 2000, to: 2010, at: 25s, hang_up: {by: 2010, after: 3s}}]";
    auto const result = lab.run();
    REQUIRE(result.calls.size() == 2);
    CHECK(result.calls[0].ended_by == "2000");
    CHECK(*result.calls[0].ended - *result.calls[0].answered == std::chrono::seconds(8));
    CHECK(result.calls[1].ended_by == "2010");
}

TEST_CASE("two calls in the same second are told apart, and so are their streams") {
    WrittenLab lab;
    lab.phones = {"2000", "2010", "2020", "2030"};
    lab.extensions = "exten => _X.,1,Dial(SIP/${EXTEN},20)\n";
    lab.calls =
        "[{from: 2000, to: 2010, at: 5s, hang_up: {after: 4s}}, {from: 2020, to: 2030, at: 5s, hang_up: {after: 4s}}]";
    auto const result = lab.run();
    REQUIRE(result.calls.size() == 2);
    CHECK(result.calls[0].answered_by == "2010");
    CHECK(result.calls[1].answered_by == "2030");
    for (auto const& call : result.calls) {
        for (auto const& stream : call.streams) {
            INFO(call.from << ": " << stream.from << " to " << stream.to);
            auto const of_call = [&](std::string const& name) {
                return name == call.from || name == call.answered_by || name == "asterisk";
            };
            CHECK(of_call(stream.from));
            CHECK(of_call(stream.to));
            CHECK(stream.lost == 0);
        }
        CHECK(call.streams.size() >= 4);
    }
}

TEST_CASE("a callee who hangs up at once says BYE only when the ACK has come") {
    WrittenLab lab;
    lab.extensions = "exten => _X.,1,Dial(SIP/${EXTEN},20)\n";
    lab.calls = "[{from: 2000, to: 2010, at: 5s, hang_up: {by: 2010, after: 0s}}]";
    Outcome const outcome(lab);
    auto const index = [&](std::string_view wanted) {
        return std::find_if(outcome.messages.begin(), outcome.messages.end(),
                            [&](auto const& message) { return message.starts_with(wanted); });
    };
    CHECK(index("asterisk ACK") < index("2010 BYE"));
    CHECK(index("2010 BYE") != outcome.messages.end());
}

TEST_CASE("what a person was to do in a call that never came does not befall another caller's call") {
    WrittenLab lab;
    lab.phones = {"2000", "2010", "2020"};
    lab.extensions = "exten => _X.,1,Dial(SIP/${EXTEN},20)\n";
    lab.settings_of = {"password: wrong", "ring_time: 1s"};
    lab.calls =
        "[{from: 2000, to: 2010, at: 5s, hang_up: {by: 2010, after: 3s}},"
        " {from: 2020, to: 2010, at: 8s, hang_up: {after: 12s}}]";
    auto const result = lab.run();
    REQUIRE(result.calls.size() == 2);
    CHECK(result.calls[0].status == 401);
    CHECK(result.calls[1].ended_by == "2020");
    CHECK(*result.calls[1].ended - *result.calls[1].answered == std::chrono::seconds(12));
}

TEST_CASE("who answers a transfer has not answered the caller's next call") {
    WrittenLab lab;
    lab.phones = {"2000", "2010", "2020"};
    lab.extensions = "exten => _X.,1,Dial(SIP/${EXTEN},20)\n";
    lab.phone_settings = "ring_time: 1s";
    lab.duration = "80s";
    lab.calls =
        "[{from: 2000, to: 2010, at: 5s, hang_up: {after: 10s},"
        "  actions: [{by: 2010, after: 2s, do: transfer, to: 2020}]},"
        " {from: 2000, to: 2010, at: 30s, hang_up: {after: 5s}}]";
    auto const result = lab.run();
    REQUIRE(result.calls.size() == 2);
    CHECK(result.calls[0].transferred_to == "2020");
    CHECK(result.calls[0].ended_by == "2000");
    CHECK(result.calls[1].answered_by == "2010");
}
