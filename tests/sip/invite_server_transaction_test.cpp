#include "voiplab/models/sip/invite_server_transaction.hpp"

#include "tests/catch.hpp"
#include "tests/sip/transaction_support.hpp"

using namespace voiplab::sip;
using namespace voiplab::sip::testing;
using State = InviteServerTransaction::State;

namespace {

InviteServerTransaction fresh() {
    return {request("INVITE"), TransactionTimers{}, at(0s)};
}

// In proceeding, the user has sent 180 already.
InviteServerTransaction in(State state) {
    auto machine = fresh();
    machine.respond(response("INVITE", 180), at(0s));
    if (state == State::completed || state == State::confirmed) machine.respond(response("INVITE", 486), at(0s));
    if (state == State::confirmed) machine.receive_ack(at(0s));
    if (state == State::accepted || state == State::terminated) machine.respond(response("INVITE", 200), at(0s));
    if (state == State::terminated) machine.advance(at(32s));
    return machine;
}

enum class Input { invite, ack, respond, time };

struct Arrow {
    State from;
    Input input;
    int status;  // of what the user responds
    voiplab::sim::Duration time;
    std::string sends;
    bool passes_up;
    char timed_out;
    State to;
};

TransactionActions give(InviteServerTransaction& machine, Arrow const& arrow) {
    switch (arrow.input) {
        case Input::invite:
            return machine.receive_invite();
        case Input::ack:
            return machine.receive_ack(at(arrow.time));
        case Input::respond:
            return machine.respond(response("INVITE", arrow.status), at(arrow.time));
        case Input::time:
            break;
    }
    return machine.advance(at(arrow.time));
}

}  // namespace

TEST_CASE("an INVITE server transaction follows RFC 3261 figure 7 with RFC 6026's accepted state") {
    // RFC 6026 section 8.5's figure, read from top to bottom. Where it has no arrow, an input is ignored.
    std::vector<Arrow> const figure{
        {State::proceeding, Input::invite, 0, 1s, "180", false, 0, State::proceeding},
        {State::proceeding, Input::respond, 183, 1s, "183", false, 0, State::proceeding},
        {State::proceeding, Input::respond, 200, 1s, "200", false, 0, State::accepted},
        {State::proceeding, Input::respond, 299, 1s, "299", false, 0, State::accepted},
        {State::proceeding, Input::respond, 300, 1s, "300", false, 0, State::completed},
        {State::proceeding, Input::respond, 699, 1s, "699", false, 0, State::completed},
        {State::proceeding, Input::ack, 0, 1s, "", false, 0, State::proceeding},
        {State::proceeding, Input::time, 0, 99s, "", false, 0, State::proceeding},
        {State::completed, Input::invite, 0, 1s, "486", false, 0, State::completed},
        {State::completed, Input::time, 0, 500ms, "486", false, 0, State::completed},  // timer G
        {State::completed, Input::time, 0, 32s, "", false, 'H', State::terminated},    // timer H
        {State::completed, Input::ack, 0, 1s, "", false, 0, State::confirmed},
        {State::completed, Input::respond, 200, 1s, "", false, 0, State::completed},
        {State::completed, Input::respond, 503, 1s, "", false, 0, State::completed},
        {State::completed, Input::respond, 180, 1s, "", false, 0, State::completed},
        {State::confirmed, Input::ack, 0, 1s, "", false, 0, State::confirmed},
        {State::confirmed, Input::invite, 0, 1s, "", false, 0, State::confirmed},
        {State::confirmed, Input::respond, 200, 1s, "", false, 0, State::confirmed},
        {State::confirmed, Input::time, 0, 4999ms, "", false, 0, State::confirmed},
        {State::confirmed, Input::time, 0, 5s, "", false, 0, State::terminated},  // timer I = T4
        {State::accepted, Input::invite, 0, 1s, "", false, 0, State::accepted},
        {State::accepted, Input::ack, 0, 1s, "", true, 0, State::accepted},
        {State::accepted, Input::respond, 200, 1s, "200", false, 0, State::accepted},
        {State::accepted, Input::respond, 180, 1s, "", false, 0, State::accepted},
        {State::accepted, Input::respond, 486, 1s, "", false, 0, State::accepted},
        {State::accepted, Input::time, 0, 31999ms, "", false, 0, State::accepted},
        {State::accepted, Input::time, 0, 32s, "", false, 0, State::terminated},  // timer L
        {State::terminated, Input::invite, 0, 33s, "", false, 0, State::terminated},
        {State::terminated, Input::ack, 0, 33s, "", false, 0, State::terminated},
        {State::terminated, Input::respond, 200, 33s, "", false, 0, State::terminated},
    };
    for (auto const& arrow : figure) {
        CAPTURE(static_cast<int>(arrow.from), static_cast<int>(arrow.input), arrow.status, arrow.time.count());
        auto machine = in(arrow.from);
        REQUIRE(machine.state() == arrow.from);
        auto const actions = give(machine, arrow);
        CHECK(sent(actions.send) == arrow.sends);
        CHECK(actions.pass_up == arrow.passes_up);
        CHECK(actions.timed_out.value_or('\0') == arrow.timed_out);
        CHECK_FALSE(actions.trying_due);
        CHECK(machine.state() == arrow.to);
        CHECK(machine.deadline().has_value() == (arrow.to != State::proceeding && arrow.to != State::terminated));
    }
}

TEST_CASE("a final response that is not acknowledged is repeated at intervals up to T2 until timer H") {
    // RFC 3261 section 17.2.1: timer G starts at T1 and is reset to MIN(2 * G, T2); timer H is 64 T1.
    auto machine = fresh();
    machine.respond(response("INVITE", 486), at(0s));
    CHECK(retransmission_times(machine) == std::vector<voiplab::sim::Duration>{500ms, 1500ms, 3500ms, 7500ms, 11500ms,
                                                                               15500ms, 19500ms, 23500ms, 27500ms,
                                                                               31500ms});
    CHECK(machine.state() == State::terminated);
}

TEST_CASE("a user that stays silent for 200 ms is asked for its 100 once") {
    // RFC 3261 section 17.2.1.
    auto machine = fresh();
    REQUIRE(machine.deadline() == at(200ms));
    CHECK_FALSE(machine.advance(at(199ms)).trying_due);
    CHECK(machine.advance(at(200ms)).trying_due);
    CHECK_FALSE(machine.deadline());
    machine.set_trying_due(at(1s));
    CHECK_FALSE(machine.deadline());
    CHECK_FALSE(machine.receive_invite().send);  // there is still no response to repeat
}

TEST_CASE("a user that has responded is not asked for a 100") {
    auto machine = fresh();
    machine.respond(response("INVITE", 180), at(35ms));
    CHECK_FALSE(machine.deadline());
    machine.set_trying_due(at(80ms));
    CHECK_FALSE(machine.deadline());
}

TEST_CASE("the moment at which a 100 is asked for can be moved while the user is silent") {
    auto machine = fresh();
    machine.set_trying_due(at(80ms));
    CHECK(machine.deadline() == at(80ms));
    CHECK(machine.advance(at(80ms)).trying_due);
}
