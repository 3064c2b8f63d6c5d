#include "tests/catch.hpp"
#include "voiplab/sim/random.hpp"
#include "written_lab.hpp"

#include <algorithm>
#include <set>
#include <string>

#include <fmt/format.h>

// Every message of a whole call is lost, doubled and delayed in turn (RFC 3261 section 17, and 13.3.1.4 for the 2xx):
// the call comes to what it comes to without, nothing stays open, and what was lost is repeated when the RFC says.

using namespace voiplab;
using namespace voiplab::test;
using namespace std::chrono_literals;
using scenarios::LadderRow;
using scenarios::RunResult;
using Rows = std::vector<LadderRow>;

namespace {

constexpr auto t1 = 500ms;

// All messages of RFC 3261's own call: the callee is slow enough for its 100, and quick enough for what is delayed to
// be overtaken by what follows.
WrittenLab answered_call() {
    WrittenLab lab;
    lab.extensions = "exten => _X.,1,Dial(SIP/${EXTEN},20)\n";
    lab.phone_settings = "timing: {ringing: 300ms}\nring_time: 300ms";
    return lab;
}

WrittenLab cancelled_call() {
    WrittenLab lab;
    lab.extensions = "exten => _X.,1,Dial(SIP/${EXTEN},3)\nexten => _X.,n,Busy(1)\n";
    lab.phone_settings = "timing: {ringing: 300ms}\nanswers: no";
    return lab;
}

bool is_request(LadderRow const& row) {
    return row.label.front() > '9';
}

int status_of(LadderRow const& row) {
    return is_request(row) ? 0 : std::stoi(row.label);
}

// What a scenario's fault calls the message.
std::string name_of(LadderRow const& row) {
    return is_request(row) ? row.method : fmt::format("{} {}", status_of(row), row.method);
}

bool same_message(LadderRow const& a, LadderRow const& b) {
    return a.from == b.from && a.to == b.to && name_of(a) == name_of(b);
}

// One fault for each message of a run.
std::vector<std::string> faults_of(Rows const& rows, std::string const& deed) {
    std::vector<std::string> faults;
    for (auto row = rows.begin(); row != rows.end(); ++row) {
        auto const number =
            1 + std::count_if(rows.begin(), row, [&](auto const& other) { return same_message(other, *row); });
        faults.push_back(fmt::format("{{from: \"{}\", to: \"{}\", message: {}, occurrence: {}, {}}}", row->from,
                                     row->to, name_of(*row), number, deed));
    }
    return faults;
}

RunResult run_with(WrittenLab lab, std::string const& fault) {
    lab.faults = "[" + fault + "]";
    return lab.run();
}

// Dialogs that a 2xx has begun and no answered BYE has ended.
std::set<std::string> open_dialogs(Rows const& rows) {
    std::set<std::string> open;
    for (auto const& row : rows) {
        if (row.lost || is_request(row) || status_of(row) / 100 != 2) continue;
        if (row.method == "INVITE") open.insert(row.call_id);
        if (row.method == "BYE") open.erase(row.call_id);
    }
    return open;
}

std::set<std::string> call_ids(Rows const& rows) {
    std::set<std::string> ids;
    for (auto const& row : rows) {
        ids.insert(row.call_id);
    }
    return ids;
}

void check_same_outcome(RunResult const& came, RunResult const& clean, sim::Duration later) {
    CHECK(came.failed_expectations.empty());
    REQUIRE(came.calls.size() == 1);
    auto const& call = came.calls.front();
    auto const& expected = clean.calls.front();
    CHECK(call.outcome == expected.outcome);
    CHECK(call.status == expected.status);
    CHECK(call.answered_by == expected.answered_by);
    CHECK(call.ended_by == expected.ended_by);
    REQUIRE(call.ended);
    CHECK(*call.ended <= *expected.ended + later);
    CHECK(open_dialogs(came.ladder).empty());
    // Nobody has taken a repetition for something new.
    CHECK(call_ids(came.ladder).size() == call_ids(clean.ladder).size());
    CHECK(came.left_over.empty());
    // All is quiet soon after, in signalling and in media.
    auto const last = std::max_element(came.ladder.begin(), came.ladder.end(),
                                       [](auto const& a, auto const& b) { return a.sent < b.sent; });
    INFO("last message: " << last->from << " " << last->label);
    CHECK(last->sent <= clean.ladder.back().sent + later);
    for (auto const& stream : call.streams) {
        INFO("RTP from " << stream.from);
        CHECK(stream.last <= clean.ladder.back().sent + later);
    }
}

// The last one before `row` for which that holds.
template <typename Condition>
LadderRow const* last_before(Rows const& rows, LadderRow const& row, Condition const& holds) {
    LadderRow const* found = nullptr;
    for (auto const& other : rows) {
        if (&other == &row) break;
        if (other.call_id == row.call_id && holds(other)) found = &other;
    }
    return found;
}

// The message that T1 repeats where this one is lost.
LadderRow const& repeated_for(Rows const& rows, LadderRow const& lost) {
    // Timers A and E; timer G, and the 2xx of section 13.3.1.4.
    if (lost.method != "ACK" && is_request(lost)) return lost;
    if (lost.method == "INVITE" && status_of(lost) >= 200) return lost;
    return *last_before(rows, lost, [&](auto const& row) {
        if (row.from != lost.to) return false;
        return lost.method == "ACK" ? row.method == "INVITE" && status_of(row) >= 200
                                    : row.method == lost.method && is_request(row);
    });
}

// A request that is answered in time by another response, and a message of a dialog that BYE has ended.
bool is_settled(Rows const& rows, LadderRow const& message) {
    return std::any_of(rows.begin(), rows.end(), [&](auto const& row) {
        if (row.lost || row.call_id != message.call_id || row.sent < message.sent || row.sent > message.sent + t1)
            return false;
        auto const answers = is_request(message) && row.from == message.to && !is_request(row) &&
                             row.method == message.method && row.arrived < message.sent + t1;
        return answers || (row.method == "BYE" && is_request(row) && message.method != "BYE");
    });
}

void check_repetition(Rows const& rows) {
    REQUIRE(std::count_if(rows.begin(), rows.end(), [](auto const& row) { return row.lost; }) == 1);
    auto const& lost = *std::find_if(rows.begin(), rows.end(), [](auto const& row) { return row.lost; });
    auto const& message = repeated_for(rows, lost);
    auto const repetitions = std::count_if(rows.begin(), rows.end(), [&](auto const& row) {
        return same_message(row, message) && row.call_id == message.call_id && row.sent == message.sent + t1;
    });
    INFO("repeated: " << message.from << " " << message.label);
    CHECK(repetitions == (is_settled(rows, message) ? 0 : 1));
}

}  // namespace

TEST_CASE("whichever message of a call is lost, it is repeated after T1 and the call comes to the same") {
    for (auto const& lab : {answered_call(), cancelled_call()}) {
        auto const clean = lab.run();
        REQUIRE(clean.ladder.size() > 20);
        for (auto const& fault : faults_of(clean.ladder, "do: lose")) {
            INFO(fault);
            auto const came = run_with(lab, fault);
            check_same_outcome(came, clean, 2s);
            check_repetition(came.ladder);
        }
    }
}

TEST_CASE("whichever message of a call comes twice, the call comes to the same") {
    for (auto const& lab : {answered_call(), cancelled_call()}) {
        auto const clean = lab.run();
        for (auto const& fault : faults_of(clean.ladder, "do: double")) {
            INFO(fault);
            auto const came = run_with(lab, fault);
            check_same_outcome(came, clean, 1s);
            CHECK(std::none_of(came.ladder.begin(), came.ladder.end(), [](auto const& row) { return row.lost; }));
        }
    }
}

TEST_CASE("whichever message of a call comes after its own repetition, the call comes to the same") {
    for (auto const& lab : {answered_call(), cancelled_call()}) {
        auto const clean = lab.run();
        for (auto const& fault : faults_of(clean.ladder, "do: delay, by: 700ms")) {
            INFO(fault);
            check_same_outcome(run_with(lab, fault), clean, 2s);
        }
    }
}

TEST_CASE("whichever message of a call comes when all is over, within T4, the call comes to the same") {
    for (auto const& lab : {answered_call(), cancelled_call()}) {
        auto const clean = lab.run();
        for (auto const& fault : faults_of(clean.ladder, "do: delay, by: 4900ms")) {
            INFO(fault);
            check_same_outcome(run_with(lab, fault), clean, 6s);
        }
    }
}

TEST_CASE("several messages of a call are lost, doubled and delayed at once, and the call comes to the same") {
    for (auto const& lab : {answered_call(), cancelled_call()}) {
        auto const clean = lab.run();
        std::vector<std::string> faults;
        for (auto const* const deed : {"do: lose", "do: double", "do: delay, by: 700ms", "do: delay, by: 1800ms"}) {
            auto const more = faults_of(clean.ladder, deed);
            faults.insert(faults.end(), more.begin(), more.end());
        }
        auto random = sim::RandomStreams(1).stream("test:faults");
        for (int i = 0; i < 60; ++i) {
            std::string some;
            for (int n = 0; n < 4; ++n) {
                some += (n == 0 ? "" : ", ") + faults[random.integer(0, faults.size() - 1)];
            }
            INFO(some);
            auto came = run_with(lab, some);
            // One may take away what another was about.
            came.failed_expectations.clear();
            check_same_outcome(came, clean, 8s);
        }
    }
}

TEST_CASE("whichever message never comes through, everybody gives up in time") {
    // Of these nobody learns that the call is over: who waits for a final response has no timer in RFC 3261 but the
    // caller's own patience, and who hears no BYE talks on.
    std::set<std::string> const unheard{"486 INVITE to 2000", "BYE to asterisk", "BYE to 2010"};
    for (auto lab : {answered_call(), cancelled_call()}) {
        lab.duration = "120s";
        std::set<std::string> seen;
        for (auto const& lost : lab.run().ladder) {
            auto const name = fmt::format("{} to {}", name_of(lost), lost.to);
            if (lost.method == "REGISTER" || unheard.contains(name) || !seen.insert(lost.from + name).second) continue;
            INFO(name << " from " << lost.from);
            auto const came =
                run_with(lab, fmt::format("{{from: \"{}\", to: \"{}\", message: {}, occurrence: every, do: lose}}",
                                          lost.from, lost.to, name_of(lost)));
            REQUIRE(came.calls.size() == 1);
            CHECK(came.calls.front().ended);
            // The call is over at 8 s; 64 T1 end a transaction, and 64 T1 more the BYE or CANCEL that this causes.
            auto const over = sim::Time{8s + 2 * 64 * t1};
            CHECK(
                std::all_of(came.ladder.begin(), came.ladder.end(), [&](auto const& row) { return row.sent < over; }));
            for (auto const& stream : came.calls.front().streams) {
                INFO("RTP from " << stream.from << " to " << stream.to);
                CHECK(stream.last < over);
            }
        }
    }
}

TEST_CASE("a caller whom no 200 reaches takes the BYE that ends its early dialog") {
    auto lab = answered_call();
    lab.duration = "60s";
    auto const came = run_with(lab, "{from: asterisk, to: \"2000\", message: 200 INVITE, occurrence: every, do: lose}");
    auto const& call = came.calls.front();
    CHECK(call.outcome == "unanswered");
    CHECK(call.status == 0);
    REQUIRE(call.ended);
    auto const first = std::find_if(came.ladder.begin(), came.ladder.end(), [](auto const& row) {
        return row.from == "asterisk" && row.to == "2000" && status_of(row) == 200 && row.method == "INVITE";
    });
    CHECK(*call.ended >= first->sent + 64 * t1);
    CHECK(*call.ended < first->sent + 64 * t1 + 10ms);
    CHECK(std::none_of(came.ladder.begin(), came.ladder.end(), [](auto const& row) { return status_of(row) == 481; }));
}

TEST_CASE("what comes late for a call that a BYE ended before its answer starts nothing, and is reported no more") {
    auto lab = answered_call();
    lab.extensions = "exten => _X.,1,Ringing()\nexten => _X.,n,Progress()\nexten => _X.,n,Dial(SIP/${EXTEN},20)\n";
    lab.duration = "90s";
    auto const lost = std::string("{from: asterisk, to: \"2000\", message: 200 INVITE, occurrence: every, do: lose}");
    auto const clean = run_with(lab, lost);
    auto const came = run_with(lab, lost + ", {from: asterisk, to: \"2000\", message: 183 INVITE, do: delay, by: 50s}");
    auto const late = std::find_if(came.ladder.begin(), came.ladder.end(),
                                   [](auto const& row) { return row.to == "2000" && status_of(row) == 183; });
    REQUIRE(late != came.ladder.end());
    auto const& call = came.calls.front();
    REQUIRE(call.ended);
    CHECK(call.ended == clean.calls.front().ended);
    CHECK(call.outcome == clean.calls.front().outcome);
    // The 183 has the answer in it, by which the caller speaks where it comes in time.
    auto const speaks = [](auto const& stream) { return stream.from == "2000"; };
    auto const& streams = clean.calls.front().streams;
    CHECK(std::any_of(streams.begin(), streams.end(), speaks));
    CHECK(std::none_of(call.streams.begin(), call.streams.end(), speaks));
}

TEST_CASE("a message that comes long after its call's end leaves nothing open") {
    auto held = answered_call();
    held.calls =
        "[{from: 2000, to: 2010, at: 5s, hang_up: {after: 4s},"
        " actions: [{by: 2000, after: 1s, do: hold}, {by: 2000, after: 3s, do: resume}]}]";
    for (auto lab : {answered_call(), held}) {
        lab.duration = "150s";
        for (auto const& fault : faults_of(lab.run().ladder, "do: delay, by: 20s")) {
            INFO(fault);
            auto const came = run_with(lab, fault);
            CHECK(came.failed_expectations.empty());
            CHECK(came.left_over.empty());
            CHECK(open_dialogs(came.ladder).empty());
            auto const& call = came.calls.front();
            REQUIRE(call.ended);
            for (auto const& stream : call.streams) {
                INFO("RTP from " << stream.from);
                CHECK(stream.last <= *call.ended + 1s);
            }
        }
    }
}

TEST_CASE("the server acknowledges a 200 to its re-INVITE that comes after the phone's BYE, and does no more with it") {
    auto lab = answered_call();
    lab.calls = "[{from: 2000, to: 2010, at: 5s, hang_up: {by: 2000, after: 2s}}]";
    lab.general = "session-timers=originate\n";
    lab.duration = "90s";
    // All that the caller answers with 200 are re-INVITEs.
    auto const came =
        run_with(lab, "{from: \"2000\", to: asterisk, message: 200 INVITE, occurrence: every, do: delay, by: 10s}");
    auto const& rows = came.ladder;
    auto const bye = std::find_if(rows.begin(), rows.end(),
                                  [](auto const& row) { return row.from == "2000" && row.method == "BYE"; });
    REQUIRE(bye != rows.end());
    auto const late = std::find_if(rows.begin(), rows.end(), [&](auto const& row) {
        return row.from == "2000" && status_of(row) == 200 && row.method == "INVITE" && row.arrived > bye->arrived;
    });
    REQUIRE(late != rows.end());
    CHECK(std::any_of(rows.begin(), rows.end(), [&](auto const& row) {
        return row.to == "2000" && row.method == "ACK" && row.call_id == bye->call_id && row.sent > late->arrived;
    }));
    CHECK(came.left_over.empty());
}
