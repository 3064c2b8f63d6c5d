#include "voiplab/models/agents/phone_call.hpp"
#include "voiplab/models/sip/header_fields.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

// What the other side asks for within a call's dialog, and the call's end.

namespace voiplab::agents {

namespace {

// The status code of a message/sipfrag body that is a response (RFC 3515 section 2.4.5).
int status_of_fragment(std::string_view body) {
    constexpr std::string_view version = "SIP/2.0 ";
    if (!body.starts_with(version)) return 0;
    auto status = 0;
    std::from_chars(body.data() + version.size(), body.data() + body.size(), status);
    return status;
}

}  // namespace

void PhoneCall::take_reinvite(sip::RequestArrived const& event) {
    auto& endpoint = parts_.endpoint;
    // Both sides have asked at once (section 14.2).
    if (sent_reinvite_) {
        endpoint.respond(event.transaction, response_to(event.request, 491));
        return;
    }
    // A second offer while the first has no answer yet (same section).
    if (live_->timers.reinvite.armed() || state_ != State::established) {
        auto refusal = response_to(event.request, 500);
        refusal.add(sip::HeaderName::retry_after, "1");
        endpoint.respond(event.transaction, std::move(refusal));
        return;
    }
    auto remote = read_remote_media(event.request.body(), parts_.options.profile->sdp.formats);
    if (!remote || remote->speech() == nullptr) {
        endpoint.respond(event.transaction, response_to(event.request, 488));
        return;
    }
    live_->remote = std::move(remote);
    live_->taken_reinvite = event.transaction;
    dialog_->refresh_target(event.request);
    endpoint.set_trying_due(event.transaction,
                            std::max(endpoint.now(), endpoint.arrival() + parts_.timing.trying.next()));
    live_->timers.reinvite.arm(std::max(endpoint.now(), endpoint.arrival() + parts_.timing.reinvite_answer.next()));
    media_->move(*live_->remote, std::max(endpoint.now(), endpoint.arrival() + parts_.timing.media_move.next()));
}

void PhoneCall::handle(sip::TryingDue const& event) {
    if (event.transaction != invite_transaction_ && !(live_ && event.transaction == live_->taken_reinvite)) return;
    auto const* const request = parts_.endpoint.transactions().request_of(event.transaction);
    parts_.endpoint.respond(event.transaction, sip::make_response(*request, 100, {}));
}

void PhoneCall::answer_reinvite() {
    auto const* const request = parts_.endpoint.transactions().request_of(*live_->taken_reinvite);
    auto response = response_to(*request, 200);
    response.add(sip::HeaderName::content_type, "application/sdp");
    auto const wanted = live_->holding ? sip::MediaDirection::sendonly : sip::MediaDirection::sendrecv;
    response.set_body(live_->sdp->describe(media_->address(), live_->remote->formats,
                                           sip::answer_direction(live_->remote->direction, wanted)));
    take_session(*request, response);
    live_->timers.success.start(parts_.endpoint.respond(*live_->taken_reinvite, std::move(response)));
    apply_direction();
}

// What is open gets its final response before the dialog goes (section 15.1.2).
void PhoneCall::refuse_open_reinvite() {
    if (!live_->timers.reinvite.armed()) return;
    live_->timers.reinvite.cancel();
    auto const* const request = parts_.endpoint.transactions().request_of(*live_->taken_reinvite);
    if (request != nullptr) parts_.endpoint.respond(*live_->taken_reinvite, response_to(*request, 487));
}

// How the other party's new call goes to which we sent it by REFER (RFC 3515 section 2.4.4).
void PhoneCall::take_notify(sip::RequestArrived const& event) {
    auto const of_refer =
        live_->refer_transaction && event.request.header(sip::HeaderName::event).value_or("").starts_with("refer");
    parts_.endpoint.respond(event.transaction, response_to(event.request, of_refer ? 200 : 481));
    if (!of_refer) return;
    auto const status = status_of_fragment(event.request.body());
    if (status < 200) return;
    live_->refer_transaction.reset();
    if (status >= 300) return;
    report(PhoneEvent::Kind::transferred, status);
    // Nobody is left here to talk to (RFC 5589 section 6.1).
    hang_up();
}

void PhoneCall::take_bye(sip::RequestArrived const& event) {
    parts_.endpoint.respond(event.transaction, response_to(event.request, 200));
    if (state_ == State::incoming) {
        give_up_invite();
    } else if (state_ == State::calling || state_ == State::cancelling) {
        report(PhoneEvent::Kind::failed);
        end();
    } else if (state_ == State::established) {
        report(PhoneEvent::Kind::ended);
        end();
    }
}

void PhoneCall::hang_up() {
    // The callee's BYE waits for the ACK to its 2xx (section 15).
    if (live_->timers.success.waiting() && !caller_) {
        live_->bye_wanted = true;
    } else {
        send_bye();
    }
}

void PhoneCall::send_bye() {
    if (state_ != State::established) return;
    state_ = State::terminating;
    media_->finish();
    live_->timers.success.stop();
    live_->timers.session.stop();
    live_->timers.action.cancel();
    refuse_open_reinvite();
    auto bye = dialog_->request("BYE");
    bye.add(sip::HeaderName::contact, contact());
    report(PhoneEvent::Kind::ended, 0, true);
    live_->bye_transaction = send(std::move(bye));
}

}  // namespace voiplab::agents
