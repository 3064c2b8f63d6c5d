#pragma once

#include "voiplab/models/sip/transaction.hpp"

#include <cstdint>

namespace voiplab::sip {

// RFC 3261 section 17.1.2 and figure 6.
class NonInviteClientTransaction {
  public:
    enum class State : std::uint8_t { trying, proceeding, completed, terminated };

    // Starts in trying, timers E and F running. The caller sends `request()` at once.
    NonInviteClientTransaction(Message request, TransactionTimers const& timers, sim::Time now);

    // A response that section 17.1.3 matches to this transaction.
    TransactionActions receive_response(Message const& response, sim::Time now);
    // Fires the timers that are due. One that is fired late is rearmed from `now`, so no burst follows.
    TransactionActions advance(sim::Time now);

    [[nodiscard]] std::optional<sim::Time> deadline() const;
    // Nothing is left to it but one timer, which ends it.
    [[nodiscard]] bool lingers() const { return state_ == State::completed; }
    [[nodiscard]] State state() const { return state_; }
    [[nodiscard]] Message const& request() const { return request_; }
    // Lets go of the messages that its state has no use for any more.
    void shed();

  private:
    State state_ = State::trying;
    TransactionTimers timers_;
    Message request_;
    sim::Duration interval_;
    std::optional<sim::Time> timer_e_;
    std::optional<sim::Time> timer_f_;
    std::optional<sim::Time> timer_k_;
};

}  // namespace voiplab::sip
