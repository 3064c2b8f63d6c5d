#include "tests/catch.hpp"
#include "written_lab.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

// qualify=yes: the server asks each peer by OPTIONS whether it is there.

using namespace voiplab::test;
using namespace std::chrono_literals;

namespace {

WrittenLab lab_of(std::string const& of_2010) {
    WrittenLab lab;
    lab.extensions = "exten => _X.,1,Dial(SIP/${EXTEN},20)\nexten => _X.,n,Hangup()\n";
    lab.peer_settings = "qualify=yes";
    lab.settings_of = {"register: no", "ring_time: 1s\n" + of_2010};
    lab.calls = "[]";
    lab.duration = "200s";
    return lab;
}

// When the server began to ask 2010: the first OPTIONS of each Call-ID, in whole seconds of the run.
std::vector<long> asked(voiplab::scenarios::RunResult const& result) {
    std::map<std::string, voiplab::sim::Time> first;
    for (auto const& row : result.ladder) {
        if (row.from == "asterisk" && row.to == "2010" && row.label.starts_with("OPTIONS"))
            first.try_emplace(row.call_id, row.sent);
    }
    std::vector<long> times;
    for (auto const& [call_id, sent] : first) {
        times.push_back(std::chrono::floor<std::chrono::seconds>(sent.time_since_epoch()).count());
    }
    std::sort(times.begin(), times.end());
    return times;
}

using Times = std::vector<long>;

}  // namespace

TEST_CASE("a peer that answers is asked when it has registered, and every minute from then on") {
    CHECK(asked(lab_of("").run()) == Times{1, 61, 121, 181});
}

TEST_CASE("a peer that does not answer within two seconds is asked again ten seconds later, until it does") {
    auto lab = lab_of("");
    lab.links_of = {"", "", "down: [{from: 50s, until: 90s}]"};
    // 61 + 2 + 10 = 73, 85, 97; then 60 s after the answer.
    CHECK(asked(lab.run()) == Times{1, 61, 73, 85, 97, 157});
}

TEST_CASE("a peer whose registration has run out is asked no more, and at once when it registers again") {
    CHECK(asked(lab_of("register: {at: 1s, expires: 60s, refresh: no}").run()) == Times{1});
    CHECK(asked(lab_of("register: {at: 1s, until: 100s}").run()) == Times{1, 61});
    CHECK(asked(lab_of("register: no").run()).empty());
}

TEST_CASE("a call to a peer that does not answer OPTIONS fails at once, and comes through when it answers again") {
    auto lab = lab_of("");
    lab.settings_of.front() = "";
    lab.links_of = {"", "", "down: [{from: 50s, until: 90s}]"};
    lab.calls =
        "[{from: 2000, to: 2010, at: 55s}, {from: 2000, to: 2010, at: 64s}, {from: 2000, to: 2010, at: 98s,"
        " hang_up: {after: 3s}}]";
    auto const result = lab.run();
    REQUIRE(result.calls.size() == 3);
    auto const took = [&](std::size_t call) { return *result.calls[call].ended - result.calls[call].dialled; };
    // Before the OPTIONS of 61 s the server knows nothing: Dial's 20 seconds pass.
    CHECK(took(0) > 20s);
    CHECK(result.calls[1].status == 480);
    CHECK(took(1) < 1s);
    CHECK(result.calls[2].outcome == "answered");
}

TEST_CASE("an answer that takes longer than qualify's milliseconds counts as none") {
    auto lab = lab_of("");
    lab.peer_settings = "qualify=100";
    lab.links_of = {"", "", "delay: 60ms"};
    CHECK(asked(lab.run()).size() > 10);
    lab.links_of = {"", "", "delay: 40ms"};
    CHECK(asked(lab.run()) == Times{1, 61, 121, 181});
}

TEST_CASE("qualify may be more patient than the transaction, and counts its own time") {
    auto lab = lab_of("");
    lab.peer_settings = "qualify=40000";
    lab.links_of = {"", "", "down: [{from: 50s, until: 130s}]"};
    // 61 + 40 + 10; the one of 111 s is answered when timer E repeats it for the seventh time, 19.5 s later.
    CHECK(asked(lab.run()) == Times{1, 61, 111, 190});
}
