#include "voiplab/models/sip/non_invite_client_transaction.hpp"

#include <algorithm>
#include <utility>

namespace voiplab::sip {

NonInviteClientTransaction::NonInviteClientTransaction(Message request, TransactionTimers const& timers, sim::Time now)
    : timers_(timers),
      request_(std::move(request)),
      interval_(timers.t1),
      timer_e_(now + timers.t1),
      timer_f_(now + timers.patience()) {}

TransactionActions NonInviteClientTransaction::receive_response(Message const& response, sim::Time now) {
    // Retransmitted responses end here: completed exists to absorb them.
    if (state_ == State::completed || state_ == State::terminated) return {};
    if (response.status() < 200) {
        // Timer E runs on as it was set; only its next interval is T2.
        state_ = State::proceeding;
        return {.pass_up = true};
    }
    state_ = State::completed;
    timer_e_ = timer_f_ = std::nullopt;
    timer_k_ = now + timers_.t4;
    return {.pass_up = true};
}

TransactionActions NonInviteClientTransaction::advance(sim::Time now) {
    if (due(timer_f_, now)) {
        state_ = State::terminated;
        timer_e_ = timer_f_ = std::nullopt;
        return {.timed_out = 'F'};
    }
    if (due(timer_e_, now)) {
        interval_ = state_ == State::proceeding ? timers_.t2 : std::min(2 * interval_, timers_.t2);
        timer_e_ = now + interval_;
        return {.send = request_};
    }
    if (due(timer_k_, now)) {
        state_ = State::terminated;
        timer_k_ = std::nullopt;
    }
    return {};
}

void NonInviteClientTransaction::shed() {
    if (state_ == State::completed) request_ = {};
}

std::optional<sim::Time> NonInviteClientTransaction::deadline() const {
    return earliest({timer_e_, timer_f_, timer_k_});
}

}  // namespace voiplab::sip
