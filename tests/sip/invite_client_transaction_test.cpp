#include "voiplab/models/sip/invite_client_transaction.hpp"

#include "tests/catch.hpp"
#include "tests/sip/transaction_support.hpp"

using namespace voiplab::sip;
using namespace voiplab::sip::testing;
using State = InviteClientTransaction::State;

namespace {

InviteClientTransaction fresh() {
    return {request("INVITE"), TransactionTimers{}, at(0s)};
}

// A machine that came into `state` at time 0.
InviteClientTransaction in(State state) {
    auto machine = fresh();
    if (state == State::proceeding) machine.receive_response(response("INVITE", 180), at(0s));
    if (state == State::completed) machine.receive_response(response("INVITE", 486), at(0s));
    if (state == State::accepted) machine.receive_response(response("INVITE", 200), at(0s));
    if (state == State::terminated) machine.advance(at(32s));
    return machine;
}

// One arrow of the figure: a response (its status), or the passage of time to the moment at which a timer fires.
struct Arrow {
    State from;
    int status;  // 0: a timer
    voiplab::sim::Duration time;
    std::string sends;
    bool passes_up;
    char timed_out;
    State to;
};

}  // namespace

TEST_CASE("an INVITE client transaction follows RFC 3261 figure 5 with RFC 6026's accepted state") {
    // RFC 6026 section 8.4's figure, read from top to bottom. Where it has no arrow, an input is ignored.
    std::vector<Arrow> const figure{
        {State::calling, 0, 500ms, "INVITE", false, 0, State::calling},  // timer A
        {State::calling, 0, 32s, "", false, 'B', State::terminated},     // timer B
        {State::calling, 100, 0s, "", true, 0, State::proceeding},
        {State::calling, 200, 0s, "", true, 0, State::accepted},
        {State::calling, 300, 0s, "ACK", true, 0, State::completed},
        {State::calling, 699, 0s, "ACK", true, 0, State::completed},
        {State::proceeding, 0, 32s, "", false, 0, State::proceeding},  // neither A nor B runs
        {State::proceeding, 199, 0s, "", true, 0, State::proceeding},
        {State::proceeding, 299, 0s, "", true, 0, State::accepted},
        {State::proceeding, 486, 0s, "ACK", true, 0, State::completed},
        {State::completed, 486, 1s, "ACK", false, 0, State::completed},
        {State::completed, 180, 1s, "", false, 0, State::completed},
        {State::completed, 200, 1s, "", false, 0, State::completed},
        {State::completed, 0, 31999ms, "", false, 0, State::completed},
        {State::completed, 0, 32s, "", false, 0, State::terminated},  // timer D
        {State::accepted, 200, 1s, "", true, 0, State::accepted},
        {State::accepted, 180, 1s, "", false, 0, State::accepted},
        {State::accepted, 486, 1s, "", false, 0, State::accepted},
        {State::accepted, 0, 31999ms, "", false, 0, State::accepted},
        {State::accepted, 0, 32s, "", false, 0, State::terminated},  // timer M
        {State::terminated, 200, 33s, "", false, 0, State::terminated},
        {State::terminated, 0, 99s, "", false, 0, State::terminated},
    };
    for (auto const& arrow : figure) {
        CAPTURE(static_cast<int>(arrow.from), arrow.status, arrow.time.count());
        auto machine = in(arrow.from);
        REQUIRE(machine.state() == arrow.from);
        auto const actions = arrow.status == 0
                                 ? machine.advance(at(arrow.time))
                                 : machine.receive_response(response("INVITE", arrow.status), at(arrow.time));
        CHECK(sent(actions.send) == arrow.sends);
        CHECK(actions.pass_up == arrow.passes_up);
        CHECK(actions.timed_out.value_or('\0') == arrow.timed_out);
        CHECK(machine.state() == arrow.to);
        CHECK(machine.deadline().has_value() == (arrow.to != State::proceeding && arrow.to != State::terminated));
    }
}

TEST_CASE("an INVITE is sent seven times in all, at intervals that double without end") {
    // RFC 3261 section 17.1.1.2: timer A doubles from T1 and timer B ends it at 64 T1. The first sending, at 0, is the
    // caller's.
    auto machine = fresh();
    CHECK(retransmission_times(machine) ==
          std::vector<voiplab::sim::Duration>{500ms, 1500ms, 3500ms, 7500ms, 15500ms, 31500ms});
    CHECK(machine.state() == State::terminated);
}

TEST_CASE("timers A, B and M scale with T1 and timer D does not") {
    TransactionTimers timers;
    timers.t1 = 100ms;
    InviteClientTransaction accepted(request("INVITE"), timers, at(0s));
    CHECK(accepted.deadline() == at(100ms));
    accepted.receive_response(response("INVITE", 200), at(1s));
    CHECK(accepted.deadline() == at(1s + 6400ms));
    InviteClientTransaction completed(request("INVITE"), timers, at(0s));
    completed.receive_response(response("INVITE", 486), at(1s));
    CHECK(completed.deadline() == at(33s));
}

TEST_CASE("a timer A that is fired late sends once and starts from then") {
    auto machine = fresh();
    CHECK(machine.advance(at(10s)).send.has_value());
    CHECK(machine.deadline() == at(11s));
}
