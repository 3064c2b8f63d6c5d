#pragma once

#include "voiplab/models/agents/credentials.hpp"
#include "voiplab/models/agents/phone_options.hpp"
#include "voiplab/models/agents/sip_endpoint.hpp"
#include "voiplab/sim/timer.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace voiplab::agents {

// What a registration is about.
struct RegistrationTarget {
    sip::TransportAddress registrar;
    std::string registrar_uri;      // the REGISTER's request-URI: "sip:192.168.6.133"
    std::string address_of_record;  // From and To: `"2000" <sip:2000@192.168.6.133>`
    std::string contact;            // the value of Contact: "<sip:2000@192.168.6.135:55505>"
    sim::Duration expires;
};

// Keeps one phone registered (RFC 3261 section 10.2): the first REGISTER, the answer to its challenge, and a refresh
// before the registrar lets the binding go, and its removal.
class Registration {
  public:
    // Hears each final response to a REGISTER, 408 where none came; `removed`: the binding is gone by our own wish.
    using Outcome = std::function<void(int status, bool removed)>;
    Registration(SipEndpoint& endpoint, Account account, RegistrationTarget target, ThinkingTime& resend,
                 Outcome outcome);

    void start(RegisterOptions const& options);
    // Refreshes no more; the binding runs out.
    void stop();
    // True where the transaction was one of this registration's.
    bool handle(sip::ResponseArrived const& event);
    bool handle(sip::TransactionTimedOut const& event);

  private:
    void send();
    void remove();
    void finish(sip::Message const& response);

    SipEndpoint& endpoint_;
    Account account_;
    RegistrationTarget target_;
    ThinkingTime& resend_;
    Outcome outcome_;
    std::string call_id_;
    std::string from_tag_;
    std::uint32_t sequence_;
    std::optional<sip::TransactionId> transaction_;
    std::optional<sip::HeaderField> authorization_;  // answers the last challenge
    bool refresh_ = true;
    bool removing_ = false;
    sim::Timer timer_;
    sim::Timer removal_timer_;
};

}  // namespace voiplab::agents
