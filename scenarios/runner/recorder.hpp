#pragma once

#include "voiplab/models/agents/phone_event.hpp"
#include "voiplab/models/agents/sip_endpoint.hpp"
#include "voiplab/models/agents/stream_report.hpp"
#include "voiplab/scenarios/runner.hpp"

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace voiplab::scenarios {

// Watches a run and keeps what its result says: each SIP message's way, each call's milestones. It never changes what
// happens.
class Recorder final : public agents::SipObserver, public agents::PhoneObserver {
  public:
    // Names the agent behind an endpoint; `user` is a phone's account, empty for a server.
    void add_party(std::string name, net::UdpEndpoint sip, std::string user);

    void sip_sent(std::string_view agent, sip::Message const& message, net::UdpEndpoint to, std::uint16_t datagram,
                  sim::Time now) override;
    void sip_received(std::string_view agent, sip::Message const& message, net::UdpEndpoint from,
                      std::uint16_t datagram, sim::Time now) override;
    void phone_event(agents::PhoneEvent const& event) override;

    // Puts the streams with the calls that they belong to.
    void add_streams(agents::StreamReport const& report);
    // What was recorded; messages that have not arrived by now are lost. Nothing is recorded after it.
    void finish(RunResult& result);

  private:
    // A phone's call, by the number that the phone gives it.
    using PhoneCallKey = std::pair<std::string, std::uint64_t>;
    // A callee's answer that no caller has heard of yet.
    struct Answer {
        PhoneCallKey call;
        std::string caller_number;
        sim::Time at;
        bool hung_up = false;
    };

    [[nodiscard]] std::string party_at(net::UdpEndpoint endpoint) const;
    void forget_before(sim::Time then);
    CallRecord& record_of(agents::PhoneEvent const& event);
    void caller_event(agents::PhoneEvent const& event);
    void callee_event(agents::PhoneEvent const& event);
    void match_answer(CallRecord& call);
    void transferred(agents::PhoneEvent const& event);
    [[nodiscard]] std::optional<std::size_t> record_of_stream(agents::SentStream const& stream,
                                                              agents::StreamReport const& report) const;

    std::map<net::UdpEndpoint, std::string> parties_;
    std::vector<std::string> party_names_;
    std::vector<LadderRow> ladder_;
    std::unordered_map<std::string, std::size_t> recent_;  // messages by what tells them from all others -> their row
    std::deque<std::string> recent_order_;                 // as they were sent
    std::vector<CallRecord> calls_;
    std::vector<RegistrationRecord> registrations_;
    std::map<PhoneCallKey, std::size_t> call_of_;  // a caller's or a callee's call -> its record
    std::map<std::string, std::string> user_of_;   // a phone -> its account
    std::string server_;                           // the first one's name
    std::vector<Answer> answers_;
    bool finished_ = false;
};

// What a call came to, from the final response that the caller heard: answered, busy, cancelled, unanswered or failed.
std::string outcome_of(int status);

}  // namespace voiplab::scenarios
