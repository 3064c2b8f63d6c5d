#include "voiplab/models/sip/non_invite_server_transaction.hpp"

#include "tests/catch.hpp"
#include "tests/sip/transaction_support.hpp"

using namespace voiplab::sip;
using namespace voiplab::sip::testing;
using State = NonInviteServerTransaction::State;

namespace {

NonInviteServerTransaction in(State state) {
    NonInviteServerTransaction machine(request("BYE"), TransactionTimers{});
    if (state == State::proceeding) machine.respond(response("BYE", 100), at(0s));
    if (state == State::completed || state == State::terminated) machine.respond(response("BYE", 200), at(0s));
    if (state == State::terminated) machine.advance(at(32s));
    return machine;
}

enum class Input { request, respond, time };

struct Arrow {
    State from;
    Input input;
    int status;  // of what the user responds
    voiplab::sim::Duration time;
    std::string sends;
    State to;
};

TransactionActions give(NonInviteServerTransaction& machine, Arrow const& arrow) {
    if (arrow.input == Input::request) return machine.receive_request();
    if (arrow.input == Input::respond) return machine.respond(response("BYE", arrow.status), at(arrow.time));
    return machine.advance(at(arrow.time));
}

}  // namespace

TEST_CASE("a non-INVITE server transaction follows RFC 3261 figure 8") {
    std::vector<Arrow> const figure{
        {State::trying, Input::request, 0, 1s, "", State::trying},
        {State::trying, Input::respond, 100, 1s, "100", State::proceeding},
        {State::trying, Input::respond, 200, 1s, "200", State::completed},
        {State::trying, Input::respond, 699, 1s, "699", State::completed},
        {State::trying, Input::time, 0, 99s, "", State::trying},
        {State::proceeding, Input::request, 0, 1s, "100", State::proceeding},
        {State::proceeding, Input::respond, 199, 1s, "199", State::proceeding},
        {State::proceeding, Input::respond, 200, 1s, "200", State::completed},
        {State::proceeding, Input::respond, 481, 1s, "481", State::completed},
        {State::proceeding, Input::time, 0, 99s, "", State::proceeding},
        {State::completed, Input::request, 0, 1s, "200", State::completed},
        {State::completed, Input::respond, 500, 1s, "", State::completed},
        {State::completed, Input::time, 0, 31999ms, "", State::completed},
        {State::completed, Input::time, 0, 32s, "", State::terminated},  // timer J = 64 T1
        {State::terminated, Input::request, 0, 33s, "", State::terminated},
        {State::terminated, Input::respond, 200, 33s, "", State::terminated},
    };
    for (auto const& arrow : figure) {
        CAPTURE(static_cast<int>(arrow.from), static_cast<int>(arrow.input), arrow.status, arrow.time.count());
        auto machine = in(arrow.from);
        REQUIRE(machine.state() == arrow.from);
        auto const actions = give(machine, arrow);
        CHECK(sent(actions.send) == arrow.sends);
        CHECK_FALSE(actions.pass_up);
        CHECK_FALSE(actions.timed_out);
        CHECK(machine.state() == arrow.to);
        CHECK(machine.deadline().has_value() == (arrow.to == State::completed));
    }
}

TEST_CASE("a later final response does not replace the one that a retransmitted request repeats") {
    auto machine = in(State::completed);
    machine.respond(response("BYE", 500), at(1s));
    CHECK(sent(machine.receive_request().send) == "200");
}
