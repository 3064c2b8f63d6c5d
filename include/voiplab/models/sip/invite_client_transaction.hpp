#pragma once

#include "voiplab/models/sip/kept_message.hpp"
#include "voiplab/models/sip/transaction.hpp"

#include <cstdint>

namespace voiplab::sip {

// RFC 3261 section 17.1.1 and figure 5, with the accepted state of RFC 6026 section 8.4.
class InviteClientTransaction {
  public:
    enum class State : std::uint8_t { calling, proceeding, completed, accepted, terminated };

    // Starts in calling, timers A and B running. The caller sends `request()` at once.
    InviteClientTransaction(Message request, TransactionTimers const& timers, sim::Time now);

    // A response that section 17.1.3 matches to this transaction.
    TransactionActions receive_response(Message const& response, sim::Time now);
    // Fires the timers that are due. One that is fired late is rearmed from `now`, so no burst follows.
    TransactionActions advance(sim::Time now);

    [[nodiscard]] std::optional<sim::Time> deadline() const;
    // Nothing is left to it but one timer, which ends it.
    [[nodiscard]] bool lingers() const { return state_ == State::completed || state_ == State::accepted; }
    [[nodiscard]] State state() const { return state_; }
    [[nodiscard]] Message const& request() const { return request_; }
    // Lets go of the messages that its state has no use for any more.
    void shed();

  private:
    Message acknowledge(Message const& response);
    void enter(State state, sim::Time now);

    State state_ = State::calling;
    TransactionTimers timers_;
    Message request_;
    KeptMessage ack_;  // to the non-2xx final response
    sim::Duration interval_;
    std::optional<sim::Time> timer_a_;
    std::optional<sim::Time> timer_b_;
    std::optional<sim::Time> timer_d_;
    std::optional<sim::Time> timer_m_;
};

}  // namespace voiplab::sip
