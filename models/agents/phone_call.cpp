#include "voiplab/models/agents/phone_call.hpp"

#include "voiplab/models/agents/credentials.hpp"
#include "voiplab/models/agents/layout.hpp"
#include "voiplab/models/sip/header_fields.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace voiplab::agents {

PhoneCall::PhoneCall(PhoneParts const& parts, std::uint64_t number, std::unique_ptr<MediaSession> media)
    : parts_(parts),
      number_(number),
      media_(std::move(media)),
      resend_timer_(parts.endpoint.context().scheduler, [this] { send_invite(); }),
      repeat_timer_(parts.endpoint.context().scheduler, [this] { parts_.endpoint.repeat(invite_, parts_.proxy); }),
      ringing_timer_(parts.endpoint.context().scheduler, [this] { ring(); }),
      answer_timer_(parts.endpoint.context().scheduler, [this] { answer(); }),
      reinvite_timer_(parts.endpoint.context().scheduler, [this] { answer_reinvite(); }),
      success_retransmission_(parts.endpoint, [this] { send_bye(); }),
      hangup_timer_(parts.endpoint.context().scheduler, [this] { hang_up(); }) {}

// The caller's side

void PhoneCall::dial(std::string const& number) {
    auto& identifiers = parts_.endpoint.identifiers();
    auto const& profile = parts_.options.profile;
    auto const now = parts_.endpoint.now();
    auto const& domain = parts_.options.domain;
    caller_ = true;
    state_ = State::calling;
    remote_number_ = number;
    local_tag_ = identifiers.draw(profile.identifiers.tag, now);
    sdp_ = make_sdp(SdpRole::offerer);

    // "bob@10.0.0.2" is somebody of another domain; the own proxy finds the way there.
    auto const uri = number.find('@') == std::string::npos ? fmt::format("sip:{}@{}", number, domain) : "sip:" + number;
    auto const own =
        name_address(parts_.options.display_name, fmt::format("sip:{}@{}", parts_.options.user, domain), profile);
    invite_ = sip::Message{sip::RequestLine{"INVITE", uri}, {}, {}};
    invite_.add("From", own + ";tag=" + local_tag_);
    invite_.add("To", fmt::format("<{}>", uri));
    invite_.add("Call-ID", identifiers.draw(profile.identifiers.call_id, now));
    if (parts_.options.max_forwards) invite_.add("Max-Forwards", std::to_string(*parts_.options.max_forwards));
    invite_.add("CSeq", fmt::format("{} INVITE", profile.first_cseq));
    invite_.add("Contact", contact(false));
    invite_.add("Content-Type", "application/sdp");
    invite_.body = sdp_->describe(media_->address(), profile.sdp.formats);
    report(PhoneEvent::Kind::dialled);
    send_invite();
}

void PhoneCall::send_invite() {
    auto request = invite_;
    if (authorization_) {
        // A request that is tried again takes the next CSeq number and a new branch (section 8.1.3.5); the rest stays.
        auto const cseq = sip::parse_cseq(*invite_.header("CSeq"));
        request.set("CSeq", fmt::format("{} INVITE", cseq->number + 1));
        request.headers.push_back(*authorization_);
    }
    invite_transaction_ = parts_.endpoint.request(std::move(request), redirected_to_.value_or(parts_.proxy));
    invite_ = *parts_.endpoint.transactions().request_of(*invite_transaction_);
    if (authorization_ && parts_.timing.repeat_invite) repeat_timer_.arm_in(*parts_.timing.repeat_invite);
}

bool PhoneCall::handle(sip::ResponseArrived const& event) {
    if (event.transaction == invite_transaction_) {
        handle_invite_response(event.response);
        return true;
    }
    if (event.transaction == bye_transaction_) {
        if (event.response.status() >= 200) end();
        return true;
    }
    return false;
}

void PhoneCall::handle_invite_response(sip::Message const& response) {
    auto const status = response.status();
    repeat_timer_.cancel();
    if (status < 200) {
        if (status == 180) report(PhoneEvent::Kind::ringing, status);
    } else if (status < 300) {
        if (state_ == State::calling) establish(response);
        send_acknowledge();
    } else {
        handle_final_failure(response);
    }
}

void PhoneCall::handle_final_failure(sip::Message const& response) {
    auto const challenged = response.status() == 401 || response.status() == 407;
    if (challenged && !authorization_) {
        authorization_ =
            answer_challenge(response, "INVITE", invite_.request_uri(), {parts_.options.user, parts_.options.password},
                             parts_.options.profile, parts_.endpoint.identifiers(), parts_.endpoint.now());
        if (authorization_) {
            // Back to what was to be sent: the endpoint adds a new Via.
            invite_.remove("Via");
            resend_timer_.arm_in(parts_.timing.resend.next());
            return;
        }
    }
    if (redirected(response)) return;
    report(PhoneEvent::Kind::failed, response.status());
    end();
}

void PhoneCall::establish(sip::Message const& response) {
    state_ = State::established;
    dialog_ = sip::Dialog::of_client(invite_, response);
    remote_ = read_remote_media(response.body, parts_.options.profile.sdp.formats);
    report(PhoneEvent::Kind::answered, response.status());
    if (talk_time_) hangup_timer_.arm_in(*talk_time_);
    if (remote_) start_media(*remote_);
}

void PhoneCall::send_acknowledge() {
    if (acknowledgement_) {
        parts_.endpoint.repeat(*acknowledgement_, destination());
        return;
    }
    auto ack = dialog_->ack(sip::parse_cseq(*invite_.header("CSeq"))->number);
    ack.add("Contact", contact(false));
    acknowledgement_ = parts_.endpoint.acknowledge(std::move(ack), destination());
}

// The callee's side

void PhoneCall::take(sip::RequestArrived const& event) {
    auto& endpoint = parts_.endpoint;
    state_ = State::incoming;
    invite_ = event.request;
    invite_transaction_ = event.transaction;
    auto const from = sip::parse_name_address(*event.request.header("From"));
    remote_number_ = from->uri.user;
    local_tag_ = endpoint.identifiers().draw(parts_.options.profile.identifiers.tag, endpoint.now());
    remote_ = read_remote_media(event.request.body, parts_.options.profile.sdp.formats);
    if (!remote_ || remote_->speech() == nullptr) {
        endpoint.respond(event.transaction, response_to(event.request, 488));
        end();
        return;
    }
    dialog_ = sip::Dialog::of_server(event.request, local_tag_);
    dialog_->set_local_sequence(parts_.options.profile.first_callee_cseq - 1);
    endpoint.set_trying_due(event.transaction,
                            std::max(endpoint.now(), endpoint.arrival() + parts_.timing.trying.next()));
    ringing_timer_.arm(std::max(endpoint.now(), endpoint.arrival() + parts_.timing.ringing.next()));
}

void PhoneCall::ring() {
    auto ringing = response_to(invite_, 180);
    ringing.set("Contact", contact(parts_.options.profile.provisional_contact_display_name));
    parts_.endpoint.respond(*invite_transaction_, std::move(ringing));
    report(PhoneEvent::Kind::ringing, 180);
    if (parts_.options.answers) answer_timer_.arm_in(parts_.options.ring_time);
}

void PhoneCall::answer() {
    sdp_ = make_sdp(SdpRole::answerer);
    auto response = response_to(invite_, 200);
    response.add("Content-Type", "application/sdp");
    response.body = sdp_->describe(media_->address(), remote_->formats,
                                   sip::answer_direction(remote_->direction, sip::MediaDirection::sendrecv));
    state_ = State::established;
    success_retransmission_.start(parts_.endpoint.respond(*invite_transaction_, std::move(response)));
    report(PhoneEvent::Kind::answered, 200);
    if (talk_time_) hangup_timer_.arm_in(*talk_time_);
    start_media(*remote_);
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

bool PhoneCall::handle(sip::AckArrived const& event) {
    if (!dialog_ || !dialog_->matches(event.ack)) return false;
    if (success_retransmission_.acknowledged_by(event.ack) && std::exchange(bye_wanted_, false)) send_bye();
    return true;
}

bool PhoneCall::handle(sip::TryingDue const& event) {
    if (event.transaction != invite_transaction_ && event.transaction != reinvite_transaction_) return false;
    auto const* const request = parts_.endpoint.transactions().request_of(event.transaction);
    parts_.endpoint.respond(event.transaction, sip::make_response(*request, 100, {}));
    return true;
}

// Within the dialog

bool PhoneCall::handle(sip::RequestArrived const& event) {
    if (!dialog_ || !dialog_->matches(event.request)) return false;
    if (!dialog_->accept_sequence(event.request)) {
        parts_.endpoint.respond(event.transaction, response_to(event.request, 500));
    } else if (event.request.method() == "INVITE") {
        take_reinvite(event);
    } else if (event.request.method() == "BYE") {
        take_bye(event);
    } else {
        parts_.endpoint.respond(event.transaction,
                                response_to(event.request, event.request.method() == "OPTIONS" ? 200 : 501));
    }
    return true;
}

void PhoneCall::take_reinvite(sip::RequestArrived const& event) {
    auto& endpoint = parts_.endpoint;
    // A second offer while the first has no answer yet (section 14.2).
    if (reinvite_timer_.armed() || state_ != State::established) {
        auto refusal = response_to(event.request, 500);
        refusal.add("Retry-After", "1");
        endpoint.respond(event.transaction, std::move(refusal));
        return;
    }
    auto remote = read_remote_media(event.request.body, parts_.options.profile.sdp.formats);
    if (!remote || remote->speech() == nullptr) {
        endpoint.respond(event.transaction, response_to(event.request, 488));
        return;
    }
    remote_ = std::move(remote);
    reinvite_transaction_ = event.transaction;
    dialog_->refresh_target(event.request);
    endpoint.set_trying_due(event.transaction,
                            std::max(endpoint.now(), endpoint.arrival() + parts_.timing.trying.next()));
    reinvite_timer_.arm(std::max(endpoint.now(), endpoint.arrival() + parts_.timing.reinvite_answer.next()));
    media_->move(*remote_, std::max(endpoint.now(), endpoint.arrival() + parts_.timing.media_move.next()));
}

void PhoneCall::answer_reinvite() {
    auto const* const request = parts_.endpoint.transactions().request_of(*reinvite_transaction_);
    auto response = response_to(*request, 200);
    response.add("Content-Type", "application/sdp");
    response.body = sdp_->describe(media_->address(), remote_->formats,
                                   sip::answer_direction(remote_->direction, sip::MediaDirection::sendrecv));
    success_retransmission_.start(parts_.endpoint.respond(*reinvite_transaction_, std::move(response)));
}

void PhoneCall::take_bye(sip::RequestArrived const& event) {
    parts_.endpoint.respond(event.transaction, response_to(event.request, 200));
    if (state_ == State::incoming) {
        give_up_invite();
    } else if (state_ == State::established) {
        report(PhoneEvent::Kind::ended);
        end();
    }
}

// What is open gets its final response before the dialog goes (section 15.1.2).
void PhoneCall::refuse_open_reinvite() {
    if (!reinvite_timer_.armed()) return;
    reinvite_timer_.cancel();
    auto const* const request = parts_.endpoint.transactions().request_of(*reinvite_transaction_);
    if (request != nullptr) parts_.endpoint.respond(*reinvite_transaction_, response_to(*request, 487));
}

void PhoneCall::hang_up() {
    // The callee's BYE waits for the ACK to its 2xx (section 15).
    if (success_retransmission_.waiting() && !caller_) {
        bye_wanted_ = true;
    } else {
        send_bye();
    }
}

void PhoneCall::send_bye() {
    if (state_ != State::established) return;
    state_ = State::terminating;
    media_->finish();
    success_retransmission_.stop();
    refuse_open_reinvite();
    auto bye = dialog_->request("BYE");
    bye.add("Contact", contact(false));
    report(PhoneEvent::Kind::ended, 0, true);
    bye_transaction_ = parts_.endpoint.request(std::move(bye), destination());
}

bool PhoneCall::handle(sip::TransactionTimedOut const& event) {
    if (event.transaction == invite_transaction_ && state_ == State::calling) {
        report(PhoneEvent::Kind::failed, 408);
    } else if (event.transaction != bye_transaction_) {
        return false;
    }
    end();
    return true;
}

bool PhoneCall::handle(sip::StrayResponse const& event) {
    // A 2xx that was repeated after its transaction had gone wants its ACK again (section 13.2.2.4).
    if (!acknowledgement_ || !dialog_->matches(event.response) || event.response.method() != "INVITE") return false;
    parts_.endpoint.repeat(*acknowledgement_, destination());
    return true;
}

// Common parts

void PhoneCall::start_media(RemoteMedia const& remote) {
    media_->start(remote, {parts_.timing.media_start.next(), parts_.timing.second_packet.next(),
                           parts_.timing.first_report.next(), parts_.timing.report_interval});
}

void PhoneCall::end() {
    state_ = State::ended;
    refuse_open_reinvite();
    media_->finish();
    for (auto* const timer :
         {&resend_timer_, &repeat_timer_, &ringing_timer_, &answer_timer_, &reinvite_timer_, &hangup_timer_}) {
        timer->cancel();
    }
}

sip::Message PhoneCall::response_to(sip::Message const& request, int status) const {
    auto response = sip::make_response(request, status, local_tag_);
    response.add("Contact", contact(false));
    return response;
}

std::string PhoneCall::contact(bool with_display_name) const {
    return name_address(with_display_name ? parts_.options.display_name : std::string_view{}, parts_.contact_uri,
                        parts_.options.profile);
}

sip::TransportAddress PhoneCall::destination() const {
    return next_hop(*dialog_).value_or(parts_.proxy);
}

void PhoneCall::report(PhoneEvent::Kind kind, int status, bool local) const {
    if (parts_.observer == nullptr) return;
    parts_.observer->phone_event(
        {kind, parts_.options.name, caller_, number_, remote_number_, status, local, parts_.endpoint.now()});
}

SdpSession PhoneCall::make_sdp(SdpRole role) {
    auto const& formats = parts_.options.profile.identifiers;
    auto const& own = parts_.options.identity;
    auto const& format = role == SdpRole::offerer ? own.sdp_offer_id.value_or(formats.sdp_offer_id)
                                                  : own.sdp_answer_id.value_or(formats.sdp_answer_id);
    return {parts_.options.profile.sdp, parts_.endpoint.address().address, role,
            parts_.endpoint.identifiers().draw(format, parts_.endpoint.now())};
}

}  // namespace voiplab::agents
