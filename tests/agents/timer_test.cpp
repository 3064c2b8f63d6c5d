#include "tests/catch.hpp"
#include "written_lab.hpp"

#include <algorithm>
#include <string>
#include <string_view>

// Where nothing comes through for good: what is sent again leaves when RFC 3261's timers say, and gives up when they
// say.

using namespace voiplab;
using namespace voiplab::test;
using namespace std::chrono_literals;
using scenarios::RunResult;

namespace {

constexpr sim::Duration t1 = 500ms;
constexpr sim::Duration t2 = 4s;
constexpr sim::Duration patience = 64 * t1;

using Offsets = std::vector<sim::Duration>;

// Each interval is twice the one before, up to `longest`, for 64 T1: timer A (17.1.1.2) has no longest, timers E
// (17.1.2.2) and G (17.2.1) and the 2xx (13.3.1.4) have T2.
Offsets retransmissions(sim::Duration longest) {
    Offsets times{0s};
    for (auto interval = t1; times.back() + interval < patience; interval = std::min(2 * interval, longest)) {
        times.push_back(times.back() + interval);
    }
    return times;
}

Offsets const timer_a = retransmissions(patience);
Offsets const timer_e = retransmissions(t2);

// When a party sent messages of that label to another; of a response's many only those to that method.
std::vector<sim::Time> sent(RunResult const& result, std::string_view from, std::string_view to, std::string_view label,
                            std::string_view method = {}) {
    std::vector<sim::Time> times;
    for (auto const& row : result.ladder) {
        auto const meant = row.label.starts_with(label) && (method.empty() || row.method == method);
        if (row.from == from && row.to == to && meant) times.push_back(row.sent);
    }
    return times;
}

// Since the first.
Offsets offsets(std::vector<sim::Time> const& times) {
    Offsets since_first;
    for (auto const time : times) {
        since_first.push_back(time - times.front());
    }
    return since_first;
}

// The lab's phones and server hold their neighbours for reachable while the run lasts. With Linux's own times ARP
// would find nobody eight seconds after a cut, and what IP sends after that would wait in vain for an address.
WrittenLab cut_lab() {
    WrittenLab lab;
    lab.hosts = "neighbours: {base_reachable: 1h}";
    lab.extensions = "exten => _X.,1,Dial(SIP/${EXTEN},60)\n";
    lab.duration = "120s";
    return lab;
}

constexpr std::string_view branches =
    "exten => _X.,1,Dial(SIP/${EXTEN},60)\n"
    "exten => _X.,n,GotoIf($[\"${DIALSTATUS}\" = \"CHANUNAVAIL\"]?gone)\n"
    "exten => _X.,n,Hangup(17)\n"
    "exten => _X.,n(gone),Hangup\n";

}  // namespace

TEST_CASE("the RFC's own figures") {
    CHECK(timer_a == Offsets{0s, 500ms, 1500ms, 3500ms, 7500ms, 15500ms, 31500ms});
    CHECK(timer_e == Offsets{0s, 500ms, 1500ms, 3500ms, 7500ms, 11500ms, 15500ms, 19500ms, 23500ms, 27500ms, 31500ms});
}

TEST_CASE("with the callee's link cut the INVITE leaves seven times, and Dial ends at 32 s with CHANUNAVAIL") {
    auto lab = cut_lab();
    lab.extensions = branches;
    lab.links_of = {"", "", "down: [{from: 4s}]"};
    auto const result = lab.run();
    auto const invites = sent(result, "asterisk", "2010", "INVITE");
    CHECK(offsets(invites) == timer_a);
    // chan_sip gives up with cause 18, no user response, of which Dial makes CHANUNAVAIL, and the caller's channel
    // 408. Another status would have been 486 here.
    auto const& call = result.calls.front();
    CHECK(call.status == 408);
    REQUIRE(call.ended);
    CHECK(*call.ended >= invites.front() + patience);
    CHECK(*call.ended < invites.front() + patience + 10ms);
    CHECK(sent(result, "asterisk", "2010", "CANCEL").empty());
}

TEST_CASE("one who refuses says more than one who does not answer at all") {
    auto lab = cut_lab();
    lab.phones = {"2000", "2010", "2011"};
    // A peer without registration, at the address of 2011's phone, which does not speak GSM: 488, congestion to Dial.
    lab.general = "[refusing]\ntype=friend\nhost=10.0.0.12\ndisallow=all\nallow=gsm\n";
    lab.extensions =
        "exten => _X.,1,Dial(SIP/refusing&SIP/${EXTEN},60)\n"
        "exten => _X.,n,GotoIf($[\"${DIALSTATUS}\" = \"CONGESTION\"]?congested)\n"
        "exten => _X.,n,Hangup\n"
        "exten => _X.,n(congested),Hangup(17)\n";
    lab.links_of = {"", "", "down: [{from: 4s}]"};
    auto const result = lab.run();
    CHECK(sent(result, "2011", "asterisk", "488").size() == 1);
    CHECK(offsets(sent(result, "asterisk", "2010", "INVITE")) == timer_a);
    CHECK(result.calls.front().status == 486);
}

TEST_CASE("a caller whose link is cut gives up after 32 s") {
    auto lab = cut_lab();
    lab.links_of = {"", "down: [{from: 4s}]"};
    auto const result = lab.run();
    CHECK(offsets(sent(result, "2000", "asterisk", "INVITE")) == timer_a);
    auto const& call = result.calls.front();
    CHECK(call.status == 408);
    CHECK(call.outcome == "unanswered");
    REQUIRE(call.ended);
    CHECK(*call.ended - call.dialled == patience);
}

TEST_CASE("a BYE that nobody answers is repeated by timer E until timer F") {
    auto lab = cut_lab();
    lab.calls = "[{from: 2000, to: 2010, at: 5s, hang_up: {after: 15s}}]";
    lab.links_of = {"", "down: [{from: 20s}]"};
    auto const result = lab.run();
    CHECK(offsets(sent(result, "2000", "asterisk", "BYE")) == timer_e);
}

TEST_CASE("a server's BYE that nobody answers is repeated by timer E until timer F") {
    auto lab = cut_lab();
    lab.peer_settings = "directmedia=no";
    lab.calls = "[{from: 2000, to: 2010, at: 5s, hang_up: {after: 15s}}]";
    lab.links_of = {"", "", "down: [{from: 20s}]"};
    auto const result = lab.run();
    CHECK(offsets(sent(result, "asterisk", "2010", "BYE")) == timer_e);
}

TEST_CASE("a REGISTER that nobody answers is repeated by timer E until timer F, and tried again later") {
    auto lab = cut_lab();
    lab.phones = {"2000"};
    lab.calls = "[]";
    lab.phone_settings = "register: {at: 3s}";
    lab.links_of = {"", "down: [{from: 1s, until: 60s}]"};
    auto const result = lab.run();
    auto const registers = offsets(sent(result, "2000", "asterisk", "REGISTER"));
    REQUIRE(registers.size() > timer_e.size());
    CHECK(Offsets(registers.begin(), registers.begin() + static_cast<std::ptrdiff_t>(timer_e.size())) == timer_e);
    // The phone waits for half a minute after timer F; by then the link is up again.
    CHECK(registers[timer_e.size()] == patience + 30s);
    CHECK(sent(result, "asterisk", "2000", "200", "REGISTER").size() == 1);
}

TEST_CASE("a callee's 200 whose ACK never comes is repeated for 32 s, then it says BYE") {
    auto lab = cut_lab();
    lab.peer_settings = "directmedia=no";
    lab.calls = "[{from: 2000, to: 2010, at: 5s, hang_up: {after: 60s}}]";
    lab.faults = "[{from: asterisk, to: \"2010\", message: ACK, occurrence: every, do: lose}]";
    auto const result = lab.run();
    auto const answers = sent(result, "2010", "asterisk", "200 OK (SDP)");
    CHECK(offsets(answers) == timer_e);
    // Each gets its ACK, late by the server's 0.26 ms.
    CHECK(sent(result, "asterisk", "2010", "ACK").size() == answers.size());
    CHECK(sent(result, "2010", "asterisk", "BYE") == std::vector{answers.front() + patience});
    CHECK(result.calls.front().ended_by == "2010");
}

TEST_CASE("a server's 200 whose ACK never comes is repeated for 32 s, then both sides hear BYE") {
    auto lab = cut_lab();
    lab.peer_settings = "directmedia=no";
    lab.calls = "[{from: 2000, to: 2010, at: 5s, hang_up: {after: 60s}}]";
    lab.faults = "[{from: \"2000\", to: asterisk, message: ACK, occurrence: every, do: lose}]";
    auto const result = lab.run();
    auto const answers = sent(result, "asterisk", "2000", "200 OK (SDP)");
    CHECK(offsets(answers) == timer_e);
    auto const byes = sent(result, "asterisk", "2000", "BYE");
    REQUIRE(byes.size() == 1);
    CHECK(byes.front() >= answers.front() + patience);
    CHECK(byes.front() < answers.front() + patience + 1ms);
    CHECK(sent(result, "asterisk", "2010", "BYE").size() == 1);
    CHECK(result.calls.front().ended_by == "asterisk");
}

TEST_CASE("a refusal whose ACK never comes is repeated by timer G until timer H") {
    auto lab = cut_lab();
    lab.extensions = "exten => _X.,1,Busy(1)\n";
    lab.faults = "[{from: \"2000\", to: asterisk, message: ACK, occurrence: every, do: lose}]";
    auto const result = lab.run();
    CHECK(offsets(sent(result, "asterisk", "2000", "486")) == timer_e);
    // The challenge before it is a refusal too.
    CHECK(offsets(sent(result, "asterisk", "2000", "401", "INVITE")) == timer_e);
    CHECK(result.calls.front().status == 486);
}
