#pragma once

#include "voiplab/models/agents/acknowledgements.hpp"
#include "voiplab/models/agents/call_index.hpp"
#include "voiplab/models/agents/sdp_session.hpp"
#include "voiplab/models/agents/server_media.hpp"
#include "voiplab/models/agents/server_options.hpp"
#include "voiplab/models/agents/session_refresh.hpp"
#include "voiplab/models/agents/sip_endpoint.hpp"
#include "voiplab/models/agents/success_retransmission.hpp"
#include "voiplab/models/sip/dialog.hpp"
#include "voiplab/models/sip/replaces.hpp"
#include "voiplab/sim/random.hpp"
#include "voiplab/sim/timer.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace voiplab::agents {

class ServerLeg;

// What a server lends to its legs. All of it outlives them.
struct ServerParts {
    SipEndpoint& endpoint;
    CallIndex<ServerLeg>& index;
    ServerOptions const& options;
    ServerTiming& timing;
    sim::RandomStream& random;
};

// What a REFER asks for (RFC 3515): a call to a number, or to the other side of a dialog that it names (RFC 3891).
struct TransferTarget {
    std::string number;
    std::optional<sip::Replaces> replaces;
};

// Hears what becomes of a leg: the call that it is part of.
class ServerLegUser {
  public:
    virtual void leg_ringing(ServerLeg& leg) = 0;
    // A callee is heard before it answers: a 183 with SDP.
    virtual void leg_progressing(ServerLeg& leg) = 0;
    // A callee sends its callers to another number: a 3xx.
    virtual void leg_forwarded(ServerLeg& leg, std::string const& number) = 0;
    virtual void leg_answered(ServerLeg& leg) = 0;
    // A callee's final response of 300 or more, or 408 where none came.
    virtual void leg_refused(ServerLeg& leg, int status) = 0;
    // The phone sent BYE, and it was answered; or the phone was lost: no ACK came, or it knows the dialog no more.
    virtual void leg_hung_up(ServerLeg& leg) = 0;
    // The caller sent CANCEL; it was answered, and the INVITE with 487.
    virtual void leg_cancelled(ServerLeg& leg) = 0;
    // The phone keeps its other party waiting, or takes it back.
    virtual void leg_held(ServerLeg& leg, bool held) = 0;
    // The phone sent REFER; it was answered 202, and hears of the transfer by notify_transfer().
    virtual void leg_transfers(ServerLeg& leg, TransferTarget const& target) = 0;
    // `in_media`: as an event or a tone of the RTP stream, rather than by INFO.
    virtual void leg_pressed(ServerLeg& leg, char key, bool in_media) = 0;
    // It is over; late messages and packets may come for it yet.
    virtual void leg_over() = 0;
    // It is over, and not even late messages or packets come for it any more.
    virtual void leg_done() = 0;
    // Gives the party away that talks to `leg`, and ends the call for the rest; nullptr where nobody talks to it.
    virtual std::unique_ptr<ServerLeg> release_partner_of(ServerLeg const& leg) = 0;

  protected:
    ~ServerLegUser() = default;
};

// What a peer is called in From, and by whom a call comes.
struct CallerId {
    std::string name;
    std::string number;
};

// One dialog of the server with a phone, as chan_sip keeps it (sip_pvt): SIP, SDP and RTP of one side of a call.
class ServerLeg {
  public:
    // The side of a call that `peer` (nullptr: a guest) placed. `tag` is the one that the leg's 401 carried, if there
    // was one; `nonce` what its credentials answered.
    static std::unique_ptr<ServerLeg> of_caller(ServerParts const& parts, sip::SipPeer const* peer,
                                                sip::RequestArrived const& invite, std::string tag, std::string nonce,
                                                std::unique_ptr<ServerMedia> media, ServerLegUser& user);
    // The side towards a peer, which is called at `contact`.
    static std::unique_ptr<ServerLeg> of_callee(ServerParts const& parts, sip::SipPeer const& peer, std::string contact,
                                                sip::TransportAddress const& to, bool behind_nat,
                                                std::unique_ptr<ServerMedia> media, ServerLegUser& user);

    // The caller's side: responses to its INVITE.
    void progress(int status);
    // 183 with SDP: it hears what is played or bridged to it from now on.
    void progress_with_media();
    void answer();
    void refuse(int status);
    // The callee's side.
    // `preferred` is offered first, where the peer may speak it.
    void call(CallerId const& caller, sip::MediaFormat const* preferred);
    void cancel();

    // Sends the phone's media to another endpoint by a re-INVITE, now or as soon as no other request is open.
    void redirect_media(net::UdpEndpoint to, std::vector<sip::MediaFormat> const& formats);
    // Brings the phone's media back to the server, if it went elsewhere.
    void restore_media();
    // Says BYE, now or as soon as no other request is open.
    void hang_up();
    // Tells the phone what came of its REFER so far; a final status ends that.
    void notify_transfer(int status);
    // Passes a key of the other party on, in the way in which this peer takes them.
    void press(char key);
    // Another call takes the leg over.
    void set_user(ServerLegUser& user) { user_ = &user; }

    ~ServerLeg();
    ServerLeg(ServerLeg const&) = delete;
    ServerLeg& operator=(ServerLeg const&) = delete;

    // What came under its Call-ID; false where it is not of this leg's dialog.
    bool handle(sip::RequestArrived const& event);
    bool handle(sip::AckArrived const& event);
    bool handle(sip::StrayResponse const& event);
    // What became of a transaction of its own.
    void handle(sip::ResponseArrived const& event);
    void handle(sip::TransactionTimedOut const& event);
    CallIndexPlace<ServerLeg>& index_place() { return index_place_; }
    void transaction_opened() { ++open_transactions_; }
    void transaction_closed();
    void cancel_from_phone(sip::RequestArrived const& event);
    [[nodiscard]] bool owns(sip::TransactionId invite) const { return invite == invite_transaction_; }

    [[nodiscard]] bool answered() const { return state_ == State::up; }
    [[nodiscard]] bool ringing() const { return state_ == State::ringing; }
    [[nodiscard]] bool over() const { return state_ == State::over; }
    [[nodiscard]] bool done() const { return over() && open_transactions_ == 0 && !media_->port().open(); }
    [[nodiscard]] ServerLegUser& user() const { return *user_; }
    [[nodiscard]] sip::SipPeer const* peer() const { return peer_; }
    // The server's side of a dialog that a Replaces names.
    [[nodiscard]] bool is(sip::Replaces const& replaces) const { return dialog_ && replaces.names(*dialog_); }
    [[nodiscard]] bool held() const { return held_; }
    // Both take keys as RTP events, so that a bridge passes them by itself.
    [[nodiscard]] bool shares_events_with(ServerLeg const& other) const;
    // The caller asks for a session that is shorter than the server takes: 422 (RFC 4028 section 6).
    [[nodiscard]] bool session_too_short() const;
    [[nodiscard]] sim::Duration shortest_session() const;
    // Its formats are those that both take, the one that is spoken first; nullptr before it has said any, and once it
    // is over.
    [[nodiscard]] RemoteMedia const* remote_media() const { return live_ && live_->remote ? &*live_->remote : nullptr; }
    // Only of a leg that is not over.
    [[nodiscard]] std::vector<sip::MediaFormat> const& own_formats() const { return live_->formats; }
    [[nodiscard]] ServerMedia& media() { return *media_; }
    [[nodiscard]] ServerMedia const& media() const { return *media_; }

  private:
    enum class State : std::uint8_t { idle, ringing, up, cancelling, leaving, over };
    struct WantedMedia {
        net::UdpEndpoint to;
        std::vector<sip::MediaFormat> formats;
    };
    // What may still come of its own accord.
    struct Timers {
        Timers(ServerLeg& leg, sim::Scheduler& scheduler);

        SuccessRetransmission success;
        SessionRefresh session;
        sim::Timer bye;
        sim::Timer abandon;
        sim::Timer glare;
    };

    // What only a leg that is not over needs.
    struct Live {
        Live(ServerLeg& leg, sim::Scheduler& scheduler);

        std::vector<sip::MediaFormat> formats;
        std::string nonce;
        std::string remote_contact;  // the callee's registered one
        std::optional<SdpSession> sdp;
        std::optional<RemoteMedia> remote;

        std::optional<sip::TransactionId> notify_transaction;
        std::optional<int> transfer_news;  // that the next NOTIFY tells
        std::uint32_t refer_number = 0;    // the CSeq number of a REFER whose NOTIFYs are being sent; 0: none
        bool acknowledged = true;          // our 2xx has its ACK
        bool media_elsewhere = false;
        bool was_elsewhere = false;  // before the re-INVITE that is open
        bool refresh_wanted = false;
        bool bye_wanted = false;
        bool heard = false;  // a provisional response has come
        std::optional<WantedMedia> wanted_media;
        std::optional<WantedMedia> asked_media;  // of the last re-INVITE

        Timers timers;
    };

    ServerLeg(ServerParts const& parts, bool caller, sip::SipPeer const* peer, std::unique_ptr<ServerMedia> media,
              ServerLegUser& user);
    sip::TransactionId send(sip::Message request);
    void tell_if_done();
    void handle_invite_response(sip::Message const& response);
    void handle_reinvite_response(sip::Message const& response);
    void take_answer(sip::Message const& response);
    void send_cancel();
    void abandon();
    void lose_dialog();
    void send_reinvite();
    void send_bye();
    void do_what_waited();
    void acknowledge(sip::Message const& invite);
    void take_reinvite(sip::RequestArrived const& event);
    void take_refer(sip::RequestArrived const& event);
    void take_info(sip::RequestArrived const& event);
    void notified();
    void take_redirection(sip::Message const& response);
    void describe_in(sip::Message& response);
    void hear_keys();
    void ask_for_session(sip::Message& invite) const;
    void keep_session(sip::Message const& success);
    void take_session(sip::Message const& request, sip::Message& success);
    void refresh_session();
    void put_off_reinvite();
    void give_up_waiting();
    void finish();
    void apply_offer(RemoteMedia remote);
    void apply_answer(RemoteMedia remote);
    [[nodiscard]] sip::Message response_to(sip::Message const& request, int status) const;
    [[nodiscard]] std::string credentials_of_bye() const;
    void meet_nat(bool behind_nat);
    [[nodiscard]] sip::TransportAddress destination() const;
    SdpSession make_sdp();

    ServerParts const& parts_;
    sip::SipPeer const* peer_;
    std::unique_ptr<ServerMedia> media_;
    ServerLegUser* user_;
    bool caller_;
    State state_ = State::idle;
    bool rport_ = false;
    bool symmetric_ = false;  // requests go to `to_` whatever the other side's Contact says
    bool held_ = false;
    unsigned open_transactions_ = 0;
    std::string tag_;
    std::string contact_;  // our own, as a header value
    sip::TransportAddress to_;
    std::optional<sip::Dialog> dialog_;
    CallIndexPlace<ServerLeg> index_place_;
    sip::Message invite_;
    std::optional<sip::TransactionId> invite_transaction_;
    std::optional<sip::TransactionId> reinvite_transaction_;
    std::optional<sip::TransactionId> bye_transaction_;
    Acknowledgements acknowledgements_;

    std::unique_ptr<Live> live_;  // nullptr: over
};

}  // namespace voiplab::agents
