#include "voiplab/models/sip/invite_server_transaction.hpp"

#include <algorithm>
#include <utility>

namespace voiplab::sip {

InviteServerTransaction::InviteServerTransaction(Message request, TransactionTimers const& timers, sim::Time now)
    : timers_(timers), request_(std::move(request)), interval_(timers.t1), trying_due_(now + timers.trying_after) {}

TransactionActions InviteServerTransaction::receive_invite() {
    // Accepted and confirmed absorb it: the 2xx is repeated by the user, and an ACK has ended the need for the rest.
    if (state_ != State::proceeding && state_ != State::completed) return {};
    return {.send = response_};
}

TransactionActions InviteServerTransaction::receive_ack(sim::Time now) {
    if (state_ == State::completed) enter(State::confirmed, now);
    return {.pass_up = state_ == State::accepted};
}

TransactionActions InviteServerTransaction::respond(Message response, sim::Time now) {
    auto const status = response.status();
    auto const success = status >= 200 && status < 300;
    if (state_ != State::proceeding && !(state_ == State::accepted && success)) return {};
    response_ = std::move(response);
    trying_due_ = std::nullopt;
    if (state_ == State::proceeding && status >= 200) enter(success ? State::accepted : State::completed, now);
    return {.send = response_};
}

TransactionActions InviteServerTransaction::advance(sim::Time now) {
    if (due(trying_due_, now)) {
        trying_due_ = std::nullopt;
        return {.trying_due = true};
    }
    if (due(timer_h_, now)) {
        enter(State::terminated, now);
        return {.timed_out = 'H'};
    }
    if (due(timer_g_, now)) {
        interval_ = std::min(2 * interval_, timers_.t2);
        timer_g_ = now + interval_;
        return {.send = response_};
    }
    if (due(timer_i_, now) || due(timer_l_, now)) enter(State::terminated, now);
    return {};
}

void InviteServerTransaction::set_trying_due(sim::Time at) {
    if (trying_due_) trying_due_ = at;
}

void InviteServerTransaction::shed() {
    if (state_ != State::proceeding) request_ = {};
    if (state_ == State::accepted || state_ == State::confirmed) response_.reset();
}

std::optional<sim::Time> InviteServerTransaction::deadline() const {
    return earliest({trying_due_, timer_g_, timer_h_, timer_i_, timer_l_});
}

void InviteServerTransaction::enter(State state, sim::Time now) {
    state_ = state;
    timer_g_ = timer_h_ = timer_i_ = timer_l_ = std::nullopt;
    if (state == State::completed) {
        timer_g_ = now + interval_;
        timer_h_ = now + timers_.patience();
    }
    if (state == State::confirmed) timer_i_ = now + timers_.t4;
    if (state == State::accepted) timer_l_ = now + timers_.patience();
}

}  // namespace voiplab::sip
