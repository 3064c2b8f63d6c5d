#pragma once

#include "voiplab/models/sip/transaction.hpp"

#include <cstdint>

namespace voiplab::sip {

// RFC 3261 section 17.2.1 and figure 7, with the accepted state of RFC 6026 section 8.5.
class InviteServerTransaction {
  public:
    enum class State : std::uint8_t { proceeding, completed, confirmed, accepted, terminated };

    // Starts in proceeding; the caller passes the request to the user. Unless the user responds, a 100 is due at
    // `trying_due`.
    InviteServerTransaction(Message request, TransactionTimers const& timers, sim::Time now);

    // The INVITE once more.
    TransactionActions receive_invite();
    // An ACK that section 17.2.3 matches to this transaction.
    TransactionActions receive_ack(sim::Time now);
    // The user's response. In accepted a further 2xx is sent (the user repeats it until the ACK comes, section
    // 13.3.1.4); every other response after a final one is ignored.
    TransactionActions respond(Message response, sim::Time now);
    // Fires the timers that are due. One that is fired late is rearmed from `now`, so no burst follows.
    TransactionActions advance(sim::Time now);

    // Moves the moment at which a user that is still silent is asked for its 100. Without effect once it was asked.
    void set_trying_due(sim::Time at);

    [[nodiscard]] std::optional<sim::Time> deadline() const;
    // Nothing is left to it but one timer, which ends it.
    [[nodiscard]] bool lingers() const { return state_ == State::confirmed || state_ == State::accepted; }
    [[nodiscard]] State state() const { return state_; }
    [[nodiscard]] Message const& request() const { return request_; }
    // Lets go of the messages that its state has no use for any more.
    void shed();

  private:
    void enter(State state, sim::Time now);

    State state_ = State::proceeding;
    TransactionTimers timers_;
    Message request_;
    std::optional<Message> response_;  // the most recent one
    sim::Duration interval_;
    std::optional<sim::Time> trying_due_;
    std::optional<sim::Time> timer_g_;
    std::optional<sim::Time> timer_h_;
    std::optional<sim::Time> timer_i_;
    std::optional<sim::Time> timer_l_;
};

}  // namespace voiplab::sip
