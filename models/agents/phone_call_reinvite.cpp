#include "voiplab/models/agents/glare.hpp"
#include "voiplab/models/agents/phone_call.hpp"
#include "voiplab/models/sip/header_fields.hpp"
#include "voiplab/models/sip/session_timer.hpp"

#include <utility>

// What this side asks for by re-INVITE: hold and resume (RFC 3264 section 8.4, RFC 5359 section 2.1), and the refresh
// of a session that expires.

namespace voiplab::agents {

void PhoneCall::hold(bool held) {
    if (live_->holding == held) return;
    live_->holding = held;
    if (held) media_->set_sending(false);
    live_->reinvite_wanted = true;
    do_what_waited();
}

void PhoneCall::refresh_session() {
    live_->reinvite_wanted = true;
    do_what_waited();
}

// One INVITE at a time in a dialog (section 14.1).
void PhoneCall::do_what_waited() {
    auto const free = live_->remote && !sent_reinvite_ && !live_->timers.reinvite.armed() &&
                      !live_->timers.success.waiting() && !live_->timers.glare.armed();
    if (state_ == State::established && free && std::exchange(live_->reinvite_wanted, false)) send_reinvite();
}

void PhoneCall::send_reinvite() {
    auto request = dialog_->request("INVITE");
    request.add(sip::HeaderName::contact, contact());
    request.add(sip::HeaderName::content_type, "application/sdp");
    if (auto const session = live_->timers.session.offer()) {
        request.add(sip::HeaderName::session_expires, sip::to_string(*session));
        add_supported(request);
    }
    auto const direction = offered_direction();
    request.set_body(direction == live_->sdp->last_direction()
                         ? live_->sdp->last()
                         : live_->sdp->describe(media_->address(), live_->remote->formats, direction));
    sent_reinvite_ = send(std::move(request));
    reinvite_ = *parts_.endpoint.transactions().request_of(*sent_reinvite_);
}

// Who is held himself, and holds, has nothing more to say or to hear.
sip::MediaDirection PhoneCall::offered_direction() const {
    auto const held = live_->remote->direction == sip::MediaDirection::sendonly ||
                      live_->remote->direction == sip::MediaDirection::inactive;
    if (live_->holding) return held ? sip::MediaDirection::inactive : sip::MediaDirection::sendonly;
    return held ? sip::MediaDirection::recvonly : sip::MediaDirection::sendrecv;
}

void PhoneCall::handle_reinvite_response(sip::Message const& response) {
    auto const status = response.status();
    if (status < 200) return;
    sent_reinvite_.reset();
    if (state_ != State::established) {
        if (status < 300) acknowledge(reinvite_);
        return;
    }
    if (status < 300) {
        dialog_->refresh_target(response);
        acknowledge(reinvite_);
        keep_session(response);
        if (auto remote = read_remote_media(response.body(), parts_.options.profile->sdp.formats)) {
            live_->remote = std::move(remote);
            media_->move(*live_->remote, parts_.endpoint.now());
        }
        apply_direction();
    } else if (status == 491 || response.header(sip::HeaderName::retry_after)) {
        put_off_reinvite();
    } else if (status == 408 || status == 481) {
        // The other side knows the dialog no more (section 12.2.1.2).
        send_bye();
        return;
    }
    do_what_waited();
}

void PhoneCall::put_off_reinvite() {
    live_->reinvite_wanted = true;
    live_->timers.glare.arm_in(wait_after_glare(caller_, parts_.random));
}

// We speak where nobody holds the call.
void PhoneCall::apply_direction() {
    auto const wanted = live_->remote->direction == sip::MediaDirection::sendrecv ||
                        live_->remote->direction == sip::MediaDirection::recvonly;
    media_->set_sending(wanted && !live_->holding);
}

}  // namespace voiplab::agents
