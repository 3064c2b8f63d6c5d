#pragma once

#include "voiplab/models/agents/acknowledgements.hpp"
#include "voiplab/models/agents/call_index.hpp"
#include "voiplab/models/agents/credentials.hpp"
#include "voiplab/models/agents/media_session.hpp"
#include "voiplab/models/agents/phone_event.hpp"
#include "voiplab/models/agents/phone_options.hpp"
#include "voiplab/models/agents/sdp_session.hpp"
#include "voiplab/models/agents/session_refresh.hpp"
#include "voiplab/models/agents/sip_endpoint.hpp"
#include "voiplab/models/agents/success_retransmission.hpp"
#include "voiplab/models/sip/dialog.hpp"
#include "voiplab/models/sip/digest.hpp"
#include "voiplab/models/sip/session_timer.hpp"
#include "voiplab/sim/random.hpp"
#include "voiplab/sim/timer.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace voiplab::agents {

class PhoneCall;

// What a call asks of its phone.
class PhoneCallHome {
  public:
    // Places a second call to a number.
    virtual PhoneCall& consult(std::string const& number) = 0;
    // The phone's call of that number; nullptr once it is gone.
    virtual PhoneCall* call(std::uint64_t number) = 0;
    // A line is free again. The call stays while late messages may come for it; its media is let go after this.
    virtual void call_ended(PhoneCall const& call) = 0;

  protected:
    ~PhoneCallHome() = default;
};

// What a phone lends to all of its calls. It outlives the calls.
struct PhoneParts {
    PhoneCallHome& home;
    CallIndex<PhoneCall>& index;
    SipEndpoint& endpoint;
    PhoneOptions const& options;
    PhoneTiming& timing;
    std::string const& contact_uri;
    std::string const& contact;  // the value of Contact, without a display name
    sip::TransportAddress const& proxy;
    std::optional<MetChallenge>& last_challenge;  // that an INVITE of this phone met
    sim::RandomStream& random;
    PhoneObserver* observer;
};

// One call of a phone, from the INVITE to the last response to its BYE: the user-agent core of RFC 3261 sections 13
// to 15.
class PhoneCall {
  public:
    // `media` is the call's own RTP session.
    PhoneCall(PhoneParts const& parts, std::uint64_t number, std::unique_ptr<MediaSession> media);
    ~PhoneCall();
    PhoneCall(PhoneCall const&) = delete;
    PhoneCall& operator=(PhoneCall const&) = delete;

    // What its person will do in it; to be said before dial() or take().
    void set_plan(CallPlan plan) { live_->plan = std::move(plan); }
    // Calls `number` at the proxy.
    void dial(std::string const& number);
    // Takes an INVITE that arrived outside of any dialog. `busy`: no line is free for it.
    void take(sip::RequestArrived const& invite, bool busy);

    // What came under its Call-ID; false where it is not of this call's dialog.
    bool handle(sip::RequestArrived const& event);
    bool handle(sip::AckArrived const& event);
    bool handle(sip::StrayResponse const& event);
    // What became of a transaction of its own.
    void handle(sip::ResponseArrived const& event);
    void handle(sip::TryingDue const& event);
    void handle(sip::TransactionTimedOut const& event);
    // A CANCEL came for the INVITE that it took.
    void cancel(sip::RequestArrived const& event);
    [[nodiscard]] bool owns(sip::TransactionId invite) const { return invite == invite_transaction_; }
    CallIndexPlace<PhoneCall>& index_place() { return index_place_; }
    void transaction_opened() { ++open_transactions_; }
    void transaction_closed() { --open_transactions_; }

    // Counts the phone's calls from 1.
    [[nodiscard]] std::uint64_t number() const { return number_; }
    // Only of a call that has not ended.
    [[nodiscard]] MediaSession const& media() const { return *media_; }
    // Nothing is left to be done but for late messages; its RTP port is free again, and its media is gone.
    [[nodiscard]] bool ended() const { return state_ == State::ended; }
    // Not even late messages come for it any more.
    [[nodiscard]] bool done() const { return ended() && open_transactions_ == 0; }

  private:
    // `cancelling`: the caller's CANCEL is sent or waits for a provisional response.
    enum class State : std::uint8_t { idle, calling, cancelling, incoming, established, terminating, ended };

    // What may still come of its own accord.
    struct Timers {
        Timers(PhoneCall& call, sim::Scheduler& scheduler);

        SessionRefresh session;
        sim::Timer resend;
        sim::Timer repeat;
        sim::Timer give_up;
        sim::Timer abandon;
        sim::Timer ringing;
        sim::Timer answer;
        sim::Timer reinvite;
        sim::Timer glare;
        sim::Timer action;
        sim::Timer digit;
        SuccessRetransmission success;
        sim::Timer hangup;
    };

    // What only a call that has not ended needs.
    struct Live {
        Live(PhoneCall& call, sim::Scheduler& scheduler) : timers(call, scheduler) {}

        CallPlan plan;
        std::string remote_number;
        std::optional<SdpSession> sdp;
        std::optional<RemoteMedia> remote;

        std::optional<sip::TransactionId> refer_transaction;  // until its subscription ends
        std::optional<sip::TransactionId> bye_transaction;
        std::optional<sip::HeaderField> authorization;
        std::vector<std::string> redirections;               // the URIs that 3xx responses have sent it to
        std::optional<sip::TransportAddress> redirected_to;  // where the INVITE goes in the proxy's place
        std::string answered_nonce;                          // of the challenge that `authorization` answers
        bool heard = false;                                  // a provisional response has come
        bool bye_wanted = false;                             // as soon as the ACK to our 2xx comes

        std::optional<sip::TransactionId> taken_reinvite;  // theirs
        bool holding = false;                              // our person keeps the other party waiting
        bool reinvite_wanted = false;                      // as soon as no other INVITE is under way

        std::size_t next_action = 0;
        sim::Time answered_at{};
        std::optional<std::uint64_t> consultation;  // the number of a call
        std::string transfer_number;
        std::string digits;  // that are still to be pressed
        sim::Duration shortest_session = sip::shortest_session;

        Timers timers;
    };

    // The caller's side: phone_call_caller.cpp
    void send_invite();
    void acknowledge(sip::Message const& invite);
    void give_up();
    void send_cancel();
    void abandon_invite();
    void handle_invite_response(sip::Message const& response);
    void handle_progress(sip::Message const& response);
    void handle_final_failure(sip::Message const& response);
    bool redirected(sip::Message const& response);
    bool answer_invite_challenge(sip::Message const& response);
    void answer_with(MetChallenge const& met);
    bool lengthen_session(sip::Message const& response);
    void try_again();
    void establish(sip::Message const& response);

    // The callee's side: phone_call_callee.cpp
    [[nodiscard]] std::optional<int> refusal(bool busy) const;
    [[nodiscard]] bool sends_away_unanswered() const;
    void refuse(int status);
    void ring();
    void ring_out();
    void answer();
    void describe_in(sip::Message& response);
    void give_up_invite();

    // Within the dialog: phone_call_in_dialog.cpp
    void take_reinvite(sip::RequestArrived const& event);
    void answer_reinvite();
    void refuse_open_reinvite();
    void take_notify(sip::RequestArrived const& event);
    void take_bye(sip::RequestArrived const& event);
    void hang_up();
    void send_bye();

    // What this side asks for within the dialog: phone_call_reinvite.cpp
    void hold(bool held);
    void refresh_session();
    void do_what_waited();
    void send_reinvite();
    void handle_reinvite_response(sip::Message const& response);
    void put_off_reinvite();
    [[nodiscard]] sip::MediaDirection offered_direction() const;
    void apply_direction();

    // What its person does: phone_call_actions.cpp
    void next_action();
    void act(PhoneAction const& action);
    void consult(std::string const& number);
    void transfer(std::string const& number);
    void press_next();
    void send_info(char digit);

    // Its session's time (RFC 4028): phone_call_session.cpp
    void ask_for_session(sim::Duration interval);
    void keep_session(sip::Message const& success);
    void take_session(sip::Message const& request, sip::Message& success);
    void add_supported(sip::Message& message) const;

    sip::TransactionId send(sip::Message request);
    void start_session();
    void start_media(RemoteMedia const& remote);
    void end();
    [[nodiscard]] sip::Message response_to(sip::Message const& request, int status) const;
    [[nodiscard]] std::string const& contact() const { return parts_.contact; }
    [[nodiscard]] sip::TransportAddress destination() const;
    void report(PhoneEvent::Kind kind, int status = 0, bool local = false) const;
    SdpSession make_sdp(SdpRole role);

    PhoneParts const& parts_;
    std::uint64_t number_;
    std::unique_ptr<MediaSession> media_;  // nullptr: ended
    State state_ = State::idle;
    bool caller_ = false;
    unsigned open_transactions_ = 0;
    std::string local_tag_;
    std::optional<sip::Dialog> dialog_;
    CallIndexPlace<PhoneCall> index_place_;
    sip::Message invite_;  // the first one, as it was sent last or arrived
    std::optional<sip::TransactionId> invite_transaction_;
    sip::Message reinvite_;                            // ours, as it was sent
    std::optional<sip::TransactionId> sent_reinvite_;  // that one, until it is answered
    Acknowledgements acknowledgements_;

    std::unique_ptr<Live> live_;  // nullptr: ended
};

}  // namespace voiplab::agents
