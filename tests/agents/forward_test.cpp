#include "tests/catch.hpp"
#include "written_lab.hpp"

#include <string>
#include <vector>

// Phones that answer 302, at their edges.

using namespace voiplab::test;

namespace {

WrittenLab lab_of(std::vector<std::string> const& settings) {
    WrittenLab lab;
    lab.phones = {"2000", "2010", "2020"};
    lab.extensions = "exten => _20X0,1,Dial(SIP/${EXTEN},20)\nexten => _20X0,n,Hangup()\n";
    lab.settings_of = settings;
    lab.calls = "[{from: 2000, to: 2010, at: 5s, hang_up: {after: 2s}}]";
    return lab;
}

}  // namespace

TEST_CASE("two phones that forward to each other: the call fails, and the forwarding ends") {
    auto const result = lab_of({"", "forward: {to: 2020}", "forward: {to: 2010}"}).run();
    CHECK(result.calls.front().outcome == "failed");
    CHECK_FALSE(result.calls.front().answered);
    auto const messages = messages_of_calls(result);
    // AST_DEFAULT_MAX_FORWARDS is 20: so many after the first.
    CHECK(count(messages, "asterisk INVITE") == 21);
    CHECK(count(messages, "asterisk INVITE") == count(messages, "2010 302") + count(messages, "2020 302"));
    CHECK(count(messages, "asterisk ACK") == count(messages, "asterisk INVITE"));
}

TEST_CASE("a phone that forwards to itself: likewise") {
    auto const result = lab_of({"", "forward: {to: 2010}"}).run();
    CHECK(result.calls.front().outcome == "failed");
    CHECK(count(messages_of_calls(result), "2010 302") == 21);
}

TEST_CASE("a phone that forwards to its caller: the caller's second line rings") {
    auto const result = lab_of({"ring_time: 1s", "forward: {to: 2000}"}).run();
    CHECK(result.calls.front().outcome == "answered");
    CHECK(result.calls.front().answered_by == "2000");
}

TEST_CASE("forwarding is followed from phone to phone") {
    auto lab = lab_of(
        {"", "forward: {to: 2020}", "forward: {to: 2030, when: no_answer, after: 2s}\nanswers: no", "ring_time: 1s"});
    lab.phones.emplace_back("2030");
    auto const result = lab.run();
    CHECK(result.calls.front().answered_by == "2030");
    CHECK(count(messages_of_calls(result), "asterisk 181") == 2);
}

TEST_CASE("a phone forwards where nobody answers only once it has rung that long, and not where somebody does before") {
    auto const slow = lab_of({"", "forward: {to: 2020, when: no_answer, after: 4s}\nring_time: 6s", "ring_time: 1s"});
    auto const result = slow.run();
    CHECK(result.calls.front().answered_by == "2020");
    REQUIRE(result.calls.front().ringing);
    REQUIRE(result.calls.front().answered);
    CHECK(*result.calls.front().answered - *result.calls.front().ringing > std::chrono::seconds(5));

    auto const fast = lab_of({"", "forward: {to: 2020, when: no_answer, after: 4s}\nring_time: 3s"}).run();
    CHECK(fast.calls.front().answered_by == "2010");
}

TEST_CASE("the caller gives up while it is being forwarded: the phone that rings is cancelled") {
    auto lab = lab_of({"", "forward: {to: 2020}", "answers: no"});
    lab.calls = "[{from: 2000, to: 2010, at: 5s, give_up_after: 3s}]";
    auto const result = lab.run();
    CHECK(result.calls.front().outcome == "cancelled");
    CHECK(messages_between(result, "asterisk", "2020") == "> INVITE, < 180, > CANCEL, < 200, < 487, > ACK");
}

TEST_CASE("Dial's time counts from its beginning, forwarding or not") {
    auto lab = lab_of({"", "forward: {to: 2020, when: no_answer, after: 15s}\nanswers: no", "answers: no"});
    auto const result = lab.run();
    CHECK(result.calls.front().outcome == "unanswered");
    REQUIRE(result.calls.front().ended);
    auto const rang = *result.calls.front().ended - result.calls.front().dialled;
    CHECK(rang > std::chrono::seconds(20));
    CHECK(rang < std::chrono::seconds(21));
}
