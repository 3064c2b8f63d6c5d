#include "tests/catch.hpp"
#include "written_lab.hpp"

#include <string>

// Transfers at their edges; scenarios/calls shows the ordinary ones.

using namespace voiplab::test;

namespace {

// 2000 calls 2010, who does something; 2020 is the third.
WrittenLab transfer_lab(std::string const& actions, std::string const& hang_up = "{after: 15s}") {
    WrittenLab lab;
    lab.phones = {"2000", "2010", "2020"};
    lab.extensions = "exten => _20X0,1,Dial(SIP/${EXTEN},20)\nexten => _20X0,n,Hangup()\n";
    lab.settings_of = {"", "ring_time: 1s", "ring_time: 1s"};
    lab.calls = "[{from: 2000, to: 2010, at: 5s, hang_up: " + hang_up + ", actions: " + actions + "}]";
    return lab;
}

constexpr auto answered_leg = "> INVITE, < 180, < 200, > ACK";

}  // namespace

TEST_CASE("a transfer to a number that nobody has fails by NOTIFY 503, and the call goes on") {
    auto const result = transfer_lab("[{by: 2010, after: 3s, do: transfer, to: 9999}]").run();
    auto const& call = result.calls.front();
    CHECK(call.transferred_to.empty());
    CHECK(call.ended_by == "2000");
    REQUIRE(call.ended);
    CHECK(*call.ended - *call.answered == std::chrono::seconds(15));
    CHECK_THAT(
        messages_between(result, "2010", "asterisk"),
        Catch::EndsWith("> REFER, < 202, < NOTIFY, > 200, < NOTIFY, > 200, < INVITE, > 200, < ACK, < BYE, > 200"));
}

TEST_CASE("a caller may transfer too, and the callee then talks to the third") {
    auto const result = transfer_lab("[{by: 2000, after: 3s, do: transfer, to: 2020}]", "{by: 2010, after: 12s}").run();
    CHECK(result.calls.front().transferred_to == "2020");
    CHECK_THAT(messages_between(result, "asterisk", "2020"), Catch::StartsWith(answered_leg));
    CHECK_THAT(messages_between(result, "2000", "asterisk"), Catch::EndsWith("> BYE, < 200"));
    CHECK_THAT(messages_between(result, "2010", "asterisk"), Catch::EndsWith("> BYE, < 200"));
}

TEST_CASE("a transfer in the moment of the answer does not upset the server") {
    for (auto const* const after : {"0ms", "1ms", "2ms", "5ms"}) {
        INFO(after);
        auto const result =
            transfer_lab("[{by: 2010, after: " + std::string(after) + ", do: transfer, to: 2020}]").run();
        // A re-INVITE that is open gets its 487 before the BYE.
        CHECK_THAT(messages_between(result, "2010", "asterisk"), Catch::Contains("> BYE") && Catch::EndsWith("< 200"));
        CHECK(result.calls.front().ended_by == "2000");
        CHECK_THAT(messages_between(result, "asterisk", "2020"), Catch::StartsWith(answered_leg));
        CHECK(result.left_over.empty());
    }
}

TEST_CASE("a call that is held may be transferred") {
    auto const result =
        transfer_lab("[{by: 2010, after: 3s, do: hold}, {by: 2010, after: 5s, do: transfer, to: 2020}]").run();
    CHECK(result.calls.front().transferred_to == "2020");
    CHECK_THAT(messages_between(result, "asterisk", "2020"), Catch::StartsWith(answered_leg));
    CHECK(result.calls.front().ended_by == "2000");
}

TEST_CASE("a transfer to one who is busy ends the call of whom was sent there") {
    auto lab = transfer_lab("[{by: 2010, after: 3s, do: transfer, to: 2020}]");
    lab.settings_of = {"", "ring_time: 1s", "declines: yes\nring_time: 1s"};
    auto const result = lab.run();
    CHECK_THAT(messages_between(result, "asterisk", "2020"), Catch::Equals("> INVITE, < 180, < 603, > ACK"));
    CHECK_THAT(messages_between(result, "2000", "asterisk"), Catch::EndsWith("< BYE, > 200"));
}

TEST_CASE("the party that was sent elsewhere hangs up while it rings there: the third's INVITE is cancelled") {
    auto lab = transfer_lab("[{by: 2010, after: 2s, do: transfer, to: 2020}]", "{after: 5s}");
    lab.settings_of = {"", "ring_time: 1s", "answers: no"};
    auto const result = lab.run();
    CHECK_THAT(messages_between(result, "asterisk", "2020"),
               Catch::Equals("> INVITE, < 180, > CANCEL, < 200, < 487, > ACK"));
}

TEST_CASE("who transfers before the one it consults has answered takes that call back and names the number alone") {
    auto lab = transfer_lab("[{by: 2010, after: 2s, do: consult, to: 2020}, {by: 2010, after: 4s, do: transfer}]");
    lab.settings_of = {"", "ring_time: 1s", "ring_time: 4s"};
    auto const result = lab.run();
    CHECK(result.calls.front().transferred_to == "2020");
    // The consultation's INVITE and the transfer's.
    CHECK_THAT(messages_between(result, "asterisk", "2020"),
               Catch::Contains("> CANCEL") && Catch::Contains("< 487") && Catch::Contains("< 180, < 200, > ACK"));
}

TEST_CASE("the caller hangs up while the callee consults: the consultation goes on by itself") {
    auto const result =
        transfer_lab("[{by: 2010, after: 2s, do: consult, to: 2020}, {by: 2010, after: 9s, do: transfer}]",
                     "{after: 6s}")
            .run();
    CHECK(result.calls.front().transferred_to.empty());
    CHECK(messages_between(result, "2010", "asterisk").find("REFER") == std::string::npos);
}

TEST_CASE("the callee hangs up while the caller consults: there is nobody to transfer any more") {
    auto const result =
        transfer_lab("[{by: 2000, after: 2s, do: consult, to: 2020}, {by: 2000, after: 9s, do: transfer}]",
                     "{by: 2010, after: 6s}")
            .run();
    CHECK(result.calls.front().ended_by == "2010");
    CHECK(messages_between(result, "2000", "asterisk").find("REFER") == std::string::npos);
}

TEST_CASE("the caller may consult and transfer: the callee talks to the third") {
    auto const result =
        transfer_lab("[{by: 2000, after: 2s, do: consult, to: 2020}, {by: 2000, after: 6s, do: transfer}]",
                     "{by: 2010, after: 12s}")
            .run();
    CHECK(result.calls.front().transferred_to == "2020");
    CHECK_THAT(messages_between(result, "asterisk", "2010"), Catch::EndsWith("< BYE, > 200"));
    CHECK_THAT(messages_between(result, "asterisk", "2020"), Catch::EndsWith("> BYE, < 200"));
}

TEST_CASE("who is consulted may decline, and the transfer that follows goes by the number alone") {
    auto lab = transfer_lab("[{by: 2010, after: 2s, do: consult, to: 2020}, {by: 2010, after: 8s, do: transfer}]");
    lab.settings_of = {"", "ring_time: 1s", "ring_time: 1s\ndeclines: yes"};
    auto const result = lab.run();
    CHECK_THAT(messages_between(result, "asterisk", "2020"),
               Catch::Equals("> INVITE, < 180, < 603, > ACK, > INVITE, < 180, < 603, > ACK"));
    CHECK_THAT(messages_between(result, "asterisk", "2000"), Catch::EndsWith("> BYE, < 200"));
}

TEST_CASE("a consultation that goes back to the caller joins the two lines of its phone") {
    auto lab = transfer_lab("[{by: 2010, after: 2s, do: consult, to: 2000}, {by: 2010, after: 8s, do: transfer}]");
    lab.settings_of = {"ring_time: 1s", "ring_time: 1s"};
    auto const result = lab.run();
    CHECK(result.calls.front().transferred_to == "2000");
    CHECK(result.calls.front().ended_by == "2000");
}

TEST_CASE("one who was transferred may be transferred again") {
    auto lab =
        transfer_lab("[{by: 2010, after: 2s, do: transfer, to: 2020}, {by: 2000, after: 9s, do: transfer, to: 2010}]",
                     "{after: 20s}");
    auto const result = lab.run();
    CHECK_THAT(messages_between(result, "asterisk", "2010"), Catch::Contains("> BYE") || Catch::Contains("< BYE"));
    auto const messages = messages_of_calls(result);
    CHECK(count(messages, "2010 REFER") == 1);
    CHECK(count(messages, "2000 REFER") == 1);
    CHECK(count(messages, "asterisk 202") == 2);
    // 2020 rings once, 2010 twice.
    CHECK(count(messages, "2010 180") == 2);
    CHECK(count(messages, "2020 180") == 1);
}

TEST_CASE("a phone without a partner cannot transfer: one who listens to an announcement stays there") {
    auto lab = transfer_lab("[{by: 2000, after: 1s, do: transfer, to: 2020}]", "{after: 4s}");
    lab.extensions += "exten => 350,1,Answer()\nexten => 350,n,Read(number,enter-ext-of-person,4)\n";
    lab.calls.replace(lab.calls.find("to: 2010"), 8, "to: 350");
    auto const result = lab.run();
    CHECK(messages_between(result, "asterisk", "2020").empty());
    CHECK(result.calls.front().transferred_to.empty());
    CHECK(result.calls.front().ended_by == "2000");
}

TEST_CASE("a phone transfers a call once, however often it is told to") {
    auto lab =
        transfer_lab("[{by: 2010, after: 2s, do: transfer, to: 2020}, {by: 2010, after: 2s, do: transfer, to: 2000}]");
    lab.links = "delay: 20ms";
    auto const result = lab.run();
    CHECK(count(messages_of_calls(result), "2010 REFER") == 1);
    CHECK(result.calls.front().transferred_to == "2020");
    CHECK_THAT(messages_between(result, "asterisk", "2020"), Catch::StartsWith("> INVITE, < 180, < 200, > ACK"));
    CHECK(result.left_over.empty());
}
