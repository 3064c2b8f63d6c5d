#pragma once

#include "voiplab/models/agents/peer_qualifier.hpp"
#include "voiplab/models/agents/server_call.hpp"
#include "voiplab/models/agents/server_options.hpp"
#include "voiplab/models/agents/sip_endpoint.hpp"
#include "voiplab/models/agents/stream_report.hpp"
#include "voiplab/models/sip/registrar.hpp"
#include "voiplab/sim/random.hpp"

#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace voiplab::agents {

// A back-to-back user agent that does as Asterisk 13's chan_sip: a registrar and a PBX that reads sip.conf and
// extensions.conf, challenges by digest, and sends the phones' media directly to each other once a call is up.
class AsteriskServer final : SipUser, ServerCallHome {
  public:
    // `options` outlives the server.
    AsteriskServer(AgentContext const& context, ServerOptions const& options, sim::RandomStreams const& streams);
    ~AsteriskServer();

    // Asks no peer any more whether it is there. What is under way goes on.
    void retire() { qualifiers_.clear(); }
    // One sentence for each transaction, dialog and RTP port that is not done with.
    [[nodiscard]] std::vector<std::string> left_over();

    [[nodiscard]] ServerOptions const& options() const { return options_; }
    [[nodiscard]] SipEndpoint const& endpoint() const { return endpoint_; }
    // Adds all RTP of its calls.
    void report_streams(StreamReport& report) const;

  private:
    // What a Call-ID has been told before it was let in: its To tag and its nonce.
    struct Challenged {
        std::string call_id;
        std::string tag;
        std::string nonce;
    };
    enum class Verdict : std::uint8_t { accepted, challenge, stale };
    // Call-IDs that were challenged and have not come back; the oldest are forgotten beyond this.
    static constexpr std::size_t most_challenged = 10'000;

    sim::Duration processing_time(sip::Message const& message) override;
    sim::Duration request_time(sip::Message const& request);
    void handle(sip::TransactionEvent const& event) override;
    void handle_event(sip::RequestArrived const& event);
    void handle_event(sip::AckArrived const& event);
    void handle_event(sip::ResponseArrived const& event);
    void handle_event(sip::StrayResponse const& event);
    void handle_event(sip::TransactionTimedOut const& event);
    void handle_event(sip::TransactionTerminated const& event);
    // chan_sip sends its 100 itself and at once.
    void handle_event(sip::TryingDue const&) {}
    void take_invite(sip::RequestArrived const& event);
    void take_register(sip::RequestArrived const& event);
    void take_cancel(sip::RequestArrived const& event);
    void start_call(sip::RequestArrived const& event, sip::SipPeer const* peer, Challenged const& admitted);
    void accept_registration(sip::RequestArrived const& event, sip::SipPeer const& peer, std::string const& tag);

    Verdict authenticate(sip::Message const& request, sip::SipPeer const* peer, Challenged const& known) const;
    void challenge(sip::RequestArrived const& event, Challenged& known, bool stale);
    Challenged& challenged(std::string_view call_id);
    // It has come back; what it had been told.
    Challenged admit(std::string_view call_id);
    void respond(sip::RequestArrived const& event, int status, std::string_view tag);
    [[nodiscard]] sip::SipPeer const* peer_of(sip::Message const& request, std::string_view field) const;
    // Where it registered, or where sip.conf says that it is.
    [[nodiscard]] std::optional<PeerLocation> address_of(sip::SipPeer const& peer) const;
    // The same, unless it does not answer the server's OPTIONS.
    [[nodiscard]] std::optional<PeerLocation> locate(sip::SipPeer const& peer) const override;
    [[nodiscard]] sip::SipPeer const* peer(std::string_view name) const override;
    [[nodiscard]] ServerLeg* find_dialog(sip::Replaces const& replaces) const override;
    std::unique_ptr<ServerMedia> make_media() override;
    void call_over(std::uint64_t number) override { over_.push_back(number); }
    void call_done(std::uint64_t number) override { done_.push_back(number); }
    void release_calls();
    void add_peers();
    void add_qualifiers();
    std::string draw(std::string_view format);

    AgentContext context_;
    ServerOptions const& options_;
    ServerTiming timing_;
    sim::RandomStreams streams_;
    SipEndpoint endpoint_;
    sim::RandomStream port_random_;
    sim::RandomStream call_random_;
    ServerSound announcement_;
    ServerSound music_on_hold_;
    sip::Registrar registrar_;
    TransactionOwners<PeerQualifier> qualifying_;
    std::map<std::string, std::unique_ptr<PeerQualifier>, std::less<>> qualifiers_;  // by their peer's name
    std::list<Challenged> challenged_;                                               // as they came
    std::unordered_map<std::string_view, std::list<Challenged>::iterator> challenged_of_;
    std::unordered_map<std::string, sip::SipPeer const*> peers_;  // by their names in lower case
    CallIndex<ServerLeg> index_;
    ServerCallParts parts_;
    std::map<std::uint64_t, std::unique_ptr<ServerCall>> calls_;  // by their numbers; those that are done are gone
    std::uint64_t last_call_ = 0;
    std::vector<std::uint64_t> over_;  // of which no more than their legs is to be kept, with the next event
    std::vector<std::uint64_t> done_;  // to be let go with the next event
    StreamReport past_streams_;        // of the calls that are gone
    std::uint64_t media_count_ = 0;
};

}  // namespace voiplab::agents
