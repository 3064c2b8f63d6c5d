#include "voiplab/models/sip/non_invite_server_transaction.hpp"

#include <utility>

namespace voiplab::sip {

NonInviteServerTransaction::NonInviteServerTransaction(Message request, TransactionTimers const& timers)
    : timers_(timers), request_(std::move(request)) {}

TransactionActions NonInviteServerTransaction::receive_request() {
    if (state_ == State::terminated) return {};
    return {.send = response_.message()};  // none yet in trying
}

TransactionActions NonInviteServerTransaction::respond(Message response, sim::Time now) {
    if (state_ == State::completed || state_ == State::terminated) return {};
    if (response.status() < 200) {
        state_ = State::proceeding;
    } else {
        state_ = State::completed;
        timer_j_ = now + timers_.patience();
    }
    response_ = KeptMessage(response);
    return {.send = std::move(response)};
}

TransactionActions NonInviteServerTransaction::advance(sim::Time now) {
    if (due(timer_j_, now)) {
        state_ = State::terminated;
        timer_j_ = std::nullopt;
    }
    return {};
}

void NonInviteServerTransaction::shed() {
    if (state_ == State::completed) request_ = {};
}

}  // namespace voiplab::sip
