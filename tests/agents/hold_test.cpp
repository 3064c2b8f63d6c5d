#include "tests/catch.hpp"
#include "written_lab.hpp"

#include <string>

// Hold and resume at their edges; scenarios/calls/hold-and-resume.yaml shows the ordinary way.

using namespace voiplab::test;

namespace {

WrittenLab lab_of(std::string const& actions, std::string const& hang_up = "{after: 15s}") {
    WrittenLab lab;
    lab.extensions = "exten => _20X0,1,Dial(SIP/${EXTEN},20)\nexten => _20X0,n,Hangup()\n";
    lab.settings_of = {"", "ring_time: 1s"};
    lab.calls = "[{from: 2000, to: 2010, at: 5s, hang_up: " + hang_up + ", actions: " + actions + "}]";
    return lab;
}

std::size_t invites(voiplab::scenarios::RunResult const& result, std::string const& from) {
    return count(messages_of_calls(result), from + " INVITE");
}

}  // namespace

TEST_CASE("hold pressed twice is one hold, and so is resume without a hold none") {
    auto const once = lab_of("[{by: 2000, after: 3s, do: hold}, {by: 2000, after: 8s, do: resume}]").run();
    auto const twice = lab_of(
                           "[{by: 2000, after: 2s, do: resume}, {by: 2000, after: 3s, do: hold},"
                           " {by: 2000, after: 5s, do: hold}, {by: 2000, after: 8s, do: resume}]")
                           .run();
    CHECK(invites(once, "2000") == 4);  // without and with credentials, hold, resume
    CHECK(invites(twice, "2000") == 4);
    CHECK(invites(twice, "asterisk") == invites(once, "asterisk"));
}

TEST_CASE("who hangs up while its re-INVITE is open says BYE, and sends the ACK to the 200 that comes after") {
    auto lab = lab_of("[{by: 2000, after: 3s, do: hold}]", "{after: 3020ms}");
    lab.links = "delay: 50ms";
    auto const result = lab.run();
    auto const shown = messages_between(result, "2000", "asterisk");
    CHECK_THAT(shown, Catch::EndsWith("> INVITE, > BYE, < 100, < 200, < 200, > ACK"));
    CHECK(result.calls.front().ended_by == "2000");
}

TEST_CASE("who is held may hang up, and so may who holds") {
    for (auto const* const who : {"2000", "2010"}) {
        INFO(who);
        auto const result =
            lab_of("[{by: 2000, after: 3s, do: hold}]", "{by: " + std::string(who) + ", after: 6s}").run();
        CHECK(result.calls.front().ended_by == who);
        auto const messages = messages_of_calls(result);
        CHECK(count(messages, std::string(who) + " BYE") == 1);
        CHECK(count(messages, "asterisk BYE") == 1);
    }
}
