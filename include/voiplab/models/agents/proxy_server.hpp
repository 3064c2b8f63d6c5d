#pragma once

#include "voiplab/models/agents/digest_guard.hpp"
#include "voiplab/models/agents/location_service.hpp"
#include "voiplab/models/agents/proxied_request.hpp"
#include "voiplab/models/agents/proxy_options.hpp"
#include "voiplab/models/agents/sip_endpoint.hpp"
#include "voiplab/models/sip/proxy_forwarding.hpp"
#include "voiplab/sim/random.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace voiplab::agents {

// The stateful proxy of RFC 3261 section 16, and the registrar of its domain, which is its own address: it forwards to
// all phones of a user at once and tells the caller the best of their answers. As a redirect server (section 8.3) it
// says where the user is and leaves the rest to the caller.
class ProxyServer final : SipUser {
  public:
    ProxyServer(AgentContext const& context, ProxyOptions options, sim::RandomStreams const& streams);
    ~ProxyServer();

    [[nodiscard]] ProxyOptions const& options() const { return options_; }
    [[nodiscard]] SipEndpoint const& endpoint() const { return endpoint_; }
    // One sentence for each thing that is not done with.
    [[nodiscard]] std::vector<std::string> left_over();

  private:
    // A request that is to go on, and what loop_digest said of it when it came.
    struct Arrival {
        sip::Message request;
        std::string digest;
    };
    using Fields = std::vector<sip::HeaderField>;

    sim::Duration processing_time(sip::Message const& message) override;
    void handle(sip::TransactionEvent const& event) override;
    void handle_event(sip::RequestArrived const& event);
    void handle_event(sip::AckArrived const& event);
    void handle_event(sip::ResponseArrived const& event);
    void handle_event(sip::TransactionTimedOut const& event);
    void handle_event(sip::TransactionTerminated const& event);
    void handle_event(sip::StrayResponse const&) {}  // a proxy must not forward it (RFC 6026 section 8)
    void handle_event(sip::TryingDue const&) {}      // an INVITE has had its 100 at once

    void take_cancel(sip::RequestArrived const& event);
    void take_register(sip::RequestArrived const& event);
    void take_for_proxy(sip::RequestArrived const& event);
    void redirect(sip::RequestArrived const& event);
    void forward(sip::RequestArrived const& event);
    void forward_to(std::vector<std::string> const& targets, sip::RequestArrived const& event, Arrival const& arrival);

    [[nodiscard]] bool is_for_domain(std::string_view uri) const;
    // Section 16.5: the URIs that a request is to go to.
    [[nodiscard]] std::vector<std::string> targets_of(sip::Message const& request) const;
    // 480 for a user who is not there, 404 for one who does not exist.
    [[nodiscard]] int absence_of(sip::Message const& request) const;
    [[nodiscard]] sip::ForwardedRequest copy_of(Arrival const& arrival, std::string_view target,
                                                std::string branch) const;
    // True where the request may go on; else it has been answered with a challenge.
    bool admit(sip::RequestArrived const& event, Challenger challenger, ProxyUser const& user);
    bool admit_caller(sip::RequestArrived const& event);
    void respond(sip::RequestArrived const& event, int status, Fields const& fields = {});
    void respond(sip::RequestArrived const& event, sip::Message response);
    std::string draw(std::string_view format);

    ProxyOptions options_;
    ProxyTiming timing_;
    Profile profile_;  // no product: what passes keeps its form, and what it says itself is laid out as it is made
    SipEndpoint endpoint_;
    sip::TransportAddress own_;
    LocationService locations_;
    DigestGuard guard_;
    // The transactions that are open, each with the request that it is part of.
    std::map<sip::TransactionId, std::shared_ptr<ProxiedRequest>> requests_;
};

}  // namespace voiplab::agents
