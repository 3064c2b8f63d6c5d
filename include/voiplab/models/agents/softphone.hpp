#pragma once

#include "voiplab/models/agents/credentials.hpp"
#include "voiplab/models/agents/media_session.hpp"
#include "voiplab/models/agents/phone_call.hpp"
#include "voiplab/models/agents/phone_event.hpp"
#include "voiplab/models/agents/phone_options.hpp"
#include "voiplab/models/agents/registration.hpp"
#include "voiplab/models/agents/sip_endpoint.hpp"
#include "voiplab/models/agents/stream_report.hpp"
#include "voiplab/sim/random.hpp"
#include "voiplab/sim/timer.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace voiplab::agents {

// A phone with one account: it registers, calls, takes calls, and talks. One implementation for every product; what
// makes a product is in its profile.
class Softphone final : SipUser, PhoneCallHome {
  public:
    // `options`, `speech` and `observer` (which may be none) outlive the phone.
    Softphone(AgentContext const& context, PhoneOptions const& options, Speech const& speech,
              sim::RandomStreams const& streams, PhoneObserver* observer);
    ~Softphone();

    // Arms the registration and the keep-alive.
    void start();
    // Calls `number` now.
    void dial(std::string const& number, CallPlan plan);
    // What is done in the next call that comes from that user.
    void plan(std::string const& caller, CallPlan plan) { plans_.insert_or_assign(caller, std::move(plan)); }

    // Does nothing more of its own accord: no registration, no keep-alive. What is under way goes on.
    void retire();
    // One sentence for each transaction, call and RTP port that is not done with.
    [[nodiscard]] std::vector<std::string> left_over();

    [[nodiscard]] PhoneOptions const& options() const { return options_; }
    [[nodiscard]] SipEndpoint const& endpoint() const { return endpoint_; }
    // Adds all RTP of its calls.
    void report_streams(StreamReport& report) const;

  private:
    sim::Duration processing_time(sip::Message const& message) override;
    void handle(sip::TransactionEvent const& event) override;
    void handle_event(sip::RequestArrived const& event);
    void handle_event(sip::AckArrived const& event);
    void handle_event(sip::ResponseArrived const& event);
    void handle_event(sip::StrayResponse const& event);
    void handle_event(sip::TryingDue const& event);
    void handle_event(sip::TransactionTimedOut const& event);
    void handle_event(sip::TransactionTerminated const& event);
    void take_outside_dialog(sip::RequestArrived const& event);
    void cancel(sip::RequestArrived const& event);
    PhoneCall& consult(std::string const& number) override;
    PhoneCall* call(std::uint64_t number) override;
    void call_ended(PhoneCall const& call) override;
    PhoneCall& new_call();
    MediaOptions media_options();

    AgentContext context_;
    PhoneOptions const& options_;
    PhoneTiming timing_;
    Speech const& speech_;
    sim::RandomStreams streams_;
    PhoneObserver* observer_;
    SipEndpoint endpoint_;
    sim::RandomStream media_random_;
    sim::RandomStream call_random_;
    std::optional<MetChallenge> last_challenge_;
    std::string contact_uri_;
    std::string contact_;  // as a header value
    sip::TransportAddress proxy_;
    Registration registration_;
    std::optional<KeepAliveOptions> keep_alive_;
    sim::Timer keep_alive_timer_;
    PhoneParts parts_;
    CallIndex<PhoneCall> index_;
    std::map<std::uint64_t, PhoneCall> calls_;  // by their number; those that are done are gone
    std::uint64_t last_call_ = 0;
    unsigned busy_lines_ = 0;
    StreamReport past_streams_;              // of the calls that have ended
    std::map<std::string, CallPlan> plans_;  // by the caller's user name
};

}  // namespace voiplab::agents
