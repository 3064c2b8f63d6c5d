#include "voiplab/models/sip/non_invite_client_transaction.hpp"

#include "tests/catch.hpp"
#include "tests/sip/transaction_support.hpp"

using namespace voiplab::sip;
using namespace voiplab::sip::testing;
using State = NonInviteClientTransaction::State;

namespace {

NonInviteClientTransaction fresh() {
    return {request("BYE"), TransactionTimers{}, at(0s)};
}

NonInviteClientTransaction in(State state) {
    auto machine = fresh();
    if (state == State::proceeding) machine.receive_response(response("BYE", 100), at(0s));
    if (state == State::completed) machine.receive_response(response("BYE", 200), at(0s));
    if (state == State::terminated) machine.advance(at(32s));
    return machine;
}

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

TEST_CASE("a non-INVITE client transaction follows RFC 3261 figure 6") {
    std::vector<Arrow> const figure{
        {State::trying, 0, 500ms, "BYE", false, 0, State::trying},   // timer E
        {State::trying, 0, 32s, "", false, 'F', State::terminated},  // timer F
        {State::trying, 200, 0s, "", true, 0, State::completed},
        {State::trying, 699, 0s, "", true, 0, State::completed},
        {State::trying, 100, 0s, "", true, 0, State::proceeding},
        {State::proceeding, 0, 500ms, "BYE", false, 0, State::proceeding},  // timer E, as trying had set it
        {State::proceeding, 0, 32s, "", false, 'F', State::terminated},
        {State::proceeding, 199, 0s, "", true, 0, State::proceeding},
        {State::proceeding, 200, 0s, "", true, 0, State::completed},
        {State::proceeding, 481, 0s, "", true, 0, State::completed},
        {State::completed, 200, 1s, "", false, 0, State::completed},
        {State::completed, 100, 1s, "", false, 0, State::completed},
        {State::completed, 0, 4999ms, "", false, 0, State::completed},
        {State::completed, 0, 5s, "", false, 0, State::terminated},  // timer K = T4
        {State::terminated, 200, 33s, "", false, 0, State::terminated},
        {State::terminated, 0, 99s, "", false, 0, State::terminated},
    };
    for (auto const& arrow : figure) {
        CAPTURE(static_cast<int>(arrow.from), arrow.status, arrow.time.count());
        auto machine = in(arrow.from);
        REQUIRE(machine.state() == arrow.from);
        auto const actions = arrow.status == 0
                                 ? machine.advance(at(arrow.time))
                                 : machine.receive_response(response("BYE", arrow.status), at(arrow.time));
        CHECK(sent(actions.send) == arrow.sends);
        CHECK(actions.pass_up == arrow.passes_up);
        CHECK(actions.timed_out.value_or('\0') == arrow.timed_out);
        CHECK(machine.state() == arrow.to);
        CHECK(machine.deadline().has_value() == (arrow.to != State::terminated));
    }
}

TEST_CASE("a non-INVITE request is sent eleven times in all, at intervals that double up to T2") {
    // RFC 3261 section 17.1.2.2: "an interval of 500 ms, 1 s, 2 s, 4 s, 4 s, 4 s, etc.", until timer F at 64 T1.
    auto machine = fresh();
    CHECK(retransmission_times(machine) == std::vector<voiplab::sim::Duration>{500ms, 1500ms, 3500ms, 7500ms, 11500ms,
                                                                               15500ms, 19500ms, 23500ms, 27500ms,
                                                                               31500ms});
    CHECK(machine.state() == State::terminated);
}

TEST_CASE("after a provisional response a non-INVITE request is repeated every T2") {
    // Section 17.1.2.2: in proceeding, timer E is reset with T2 when it fires.
    auto machine = in(State::proceeding);
    CHECK(retransmission_times(machine) ==
          std::vector<voiplab::sim::Duration>{500ms, 4500ms, 8500ms, 12500ms, 16500ms, 20500ms, 24500ms, 28500ms});
}
