#include "voiplab/models/sip/invite_client_transaction.hpp"

#include "voiplab/models/sip/transaction_layer.hpp"

#include <utility>

namespace voiplab::sip {

InviteClientTransaction::InviteClientTransaction(Message request, TransactionTimers const& timers, sim::Time now)
    : timers_(timers),
      request_(std::move(request)),
      interval_(timers.t1),
      timer_a_(now + timers.t1),
      timer_b_(now + timers.patience()) {}

TransactionActions InviteClientTransaction::receive_response(Message const& response, sim::Time now) {
    auto const status = response.status();
    switch (state_) {
        case State::calling:
        case State::proceeding:
            if (status < 200) {
                enter(State::proceeding, now);
                return {.pass_up = true};
            }
            if (status < 300) {
                enter(State::accepted, now);
                return {.pass_up = true};
            }
            enter(State::completed, now);
            return {.send = acknowledge(response), .pass_up = true};
        case State::completed:
            // A retransmitted final response says that the ACK was lost.
            if (status >= 300) return {.send = ack_.message()};
            return {};
        case State::accepted:
            // Repeated and forked 2xx are the user's: it has to send their ACKs (RFC 6026 section 7.2).
            return {.pass_up = status >= 200 && status < 300};
        case State::terminated:
            break;
    }
    return {};
}

TransactionActions InviteClientTransaction::advance(sim::Time now) {
    if (due(timer_b_, now)) {
        enter(State::terminated, now);
        return {.timed_out = 'B'};
    }
    if (due(timer_a_, now)) {
        interval_ *= 2;
        timer_a_ = now + interval_;
        return {.send = request_};
    }
    if (due(timer_d_, now) || due(timer_m_, now)) enter(State::terminated, now);
    return {};
}

Message InviteClientTransaction::acknowledge(Message const& response) {
    auto ack = make_failure_ack(request_, response);
    ack_ = KeptMessage(ack);
    return ack;
}

void InviteClientTransaction::shed() {
    if (lingers()) request_ = {};
}

std::optional<sim::Time> InviteClientTransaction::deadline() const {
    return earliest({timer_a_, timer_b_, timer_d_, timer_m_});
}

// Every timer belongs to one state. Proceeding has none: from the first provisional response on, only the user's
// patience ends the wait.
void InviteClientTransaction::enter(State state, sim::Time now) {
    state_ = state;
    timer_a_ = timer_b_ = timer_d_ = timer_m_ = std::nullopt;
    if (state == State::completed) timer_d_ = now + TransactionTimers::timer_d;
    if (state == State::accepted) timer_m_ = now + timers_.patience();
}

}  // namespace voiplab::sip
