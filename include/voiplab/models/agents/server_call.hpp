#pragma once

#include "voiplab/models/agents/server_leg.hpp"
#include "voiplab/models/sip/dialplan.hpp"
#include "voiplab/models/sip/registrar.hpp"
#include "voiplab/sim/timer.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace voiplab::agents {

// Where a peer can be reached now.
struct PeerLocation {
    std::string contact;  // a URI
    sip::TransportAddress address;
};

// What a server lends to its calls, beside what it lends to their legs.
struct ServerCallParts {
    ServerParts leg;
    std::function<std::unique_ptr<ServerMedia>()> make_media;
    std::function<std::optional<PeerLocation>(sip::SipPeer const&)> locate;
    media::EncodedClip const& announcement_ulaw;  // what Playback plays
    media::EncodedClip const& announcement_alaw;
};

// A call at the server: a caller's channel on its way through the dialplan, and the bridge to whom it reached.
class ServerCall final : ServerLegUser {
  public:
    ServerCall(ServerCallParts const& parts, std::string context, std::string extension, CallerId caller_id);

    // The dialplan has the extension.
    [[nodiscard]] bool exists() const { return channel_.exists(); }
    // Takes the caller's leg and starts the dialplan.
    void start(std::unique_ptr<ServerLeg> caller);
    // What the caller's leg reports to.
    [[nodiscard]] ServerLegUser& leg_user() { return *this; }

    // Offers an event to each leg; false where it is none of theirs.
    template <typename Event>
    bool handle(Event const& event) {
        for (auto const& leg : legs_) {
            if (leg->handle(event)) return true;
        }
        return false;
    }
    // The leg whose INVITE that server transaction is; nullptr where it is none of theirs.
    ServerLeg* owner_of(sip::TransactionId invite);
    [[nodiscard]] std::vector<std::unique_ptr<ServerLeg>> const& legs() const { return legs_; }

  private:
    void leg_ringing(ServerLeg& leg) override;
    void leg_answered(ServerLeg& leg) override;
    void leg_refused(ServerLeg& leg, int status) override;
    void leg_hung_up(ServerLeg& leg) override;
    void leg_cancelled(ServerLeg& leg) override;

    void next_step();
    void take(sip::DialStep const& step);
    void take(sip::AnswerStep const& step);
    void take(sip::RingingStep const& step);
    void take(sip::WaitStep const& step);
    void take(sip::PlaybackStep const& step);
    void take(sip::BusyStep const& step);
    void take(sip::CongestionStep const& step);
    void take(sip::HangupStep const& step);
    void place_calls();
    void give_up_dialling();
    void finish_dialling(std::string_view status, int cause);
    void cancel_callees(ServerLeg const* except);
    void connect();
    void bridge();
    void leave_bridge();
    void hold_then_hang_up(std::optional<sim::Duration> duration);
    void end_call(int cause);
    [[nodiscard]] bool direct_media_possible() const;
    [[nodiscard]] ServerTiming& timing() const { return parts_.leg.timing; }

    ServerCallParts parts_;
    sip::DialplanChannel channel_;
    CallerId caller_id_;
    std::vector<std::unique_ptr<ServerLeg>> legs_;  // the caller's is the first
    ServerLeg* caller_ = nullptr;
    ServerLeg* callee_ = nullptr;   // the one who answered
    ServerLeg* staying_ = nullptr;  // the one who has not hung up yet
    sip::DialStep dialling_;
    std::string dial_status_;  // of the callees who refused
    int cause_ = 16;           // Q.850: normal clearing
    bool dial_open_ = false;
    bool ringing_relayed_ = false;
    bool over_ = false;

    sim::Timer step_timer_;
    sim::Timer place_timer_;
    sim::Timer dial_timer_;
    sim::Timer connect_timer_;
    sim::Timer bridge_timer_;
    sim::Timer unbridge_timer_;
    sim::Timer hold_timer_;
};

// The final response that chan_sip gives to an unanswered caller for a Q.850 cause.
int status_of_cause(int cause);

}  // namespace voiplab::agents
