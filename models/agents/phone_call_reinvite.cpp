#include "voiplab/models/agents/glare.hpp"
#include "voiplab/models/agents/phone_call.hpp"
#include "voiplab/models/sip/header_fields.hpp"
#include "voiplab/models/sip/session_timer.hpp"

#include <utility>

// What this side asks for by re-INVITE: hold and resume (RFC 3264 section 8.4, RFC 5359 section 2.1), and the refresh
// of a session that expires.

namespace voiplab::agents {

void PhoneCall::hold(bool held) {
    if (holding_ == held) return;
    holding_ = held;
    if (held) media_->set_sending(false);
    reinvite_wanted_ = true;
    do_what_waited();
}

void PhoneCall::refresh_session() {
    reinvite_wanted_ = true;
    do_what_waited();
}

// One INVITE at a time in a dialog (section 14.1).
void PhoneCall::do_what_waited() {
    auto const free = remote_ && !sent_reinvite_ && !timers_->reinvite.armed() && !timers_->success.waiting() &&
                      !timers_->glare.armed();
    if (state_ == State::established && free && std::exchange(reinvite_wanted_, false)) send_reinvite();
}

void PhoneCall::send_reinvite() {
    auto request = dialog_->request("INVITE");
    request.add(sip::HeaderName::contact, contact());
    request.add(sip::HeaderName::content_type, "application/sdp");
    if (auto const session = timers_->session.offer()) {
        request.add(sip::HeaderName::session_expires, sip::to_string(*session));
        add_supported(request);
    }
    auto const direction = offered_direction();
    request.set_body(direction == sdp_->last_direction()
                         ? sdp_->last()
                         : sdp_->describe(media_->address(), remote_->formats, direction));
    sent_reinvite_ = send(std::move(request));
    reinvite_ = *parts_.endpoint.transactions().request_of(*sent_reinvite_);
}

// Who is held himself, and holds, has nothing more to say or to hear.
sip::MediaDirection PhoneCall::offered_direction() const {
    auto const held =
        remote_->direction == sip::MediaDirection::sendonly || remote_->direction == sip::MediaDirection::inactive;
    if (holding_) return held ? sip::MediaDirection::inactive : sip::MediaDirection::sendonly;
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
            remote_ = std::move(remote);
            media_->move(*remote_, parts_.endpoint.now());
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
    reinvite_wanted_ = true;
    timers_->glare.arm_in(wait_after_glare(caller_, parts_.random));
}

// We speak where nobody holds the call.
void PhoneCall::apply_direction() {
    auto const wanted =
        remote_->direction == sip::MediaDirection::sendrecv || remote_->direction == sip::MediaDirection::recvonly;
    media_->set_sending(wanted && !holding_);
}

}  // namespace voiplab::agents
