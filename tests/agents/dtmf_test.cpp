#include "tests/catch.hpp"
#include "written_lab.hpp"

#include <string>

// The ways of a key from a phone to a menu that dials what is pressed, and whether the menu hears it.

using namespace voiplab::test;

namespace {

struct Row {
    char const* phone;   // how the phone sends keys
    char const* server;  // dtmfmode of its peer
    bool heard;
};

WrittenLab lab_of(std::string const& phone, std::string const& server, std::string const& digits) {
    WrittenLab lab;
    lab.extensions =
        "exten => 350,1,Answer()\nexten => 350,n,Read(number,enter-ext-of-person,4)\n"
        "exten => 350,n,Dial(SIP/${number},20)\nexten => 350,n,Hangup()\n";
    lab.general = "dtmfmode=" + server;
    lab.settings_of = {"dtmf: " + phone, "ring_time: 1s"};
    lab.calls =
        "[{from: 2000, to: 350, at: 5s, hang_up: {after: 10s}, actions: [{by: 2000, after: 2s, do: dtmf, digits: \"" +
        digits + "\"}]}]";
    lab.duration = "40s";
    return lab;
}

}  // namespace

TEST_CASE("a menu hears the keys that come in the way that dtmfmode names") {
    // chan_sip reads an INFO's key whatever dtmfmode says, handle_request_info().
    for (auto const& row : {Row{"rfc4733", "rfc2833", true}, Row{"rfc4733", "inband", false},
                            Row{"rfc4733", "info", false}, Row{"inband", "inband", true},
                            Row{"inband", "rfc2833", false}, Row{"inband", "info", false}, Row{"info", "info", true},
                            Row{"info", "rfc2833", true}, Row{"info", "inband", true}, Row{"rfc4733", "auto", true}}) {
        CAPTURE(row.phone, row.server);
        auto const result = lab_of(row.phone, row.server, "2010").run();
        auto const rung = messages_between(result, "asterisk", "2010");
        CHECK(rung.starts_with("> INVITE, < 180, < 200, > ACK") == row.heard);
        CHECK(rung.empty() == !row.heard);
    }
}

TEST_CASE("a key pressed twice is two keys, and # ends the number") {
    for (auto const* const way : {"rfc4733", "inband", "info"}) {
        INFO(way);
        auto const server = std::string(way) == "rfc4733" ? "rfc2833" : way;
        auto lab = lab_of(way, server, "22#");
        lab.extensions += "exten => 22,1,Hangup()\n";
        lab.phones = {"2000", "22"};
        auto const result = lab.run();
        CHECK_THAT(messages_between(result, "asterisk", "22"), Catch::StartsWith("> INVITE, < 180, < 200, > ACK"));
    }
}

TEST_CASE("a menu that hears nothing goes on when its time is over") {
    auto lab = lab_of("rfc4733", "rfc2833", "2");
    lab.extensions =
        "exten => 350,1,Answer()\nexten => 350,n,Read(number,enter-ext-of-person,4,,,3)\n"
        "exten => 350,n,Dial(SIP/2010,20)\n";
    auto const result = lab.run();
    CHECK_THAT(messages_between(result, "asterisk", "2010"), Catch::StartsWith("> INVITE"));
}

TEST_CASE("in a call between two who take keys by INFO, the server passes each on by an INFO of its own") {
    WrittenLab lab;
    lab.extensions = "exten => _X.,1,Dial(SIP/${EXTEN},20)\n";
    lab.general = "dtmfmode=info";
    lab.settings_of = {"dtmf: info", "ring_time: 1s"};
    lab.calls =
        "[{from: 2000, to: 2010, at: 5s, hang_up: {after: 6s},"
        " actions: [{by: 2000, after: 2s, do: dtmf, digits: \"12\"}]}]";
    auto const messages = messages_of_calls(lab.run());
    CHECK(count(messages, "2000 INFO") == 2);
    CHECK(count(messages, "asterisk INFO") == 2);
}
