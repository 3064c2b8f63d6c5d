#pragma once

#include "voiplab/models/sip/kept_message.hpp"
#include "voiplab/models/sip/transaction.hpp"

#include <cstdint>

namespace voiplab::sip {

// RFC 3261 section 17.2.2 and figure 8.
class NonInviteServerTransaction {
  public:
    enum class State : std::uint8_t { trying, proceeding, completed, terminated };

    // Starts in trying; the caller passes the request to the user.
    NonInviteServerTransaction(Message request, TransactionTimers const& timers);

    // The request once more.
    TransactionActions receive_request();
    // The user's response; ignored after a final one.
    TransactionActions respond(Message response, sim::Time now);
    // Fires timer J if it is due.
    TransactionActions advance(sim::Time now);

    [[nodiscard]] std::optional<sim::Time> deadline() const { return timer_j_; }
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
    KeptMessage response_;  // the most recent one
    std::optional<sim::Time> timer_j_;
};

}  // namespace voiplab::sip
