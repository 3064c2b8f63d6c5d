#pragma once

#include "voiplab/models/agents/server_leg.hpp"
#include "voiplab/models/sip/dialplan.hpp"
#include "voiplab/models/sip/registrar.hpp"
#include "voiplab/sim/timer.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace voiplab::agents {

// Where a peer can be reached now.
struct PeerLocation {
    std::string contact;            // a URI
    sip::TransportAddress address;  // where requests go
    bool behind_nat = false;        // it registered from another address than its contact's
};

// What a server plays, encoded once for each law.
struct ServerSound {
    media::EncodedClip ulaw;
    media::EncodedClip alaw;
    [[nodiscard]] media::EncodedClip const& as(sip::MediaFormat const& format) const {
        return format.encoding == "PCMA" ? alaw : ulaw;
    }
};

// What a call asks of its server.
class ServerCallHome {
  public:
    // nullptr where no RTP port is free.
    virtual std::unique_ptr<ServerMedia> make_media() = 0;
    // The peer of that name in sip.conf; nullptr where there is none.
    [[nodiscard]] virtual sip::SipPeer const* peer(std::string_view name) const = 0;
    [[nodiscard]] virtual std::optional<PeerLocation> locate(sip::SipPeer const& peer) const = 0;
    // The leg of any call whose dialog a Replaces names; nullptr where there is none.
    [[nodiscard]] virtual ServerLeg* find_dialog(sip::Replaces const& replaces) const = 0;
    // All that still comes for the call is late: release_live() may be called, though not at once.
    virtual void call_over(std::uint64_t number) = 0;
    // Nothing comes for the call any more: it is to be let go, though not at once.
    virtual void call_done(std::uint64_t number) = 0;

  protected:
    ~ServerCallHome() = default;
};

// What a server lends to its calls, beside what it lends to their legs. It outlives them.
struct ServerCallParts {
    ServerCallHome& home;
    ServerParts leg;
    ServerSound const& announcement;   // what Playback plays
    ServerSound const& music_on_hold;  // and who is kept waiting hears
};

// A call at the server: a channel on its way through the dialplan, which is the caller's until a transfer makes it
// another's, and the bridge to whom it reached.
class ServerCall final : ServerLegUser {
  public:
    // `number` tells it from the server's other calls.
    ServerCall(ServerCallParts const& parts, std::uint64_t number, std::string context, std::string extension,
               CallerId caller_id);

    // The dialplan has the extension.
    [[nodiscard]] bool exists() const { return live_->channel.exists(); }
    // Takes the caller's leg and starts the dialplan.
    void start(std::unique_ptr<ServerLeg> caller);
    // Once it is over: keeps no more than its legs, which wait for late messages and packets.
    void release_live() { live_.reset(); }
    // What the caller's leg reports to.
    [[nodiscard]] ServerLegUser& leg_user() { return *this; }

    [[nodiscard]] std::vector<std::unique_ptr<ServerLeg>> const& legs() const { return legs_; }

  private:
    // Further forwards of one call are refused: they may go in a circle.
    static constexpr unsigned most_forwards = 20;

    // What may still come of its own accord.
    struct Timers {
        Timers(ServerCall& call, sim::Scheduler& scheduler);

        sim::Timer step;
        sim::Timer place;
        sim::Timer dial;
        sim::Timer read;
        sim::Timer connect;
        sim::Timer bridge;
        sim::Timer unbridge;
        sim::Timer hold;
    };

    // What a call needs until it is over, and its legs are.
    struct Live {
        Live(ServerCall& call, std::string context, std::string extension, CallerId caller);

        CallerId caller_id;
        sip::DialplanChannel channel;
        ServerLeg* staying = nullptr;  // the one who has not hung up yet
        sip::DialStep dialling;
        std::optional<sip::ReadStep> reading;
        std::string keys;         // that have been read
        std::string dial_status;  // of the callees who refused
        int cause = 16;           // Q.850: normal clearing
        unsigned forwards = 0;
        bool dial_open = false;
        bool ringing_relayed = false;

        Timers timers;
    };

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
    void leg_over() override { tell_if_over(); }
    void leg_done() override;
    std::unique_ptr<ServerLeg> release_partner_of(ServerLeg const& leg) override;

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
    void tell_if_over();
    [[nodiscard]] bool direct_media_possible() const;
    [[nodiscard]] ServerTiming& timing() const { return parts_.leg.timing; }

    ServerCallParts const& parts_;
    std::uint64_t number_;
    std::vector<std::unique_ptr<ServerLeg>> legs_;
    ServerLeg* caller_ = nullptr;  // whose channel is in the dialplan
    ServerLeg* callee_ = nullptr;  // the one who answered
    bool over_ = false;

    std::unique_ptr<Live> live_;  // nullptr: its legs are over, too
};

}  // namespace voiplab::agents
