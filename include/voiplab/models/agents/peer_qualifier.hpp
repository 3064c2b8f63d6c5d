#pragma once

#include "voiplab/models/agents/call_index.hpp"
#include "voiplab/models/agents/sip_endpoint.hpp"
#include "voiplab/models/sip/asterisk_conf.hpp"
#include "voiplab/sim/timer.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>

namespace voiplab::agents {

// Asks a peer by OPTIONS whether it is still there (`qualify` of sip.conf), as chan_sip's sip_poke_peer() does: once it
// has registered, then every 60 seconds, and 10 seconds after each that was not answered in time.
class PeerQualifier {
  public:
    // Where to ask; nullopt while the peer has no binding.
    using Where = std::function<std::optional<std::pair<std::string, sip::TransportAddress>>()>;
    // `patience`: how long an answer may take. Its transactions are to be found in `owners`.
    PeerQualifier(SipEndpoint& endpoint, TransactionOwners<PeerQualifier>& owners, sim::Duration patience, Where where);
    ~PeerQualifier();
    PeerQualifier(PeerQualifier const&) = delete;
    PeerQualifier& operator=(PeerQualifier const&) = delete;

    // The peer has registered just now.
    void registered();
    // False where the last OPTIONS was not answered in time.
    [[nodiscard]] bool reachable() const { return reachable_; }

    // The response to one of these OPTIONS.
    void handle(sip::ResponseArrived const& event);

  private:
    void ask();
    void give_up();
    void forget_transaction();

    SipEndpoint& endpoint_;
    TransactionOwners<PeerQualifier>& owners_;
    sim::Duration patience_;
    Where where_;
    bool reachable_ = true;
    std::optional<sip::TransactionId> transaction_;
    sim::Timer ask_timer_;
    sim::Timer patience_timer_;
};

}  // namespace voiplab::agents
