#include "voiplab/models/agents/layout.hpp"
#include "voiplab/models/agents/phone_call.hpp"
#include "voiplab/models/sip/header_fields.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

// The callee's side of a call, up to its answer.

namespace voiplab::agents {

void PhoneCall::take(sip::RequestArrived const& event, bool busy) {
    auto& endpoint = parts_.endpoint;
    state_ = State::incoming;
    invite_ = event.request;
    invite_transaction_ = event.transaction;
    parts_.index.add(*invite_.header(sip::HeaderName::call_id), *this);
    parts_.index.open(event.transaction, *this);
    auto const from = sip::view_name_address(*event.request.header(sip::HeaderName::from));
    live_->remote_number = from->uri.user;
    local_tag_ = endpoint.identifiers().draw(parts_.options.profile->identifiers.tag, endpoint.now());
    live_->remote = read_remote_media(event.request.body(), parts_.options.profile->sdp.formats);
    if (auto const status = refusal(busy)) {
        refuse(*status);
        return;
    }
    dialog_ = sip::Dialog::of_server(event.request, local_tag_);
    dialog_->set_local_sequence(parts_.options.profile->first_callee_cseq - 1);
    endpoint.set_trying_due(event.transaction,
                            std::max(endpoint.now(), endpoint.arrival() + parts_.timing.trying.next()));
    live_->timers.ringing.arm(std::max(endpoint.now(), endpoint.arrival() + parts_.timing.ringing.next()));
}

// The final response to a call that does not ring; nullopt where it does.
std::optional<int> PhoneCall::refusal(bool busy) const {
    using When = ForwardOptions::When;
    auto const& options = parts_.options;
    auto const forwards = [&](When when) { return options.forward && options.forward->when == when; };
    if (forwards(When::always)) return 302;
    if (options.do_not_disturb) return 480;
    if (busy) return forwards(When::busy) ? 302 : 486;
    if (!live_->remote || live_->remote->speech() == nullptr) return 488;
    return std::nullopt;
}

void PhoneCall::refuse(int status) {
    auto response = response_to(invite_, status);
    if (status == 302) {
        response.set(sip::HeaderName::contact,
                     fmt::format("<sip:{}@{}>", parts_.options.forward->to, parts_.options.domain));
    }
    parts_.endpoint.respond(*invite_transaction_, std::move(response));
    end();
}

void PhoneCall::ring() {
    auto const& options = parts_.options;
    auto ringing = response_to(invite_, options.early_media ? 183 : 180);
    if (options.profile->provisional_contact_display_name) {
        ringing.set(sip::HeaderName::contact, name_address(options.display_name, parts_.contact_uri, *options.profile));
    }
    if (options.early_media) {
        describe_in(ringing);
        start_media(*live_->remote);
    }
    parts_.endpoint.respond(*invite_transaction_, std::move(ringing));
    report(PhoneEvent::Kind::ringing, 180);
    if (sends_away_unanswered()) {
        live_->timers.answer.arm_in(options.forward->after);
    } else if (options.answers || options.declines) {
        live_->timers.answer.arm_in(options.ring_time);
    }
}

// It has rung as long as it does.
void PhoneCall::ring_out() {
    if (sends_away_unanswered()) {
        refuse(302);
    } else if (parts_.options.declines) {
        refuse(603);
    } else {
        answer();
    }
}

bool PhoneCall::sends_away_unanswered() const {
    auto const& options = parts_.options;
    return options.forward && options.forward->when == ForwardOptions::When::no_answer &&
           (!options.answers || options.forward->after < options.ring_time);
}

void PhoneCall::answer() {
    auto response = response_to(invite_, 200);
    auto const heard_early = live_->sdp.has_value();
    describe_in(response);
    take_session(invite_, response);
    state_ = State::established;
    live_->timers.success.start(parts_.endpoint.respond(*invite_transaction_, std::move(response)));
    report(PhoneEvent::Kind::answered, 200);
    start_session();
    if (!heard_early) start_media(*live_->remote);
}

// A 200 repeats the description of the 183 before it (section 13.2.1).
void PhoneCall::describe_in(sip::Message& response) {
    response.add(sip::HeaderName::content_type, "application/sdp");
    if (!live_->sdp) {
        live_->sdp = make_sdp(SdpRole::answerer);
        live_->sdp->describe(media_->address(), live_->remote->formats,
                             sip::answer_direction(live_->remote->direction, sip::MediaDirection::sendrecv));
    }
    response.set_body(live_->sdp->last());
}

void PhoneCall::cancel(sip::RequestArrived const& event) {
    // A CANCEL that comes after the final response changes nothing, and is answered 200 all the same (section 9.2).
    parts_.endpoint.respond(event.transaction, response_to(event.request, 200));
    if (state_ == State::incoming) give_up_invite();
}

void PhoneCall::give_up_invite() {
    parts_.endpoint.respond(*invite_transaction_, response_to(invite_, 487));
    report(PhoneEvent::Kind::cancelled, 487);
    end();
}

}  // namespace voiplab::agents
