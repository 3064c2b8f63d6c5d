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

// What a server plays, encoded once for each law.
struct ServerSound {
    media::EncodedClip ulaw;
    media::EncodedClip alaw;
    [[nodiscard]] media::EncodedClip const& as(sip::MediaFormat const& format) const {
        return format.encoding == "PCMA" ? alaw : ulaw;
    }
};

class ServerCall;

// A call and the leg of it that a dialog is.
struct LegInCall {
    ServerCall* call = nullptr;
    ServerLeg* leg = nullptr;
};

// What a server lends to its calls, beside what it lends to their legs.
struct ServerCallParts {
    ServerParts leg;
    std::function<std::unique_ptr<ServerMedia>()> make_media;
    std::function<std::optional<PeerLocation>(sip::SipPeer const&)> locate;
    std::function<LegInCall(sip::Replaces const&)> find_dialog;
    ServerSound const& announcement;   // what Playback plays
    ServerSound const& music_on_hold;  // and who is kept waiting hears
};

// A call at the server: a channel on its way through the dialplan, which is the caller's until a transfer makes it
// another's, and the bridge to whom it reached.
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
    // The leg that is that dialog's; nullptr where it is none of theirs.
    ServerLeg* find(sip::Replaces const& replaces);
    // Gives the party away that talks to `leg`, and ends the call for the rest; nullptr where nobody talks to it.
    std::unique_ptr<ServerLeg> release_partner_of(ServerLeg const& leg);
    [[nodiscard]] std::vector<std::unique_ptr<ServerLeg>> const& legs() const { return legs_; }

  private:
    // Further forwards of one call are refused: they may go in a circle.
    static constexpr unsigned most_forwards = 20;

    void leg_ringing(ServerLeg& leg) override;
    void leg_progressing(ServerLeg& leg) override;
    void leg_forwarded(ServerLeg& leg, std::string const& number) override;
    void leg_answered(ServerLeg& leg) override;
    void leg_refused(ServerLeg& leg, int status) override;
    void leg_hung_up(ServerLeg& leg) override;
    void leg_cancelled(ServerLeg& leg) override;
    void leg_held(ServerLeg& leg, bool held) override;
    void leg_transfers(ServerLeg& leg, TransferTarget const& target) override;
    void leg_pressed(ServerLeg& leg, char key, bool in_media) override;

    void next_step();
    void take(sip::DialStep const& step);
    void take(sip::AnswerStep const& step);
    void take(sip::RingingStep const& step);
    void take(sip::WaitStep const& step);
    void take(sip::ProgressStep const& step);
    void take(sip::PlaybackStep const& step);
    void take(sip::ReadStep const& step);
    void take(sip::BusyStep const& step);
    void take(sip::CongestionStep const& step);
    void take(sip::HangupStep const& step);
    void finish_reading();
    void place_calls();
    bool place_call(std::string const& peer);
    void judge_refusals();
    void give_up_dialling();
    void finish_dialling(std::string_view status, int cause);
    void cancel_callees(ServerLeg const* except);
    void connect();
    void bridge();
    static void join(ServerLeg& one, ServerLeg& other);
    void send_media_directly();
    [[nodiscard]] ServerLeg* partner_of(ServerLeg const& leg) const;
    bool transfer_to_number(ServerLeg& transferor, std::string const& number);
    bool transfer_to_dialog(ServerLeg& transferor, sip::Replaces const& replaces);
    void part(ServerLeg& leaving, ServerLeg& staying);
    void play_music(ServerLeg& leg);
    void keep_waiting(ServerLeg& holder, ServerLeg& other);
    void leave_bridge();
    void hold_then_hang_up(std::optional<sim::Duration> duration);
    void end_call(int cause);
    [[nodiscard]] bool direct_media_possible() const;
    [[nodiscard]] ServerTiming& timing() const { return parts_.leg.timing; }

    ServerCallParts parts_;
    sip::DialplanChannel channel_;
    CallerId caller_id_;
    std::vector<std::unique_ptr<ServerLeg>> legs_;
    ServerLeg* caller_ = nullptr;   // whose channel is in the dialplan
    ServerLeg* callee_ = nullptr;   // the one who answered
    ServerLeg* staying_ = nullptr;  // the one who has not hung up yet
    sip::DialStep dialling_;
    std::optional<sip::ReadStep> reading_;
    std::string keys_;         // that have been read
    std::string dial_status_;  // of the callees who refused
    int cause_ = 16;           // Q.850: normal clearing
    unsigned forwards_ = 0;
    bool dial_open_ = false;
    bool ringing_relayed_ = false;
    bool over_ = false;

    sim::Timer step_timer_;
    sim::Timer place_timer_;
    sim::Timer dial_timer_;
    sim::Timer read_timer_;
    sim::Timer connect_timer_;
    sim::Timer bridge_timer_;
    sim::Timer unbridge_timer_;
    sim::Timer hold_timer_;
};

}  // namespace voiplab::agents
