#pragma once

#include "voiplab/models/agents/sip_endpoint.hpp"
#include "voiplab/models/sip/message.hpp"
#include "voiplab/sim/timer.hpp"

namespace voiplab::agents {

// Repeats a 2xx to an INVITE until its ACK comes: that is the answering user's affair, not the transaction's (RFC 3261
// section 13.3.1.4). The first repetition follows after T1, each further one after twice as long, at most T2.
class SuccessRetransmission {
  public:
    // `give_up` runs where no ACK has come after 64 T1: the session is to be ended.
    SuccessRetransmission(SipEndpoint& endpoint, sim::Callback give_up);

    // `success` was just sent, laid out as it is.
    void start(sip::Message success);
    // Nobody waits for the ACK any more.
    void stop() { timer_.cancel(); }
    // True where `ack` is the one that is waited for; that ends the repetition.
    bool acknowledged_by(sip::Message const& ack);
    // The 2xx has been sent, and its ACK has not come.
    [[nodiscard]] bool waiting() const { return timer_.armed(); }

  private:
    void repeat();

    SipEndpoint& endpoint_;
    sim::Callback give_up_;
    sip::Message success_;
    sim::Duration interval_{};
    sim::Time deadline_{};
    sim::Timer timer_;
};

}  // namespace voiplab::agents
