#include "voiplab/models/agents/phone_call.hpp"

#include "voiplab/models/sip/header_fields.hpp"

#include <algorithm>
#include <utility>

// What both sides of a call have in common, and who hears which event. The sides themselves are in
// phone_call_caller.cpp and phone_call_callee.cpp, what comes within the dialog in phone_call_in_dialog.cpp, and what
// this side asks for there in phone_call_reinvite.cpp and phone_call_actions.cpp.

namespace voiplab::agents {

PhoneCall::Timers::Timers(PhoneCall& call, sim::Scheduler& scheduler)
    : session(
          scheduler, [&call] { call.refresh_session(); }, [&call] { call.send_bye(); }),
      resend(scheduler, [&call] { call.send_invite(); }),
      repeat(scheduler,
             [&call] {
                 call.parts_.endpoint.repeat(call.invite_, call.live_->redirected_to.value_or(call.parts_.proxy));
             }),
      give_up(scheduler, [&call] { call.give_up(); }),
      abandon(scheduler, [&call] { call.abandon_invite(); }),
      ringing(scheduler, [&call] { call.ring(); }),
      answer(scheduler, [&call] { call.ring_out(); }),
      reinvite(scheduler, [&call] { call.answer_reinvite(); }),
      glare(scheduler, [&call] { call.do_what_waited(); }),
      action(scheduler, [&call] { call.next_action(); }),
      digit(scheduler, [&call] { call.press_next(); }),
      success(call.parts_.endpoint, [&call] { call.send_bye(); }),
      hangup(scheduler, [&call] { call.hang_up(); }) {}

PhoneCall::PhoneCall(PhoneParts const& parts, std::uint64_t number, std::unique_ptr<MediaSession> media)
    : parts_(parts),
      number_(number),
      media_(std::move(media)),
      acknowledgements_(parts.endpoint),
      live_(std::make_unique<Live>(*this, parts.endpoint.context().scheduler)) {}

PhoneCall::~PhoneCall() {
    parts_.index.remove(*this);
}

void PhoneCall::handle(sip::ResponseArrived const& event) {
    if (dialog_ && dialog_->matches(event.response) && acknowledgements_.repeat_for(event.response, destination())) {
        return;
    }
    if (event.transaction == invite_transaction_) {
        handle_invite_response(event.response);
    } else if (event.transaction == sent_reinvite_) {
        handle_reinvite_response(event.response);
    } else if (ended()) {
        return;
    } else if (event.transaction == live_->refer_transaction) {
        if (event.response.status() >= 300) live_->refer_transaction.reset();
    } else if (event.transaction == live_->bye_transaction) {
        if (event.response.status() >= 200) end();
    }
}

bool PhoneCall::handle(sip::StrayResponse const& event) {
    return dialog_ && dialog_->matches(event.response) && acknowledgements_.repeat_for(event.response, destination());
}

bool PhoneCall::handle(sip::RequestArrived const& event) {
    if (!dialog_ || !dialog_->matches(event.request)) return false;
    auto const method = event.request.method();
    if (!dialog_->accept_sequence(event.request)) {
        parts_.endpoint.respond(event.transaction, response_to(event.request, 500));
    } else if (method == "BYE") {
        take_bye(event);
    } else if (state_ == State::terminating || state_ == State::ended) {
        // Whoever has said BYE knows the dialog no more (section 15.1.1).
        parts_.endpoint.respond(event.transaction, response_to(event.request, 481));
    } else if (method == "INVITE") {
        take_reinvite(event);
    } else if (method == "NOTIFY") {
        take_notify(event);
    } else {
        auto const known = method == "OPTIONS" || method == "INFO";
        parts_.endpoint.respond(event.transaction, response_to(event.request, known ? 200 : 405));
    }
    return true;
}

bool PhoneCall::handle(sip::AckArrived const& event) {
    if (!dialog_ || !dialog_->matches(event.ack)) return false;
    if (ended() || !live_->timers.success.acknowledged_by(event.ack)) return true;
    if (std::exchange(live_->bye_wanted, false)) {
        send_bye();
    } else {
        do_what_waited();
    }
    return true;
}

void PhoneCall::handle(sip::TransactionTimedOut const& event) {
    if (event.transaction == sent_reinvite_) {
        // Who does not answer within a dialog has left it (section 12.2.1.2).
        send_bye();
    } else if (event.transaction == invite_transaction_ && (state_ == State::calling || state_ == State::cancelling)) {
        report(PhoneEvent::Kind::failed, 408);
        end();
    } else if (!ended() && event.transaction == live_->bye_transaction) {
        end();
    }
}

// Common parts

sip::TransactionId PhoneCall::send(sip::Message request) {
    auto const transaction = parts_.endpoint.request(std::move(request), destination());
    parts_.index.open(transaction, *this);
    return transaction;
}

void PhoneCall::start_session() {
    live_->answered_at = parts_.endpoint.now();
    live_->timers.give_up.cancel();
    if (live_->plan.hang_up_after) live_->timers.hangup.arm_in(*live_->plan.hang_up_after);
    if (!live_->plan.actions.empty()) live_->timers.action.arm(live_->answered_at + live_->plan.actions.front().after);
}

void PhoneCall::start_media(RemoteMedia const& remote) {
    media_->start(remote, {parts_.timing.media_start.next(), parts_.timing.second_packet.next(),
                           parts_.timing.first_report.next(), parts_.timing.report_interval});
}

void PhoneCall::end() {
    if (std::exchange(state_, State::ended) == State::ended) return;
    refuse_open_reinvite();
    media_->finish();
    parts_.home.call_ended(*this);
    // What is left of it waits for late messages: many a call at a time does, and takes no more memory than for that.
    media_.reset();
    live_.reset();
    if (!sent_reinvite_) reinvite_ = {};
    // Only a caller's is looked at again, where a callee answers it after all.
    invite_ = caller_ && !dialog_ ? sip::dialog_basis(invite_) : sip::Message{};
}

sip::Message PhoneCall::response_to(sip::Message const& request, int status) const {
    auto response = sip::make_response(request, status, local_tag_);
    response.add(sip::HeaderName::contact, contact());
    return response;
}

sip::TransportAddress PhoneCall::destination() const {
    return next_hop(*dialog_).value_or(parts_.proxy);
}

void PhoneCall::report(PhoneEvent::Kind kind, int status, bool local) const {
    if (parts_.observer == nullptr) return;
    auto const& number = kind == PhoneEvent::Kind::transferred ? live_->transfer_number : live_->remote_number;
    parts_.observer->phone_event(
        {kind, parts_.options.name, caller_, number_, number, status, local, parts_.endpoint.now()});
}

SdpSession PhoneCall::make_sdp(SdpRole role) {
    auto const& formats = parts_.options.profile->identifiers;
    auto const& own = parts_.options.identity;
    auto const& format = role == SdpRole::offerer ? own.sdp_offer_id.value_or(formats.sdp_offer_id)
                                                  : own.sdp_answer_id.value_or(formats.sdp_answer_id);
    auto const& packet_time = parts_.options.packet_time;
    auto const ptime_ms =
        packet_time ? std::optional(static_cast<unsigned>(*packet_time / std::chrono::milliseconds(1))) : std::nullopt;
    SdpSession session{parts_.options.profile->sdp, parts_.endpoint.address().address, role,
                       parts_.endpoint.identifiers().draw(format, parts_.endpoint.now()), ptime_ms};
    if (parts_.options.rtcp_xr) session.set_rtcp_xr("rcvr-rtt=all voip-metrics");
    return session;
}

}  // namespace voiplab::agents
