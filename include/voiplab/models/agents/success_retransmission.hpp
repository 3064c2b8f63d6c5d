#pragma once

#include "voiplab/models/agents/sip_endpoint.hpp"
#include "voiplab/models/sip/message.hpp"
#include "voiplab/sim/timer.hpp"

#include <vector>

namespace voiplab::agents {

// Repeats each 2xx to an INVITE of a dialog until its ACK comes: that is the answering user's affair, not the
// transaction's (RFC 3261 section 13.3.1.4). The first repetition follows after T1, each further one after twice as
// long, at most T2.
class SuccessRetransmission {
  public:
    // `give_up` runs where no ACK has come after 64 T1: the session is to be ended.
    SuccessRetransmission(SipEndpoint& endpoint, sim::Callback give_up);

    // `success` was just sent, laid out as it is. One that still waits goes on: a re-INVITE may overtake the ACK before
    // it.
    void start(sip::Message success);
    // Nobody waits for an ACK any more.
    void stop();
    // True where `ack` is the last one that was waited for. It ends its 2xx's repetition.
    bool acknowledged_by(sip::Message const& ack);
    // A 2xx has been sent, and its ACK has not come.
    [[nodiscard]] bool waiting() const { return !waiting_.empty(); }

  private:
    struct Unacknowledged {
        sip::Message success;
        sim::Duration interval;
        sim::Time next;
        sim::Time deadline;
    };
    void on_timer();
    void arm();

    SipEndpoint& endpoint_;
    sim::Callback give_up_;
    std::vector<Unacknowledged> waiting_;
    sim::Timer timer_;
};

}  // namespace voiplab::agents
