#pragma once

#include "voiplab/models/agents/media_session.hpp"
#include "voiplab/models/agents/phone_event.hpp"
#include "voiplab/models/agents/phone_options.hpp"
#include "voiplab/models/agents/sdp_session.hpp"
#include "voiplab/models/agents/sip_endpoint.hpp"
#include "voiplab/models/agents/success_retransmission.hpp"
#include "voiplab/models/sip/dialog.hpp"
#include "voiplab/sim/timer.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace voiplab::agents {

// What a phone lends to each of its calls. All of it outlives the calls.
struct PhoneParts {
    SipEndpoint& endpoint;
    PhoneOptions const& options;
    PhoneTiming& timing;
    std::string const& contact_uri;
    sip::TransportAddress const& proxy;
    PhoneObserver* observer;
};

// One call of a phone, from the INVITE to the last response to its BYE: the user-agent core of RFC 3261 sections 13
// to 15.
class PhoneCall {
  public:
    // `media` is the call's own RTP session.
    PhoneCall(PhoneParts const& parts, std::uint64_t number, std::unique_ptr<MediaSession> media);

    // Calls `number` at the proxy.
    void dial(std::string const& number);
    // Takes an INVITE that arrived outside of any dialog.
    void take(sip::RequestArrived const& invite);
    // Hangs up so long after the 200 was sent or received, unless the other side was faster.
    void hang_up_after(sim::Duration talk_time) { talk_time_ = talk_time; }

    // The phone asks each call in turn; false where the event is not about this one.
    bool handle(sip::RequestArrived const& event);
    bool handle(sip::AckArrived const& event);
    bool handle(sip::ResponseArrived const& event);
    bool handle(sip::StrayResponse const& event);
    bool handle(sip::TryingDue const& event);
    bool handle(sip::TransactionTimedOut const& event);
    // A CANCEL came for an INVITE that this call owns.
    void cancel(sip::RequestArrived const& event);
    [[nodiscard]] bool owns(sip::TransactionId invite) const { return invite == invite_transaction_; }

    // Counts the phone's calls from 1.
    [[nodiscard]] std::uint64_t number() const { return number_; }
    [[nodiscard]] MediaSession const& media() const { return *media_; }
    // Nothing is left to be done but for late messages; its RTP port is free again.
    [[nodiscard]] bool ended() const { return state_ == State::ended; }

  private:
    enum class State : std::uint8_t { idle, calling, incoming, established, terminating, ended };

    void send_invite();
    void send_acknowledge();
    void ring();
    void answer();
    void answer_reinvite();
    void hang_up();
    void send_bye();
    void give_up_invite();
    void refuse_open_reinvite();
    void handle_invite_response(sip::Message const& response);
    void handle_final_failure(sip::Message const& response);
    bool redirected(sip::Message const& response);
    void establish(sip::Message const& response);
    void take_reinvite(sip::RequestArrived const& event);
    void take_bye(sip::RequestArrived const& event);
    void start_media(RemoteMedia const& remote);
    void end();
    [[nodiscard]] sip::Message response_to(sip::Message const& request, int status) const;
    [[nodiscard]] std::string contact(bool with_display_name) const;
    [[nodiscard]] sip::TransportAddress destination() const;
    void report(PhoneEvent::Kind kind, int status = 0, bool local = false) const;
    SdpSession make_sdp(SdpRole role);

    PhoneParts parts_;
    std::uint64_t number_;
    std::unique_ptr<MediaSession> media_;
    State state_ = State::idle;
    bool caller_ = false;
    std::string remote_number_;
    std::string local_tag_;
    std::optional<SdpSession> sdp_;
    std::optional<sip::Dialog> dialog_;
    std::optional<RemoteMedia> remote_;

    sip::Message invite_;  // the one that we sent or that arrived last
    std::optional<sip::TransactionId> invite_transaction_;
    std::optional<sip::TransactionId> reinvite_transaction_;
    std::optional<sip::TransactionId> bye_transaction_;
    std::optional<sip::HeaderField> authorization_;
    std::vector<std::string> redirections_;               // the URIs that 3xx responses have sent it to
    std::optional<sip::TransportAddress> redirected_to_;  // where the INVITE goes in the proxy's place
    std::optional<sip::Message> acknowledgement_;         // sent again for each repeated 2xx
    std::optional<sim::Duration> talk_time_;
    bool bye_wanted_ = false;  // as soon as the ACK to our 2xx comes

    sim::Timer resend_timer_;
    sim::Timer repeat_timer_;
    sim::Timer ringing_timer_;
    sim::Timer answer_timer_;
    sim::Timer reinvite_timer_;
    SuccessRetransmission success_retransmission_;
    sim::Timer hangup_timer_;
};

}  // namespace voiplab::agents
