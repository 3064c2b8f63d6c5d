#include "voiplab/models/agents/glare.hpp"
#include "voiplab/models/agents/layout.hpp"
#include "voiplab/models/agents/server_leg.hpp"
#include "voiplab/models/sip/digest.hpp"
#include "voiplab/models/sip/session_timer.hpp"

#include <utility>

#include <fmt/format.h>

// What a leg does once it is up: its media goes elsewhere and comes back, and it is hung up.

namespace voiplab::agents {

void ServerLeg::redirect_media(net::UdpEndpoint to, std::vector<sip::MediaFormat> const& formats) {
    if (state_ != State::up) return;
    live_->wanted_media = WantedMedia{to, formats};
    do_what_waited();
}

void ServerLeg::restore_media() {
    if (live_ && live_->media_elsewhere && live_->asked_media)
        redirect_media(media_->address(), live_->asked_media->formats);
}

void ServerLeg::hang_up() {
    if (state_ == State::ringing && caller_) {
        refuse(603);
    } else if (state_ == State::ringing) {
        cancel();
    } else if (state_ == State::up) {
        live_->bye_wanted = true;
        do_what_waited();
    }
}

// One INVITE transaction at a time in a dialog (RFC 3261 section 14.1); chan_sip keeps a BYE back for it as well.
void ServerLeg::do_what_waited() {
    if (state_ != State::up || !live_->acknowledged || reinvite_transaction_ || live_->timers.glare.armed()) return;
    if (live_->wanted_media || live_->refresh_wanted) {
        send_reinvite();
    } else if (live_->bye_wanted && !live_->timers.bye.armed()) {
        live_->timers.bye.arm_in(parts_.timing.hangup.next());
    }
}

void ServerLeg::send_reinvite() {
    auto request = dialog_->request("INVITE");
    request.add(sip::HeaderName::contact, contact_);
    request.add(sip::HeaderName::content_type, "application/sdp");
    if (live_->wanted_media) {
        live_->asked_media = std::exchange(live_->wanted_media, std::nullopt);
        live_->was_elsewhere = std::exchange(live_->media_elsewhere, live_->asked_media->to != media_->address());
        request.set_body(live_->sdp->describe(live_->asked_media->to, live_->asked_media->formats));
    } else {
        request.set_body(live_->sdp->last());
        live_->was_elsewhere = live_->media_elsewhere;
    }
    live_->refresh_wanted = false;
    if (auto const session = live_->timers.session.offer())
        request.add(sip::HeaderName::session_expires, sip::to_string(*session));
    reinvite_transaction_ = send(std::move(request));
    invite_ = *parts_.endpoint.transactions().request_of(*reinvite_transaction_);
}

void ServerLeg::handle_reinvite_response(sip::Message const& response) {
    auto const status = response.status();
    if (status < 200) return;
    reinvite_transaction_.reset();
    if (over()) {
        if (status < 300) acknowledge(invite_);
        return;
    }
    if (status == 408 || status == 481) {
        lose_dialog();
        return;
    }
    if (status < 300) {
        dialog_->refresh_target(response);
        acknowledge(invite_);
        keep_session(response);
        if (auto media = read_remote_media(response.body(), live_->formats)) apply_answer(std::move(*media));
    } else if (status == 491) {
        put_off_reinvite();
    } else {
        // The media stays where it was.
        live_->media_elsewhere = live_->was_elsewhere;
    }
    do_what_waited();
}

// Both sides asked at once.
void ServerLeg::put_off_reinvite() {
    if (!live_->wanted_media) live_->wanted_media = live_->asked_media;
    live_->refresh_wanted = !live_->wanted_media;
    live_->timers.glare.arm_in(wait_after_glare(!caller_, parts_.random));
}

// The other side knows the dialog no more, or does not answer within it: it has ended (sections 12.2.1.2 and 14.1).
void ServerLeg::lose_dialog() {
    if (live_) {
        live_->wanted_media.reset();
        live_->refresh_wanted = false;
    }
    hang_up();
    user_->leg_hung_up(*this);
}

void ServerLeg::send_bye() {
    state_ = State::leaving;
    auto bye = dialog_->request("BYE");
    if (caller_ && !live_->nonce.empty() && peer_ != nullptr)
        bye.add(sip::HeaderName::proxy_authorization, credentials_of_bye());
    bye.add(sip::HeaderName::x_asterisk_hangup_cause, "Normal Clearing");
    bye.add(sip::HeaderName::x_asterisk_hangup_cause_code, "16");
    bye_transaction_ = send(std::move(bye));
}

// chan_sip answers the caller's challenge itself when it hangs up on a caller that it had challenged: traces of it show
// these credentials, made of the INVITE's nonce over its own address.
std::string ServerLeg::credentials_of_bye() const {
    auto const uri = "sip:" + uri_host(parts_.endpoint.address());
    sip::Credentials credentials;
    credentials.username = peer_->username;
    credentials.realm = parts_.options.sip_conf.realm;
    credentials.nonce = live_->nonce;
    credentials.uri = uri;
    credentials.algorithm_given = true;
    credentials.response = sip::digest_response({.username = credentials.username,
                                                 .realm = credentials.realm,
                                                 .password = peer_->secret,
                                                 .method = "BYE",
                                                 .uri = uri,
                                                 .nonce = live_->nonce});
    return to_header(credentials, parts_.options.profile);
}

}  // namespace voiplab::agents
