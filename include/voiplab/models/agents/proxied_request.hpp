#pragma once

#include "voiplab/models/agents/sip_endpoint.hpp"
#include "voiplab/models/sip/response_context.hpp"
#include "voiplab/sim/timer.hpp"

#include <deque>
#include <memory>
#include <string>

namespace voiplab::agents {

// One request on its way through a stateful proxy: the server transaction in which it came, and a client transaction
// for each target that it was forwarded to (RFC 3261 section 16.2: the response context). It lives as long as one of
// these transactions.
class ProxiedRequest : public std::enable_shared_from_this<ProxiedRequest> {
  public:
    // `to_tag` is for the 408 that stands for a branch's silence.
    ProxiedRequest(SipEndpoint& endpoint, sip::RequestArrived const& event, std::string to_tag);

    // Sends a copy. All copies are sent before the first response can come.
    sip::TransactionId forward(sip::Message copy, sip::TransportAddress const& to);
    // What came on a branch: a response, or nothing until its transaction timed out.
    void take(sip::TransactionId client, sip::Message const& response);
    void take_silence(sip::TransactionId client);
    // The caller, or one branch's response, has made the others needless (sections 16.10, 16.7 step 10).
    void cancel_pending();

  private:
    struct Branch {
        Branch(sim::Scheduler& scheduler, sim::Callback on_expiry) : timer(scheduler, on_expiry) {}
        sip::TransactionId client;
        sip::TransportAddress to;
        bool provisional = false;    // has come: only then may a CANCEL follow (section 9.1)
        bool cancel_wanted = false;  // as soon as it may
        bool cancel_sent = false;
        sim::Timer timer;  // timer C; once a CANCEL was sent, how long its 487 may take
    };
    // Section 16.6 step 11: more than three minutes.
    static constexpr sim::Duration timer_c = std::chrono::seconds(181);

    [[nodiscard]] bool is_invite() const { return request_.method() == "INVITE"; }
    void note_provisional(Branch& branch, int status);
    void pass_on(std::size_t number, sip::Message response);
    void answer(sip::Message response);
    void cancel(Branch& branch);
    void lose_patience(std::size_t number);
    [[nodiscard]] std::size_t number_of(sip::TransactionId client) const;
    [[nodiscard]] sip::Message silence() const;

    SipEndpoint& endpoint_;
    sip::TransactionId server_;
    sip::Message request_;
    std::string to_tag_;
    sip::ResponseContext context_;
    std::deque<Branch> branches_;
};

}  // namespace voiplab::agents
