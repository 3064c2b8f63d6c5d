#pragma once

#include "voiplab/models/agents/phone_event.hpp"
#include "voiplab/models/agents/sip_endpoint.hpp"
#include "voiplab/models/agents/stream_report.hpp"
#include "voiplab/scenarios/runner.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
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
    void add_party(std::string const& name, net::UdpEndpoint sip, std::string user);

    void sip_sent(std::string_view agent, sip::Message const& message, net::UdpEndpoint to, std::uint16_t datagram,
                  sim::Time now) override;
    void sip_received(std::string_view agent, sip::Message const& message, net::UdpEndpoint from,
                      std::uint16_t datagram, sim::Time now) override;
    void phone_event(agents::PhoneEvent const& event) override;

    // Puts the streams with the calls that they belong to.
    void add_streams(agents::StreamReport report);
    // The number of a phone's call among all, from 1; 0: it is none of the run's. Before finish().
    [[nodiscard]] std::size_t place_of(std::string const& phone, std::uint64_t call);
    // What was recorded; messages that have not arrived by now are lost. Nothing is recorded after it.
    void finish(RunResult& result);

  private:
    // An agent, or an endpoint that is nobody's, by its place in `parties_`.
    using PartyId = std::uint32_t;
    struct Party {
        std::string name;
        std::string user;                      // a phone's account
        std::vector<std::uint32_t> records{};  // of each of a phone's calls, by its number less one: the record's
                                               // place, from 1; 0: none
        std::map<std::uint64_t, std::uint64_t> answers{};  // a phone's calls that no caller has heard of yet
    };
    // What stays the same on the way, and tells a message from others that look like it: its retransmissions differ in
    // their datagrams. (The top Via of a request changes.)
    struct MessageKey {
        PartyId from;
        PartyId to;
        std::uint16_t datagram;
        std::size_t text;  // a hash of its start, Call-ID and CSeq
        bool operator==(MessageKey const&) const = default;
    };
    struct MessageHash {
        std::size_t operator()(MessageKey const& key) const {
            return key.text ^ ((std::size_t{key.from} << 40U) + (std::size_t{key.to} << 16U) + key.datagram);
        }
    };
    struct TextHash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
    };
    // A callee's answer that no caller has heard of yet.
    struct Answer {
        PartyId callee;
        std::uint64_t call;
        std::string caller_number;
        sim::Time at;
        bool hung_up = false;
    };
    using Answers = std::map<std::uint64_t, Answer>;  // as they came

    PartyId party_of(std::string_view name);
    PartyId party_at(net::UdpEndpoint endpoint);
    [[nodiscard]] static MessageKey key_of(sip::Message const& message, PartyId from, PartyId to,
                                           std::uint16_t datagram);
    void forget_before(sim::Time then);
    [[nodiscard]] CallRecord* known_record(PartyId phone, std::uint64_t call);
    void set_record(PartyId phone, std::uint64_t call, std::size_t place);
    CallRecord& record_of(PartyId phone, agents::PhoneEvent const& event);
    void caller_event(agents::PhoneEvent const& event);
    void callee_event(agents::PhoneEvent const& event);
    void match_answer(PartyId caller, CallRecord& call);
    Answers::iterator answer_to(std::string const& number);
    void forget(Answers::iterator answer);
    void transferred(agents::PhoneEvent const& event);

    std::vector<Party> parties_;
    std::unordered_map<std::string, PartyId, TextHash, std::equal_to<>> party_of_;
    std::map<net::UdpEndpoint, PartyId> party_at_;
    std::vector<std::string> party_names_;
    std::vector<LadderRow> ladder_;
    std::unordered_map<MessageKey, std::size_t, MessageHash> recent_;  // messages -> their row
    std::deque<std::pair<MessageKey, std::size_t>> recent_order_;      // as they were sent
    std::vector<CallRecord> calls_;
    std::vector<RegistrationRecord> registrations_;
    std::string server_;  // the first one's name
    Answers answers_;
    std::set<std::pair<std::string, std::uint64_t>> answers_by_number_;  // a caller's number, and the answer's key
    std::uint64_t last_answer_ = 0;
    bool finished_ = false;
};

// What a call came to, from the final response that the caller heard: answered, busy, cancelled, unanswered or failed.
std::string outcome_of(int status);

}  // namespace voiplab::scenarios
