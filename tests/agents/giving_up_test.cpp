#include "tests/catch.hpp"
#include "written_lab.hpp"

#include <string>

// Callers who give up early, callees who say no: at their edges.

using namespace voiplab::test;

namespace {

WrittenLab lab_of(std::string const& give_up_after) {
    WrittenLab lab;
    lab.extensions =
        "exten => _20X0,1,Dial(SIP/${EXTEN},20)\nexten => _20X0,n,Hangup()\n"
        "exten => 300,1,Dial(SIP/2010&SIP/2020,20)\nexten => 300,n,Hangup()\n";
    lab.settings_of = {"", "answers: no"};
    lab.calls = "[{from: 2000, to: 2010, at: 5s, give_up_after: " + give_up_after + "}]";
    return lab;
}

// 2000 calls the ring group of 2010 and 2020.
voiplab::scenarios::RunResult ring_group(std::string const& of_2010, std::string const& of_2020) {
    auto lab = lab_of("30s");
    lab.phones = {"2000", "2010", "2020"};
    lab.settings_of = {"", of_2010, of_2020};
    lab.calls = "[{from: 2000, to: 300, at: 5s, hang_up: {after: 3s}}]";
    return lab.run();
}

}  // namespace

TEST_CASE("a caller may give up at any moment of the call's setting up: nobody is left ringing") {
    // From phone to server a message takes 20 ms, and so from the server to the other phone.
    for (auto const* const after : {"1ms", "20ms", "35ms", "41ms", "43ms", "50ms", "80ms", "90ms", "100ms", "120ms",
                                    "150ms", "165ms", "170ms", "300ms", "5s"}) {
        INFO(after);
        auto lab = lab_of(after);
        lab.links = "delay: 10ms";
        auto const result = lab.run();
        CAPTURE(messages_between(result, "2000", "asterisk"));
        CAPTURE(messages_between(result, "asterisk", "2010"));
        CHECK(result.calls.front().outcome == "cancelled");
        CHECK_FALSE(result.calls.front().answered);
        auto const messages = messages_of_calls(result);
        // Who was called hears that it is over, and everyone has acknowledged.
        auto const called = count(messages, "asterisk INVITE");
        CHECK(count(messages, "2010 487") == called);
        CHECK(count(messages, "asterisk ACK") == called);
        CHECK(count(messages, "asterisk CANCEL") == called);
        CHECK(count(messages, "2000 ACK") == count(messages, "asterisk 401") + count(messages, "asterisk 487"));
    }
}

TEST_CASE("no CANCEL leaves before a provisional response has come") {
    auto lab = lab_of("1ms");
    // Nobody asks for a password: the first INVITE is the one that is taken back.
    lab.extensions = "exten => 2010,1,Dial(SIP/2010,20)\n";
    lab.peer_settings = "secret=";
    lab.links = "delay: 10ms";
    auto const shown = messages_between(lab.run(), "2000", "asterisk");
    CHECK(shown.find("CANCEL") > shown.find("< 100"));
}

TEST_CASE("in a ring group one may decline, or not want to be disturbed, while the other answers") {
    for (auto const* const refuses : {"declines: yes\nring_time: 1s", "do_not_disturb: yes", "forward: {to: 9999}"}) {
        INFO(refuses);
        auto const result = ring_group(refuses, "ring_time: 3s");
        CHECK(result.calls.front().answered_by == "2020");
        CHECK(result.calls.front().outcome == "answered");
        CHECK(count(messages_of_calls(result), "asterisk CANCEL") == 0);
    }
}

TEST_CASE("of a ring group's refusals the caller hears busy before congestion") {
    // chan_sip: 603 is busy, 480 is congestion; app_dial tells the dialplan BUSY where anybody was.
    CHECK(ring_group("declines: yes\nring_time: 1s", "do_not_disturb: yes").calls.front().status == 486);
    CHECK(ring_group("do_not_disturb: yes", "declines: yes\nring_time: 1s").calls.front().status == 486);
    CHECK(ring_group("do_not_disturb: yes", "do_not_disturb: yes").calls.front().status == 503);
}

TEST_CASE("in a ring group the member that cannot be reached is passed over") {
    auto const result = ring_group("register: no", "ring_time: 1s");
    CHECK(result.calls.front().answered_by == "2020");
}

TEST_CASE("a phone with one line that calls itself is busy") {
    auto lab = lab_of("30s");
    lab.settings_of = {"lines: 1"};
    lab.calls = "[{from: 2000, to: 2000, at: 5s}]";
    auto const result = lab.run();
    CHECK(result.calls.front().outcome == "busy");
    CHECK(result.calls.front().status == 486);
    CHECK(messages_between(result, "2000", "asterisk") ==
          "> INVITE, < 401, > ACK, > INVITE, < 100, < INVITE, > 486, < ACK, < 486, > ACK");
}
