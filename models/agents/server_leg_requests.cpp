#include "voiplab/models/agents/dtmf_relay.hpp"
#include "voiplab/models/agents/server_leg.hpp"
#include "voiplab/models/sip/header_fields.hpp"

#include <utility>

#include <fmt/format.h>

// What the phone asks for within a leg's dialog.

namespace voiplab::agents {

namespace {

bool is_hold(RemoteMedia const& offer) {
    return offer.direction == sip::MediaDirection::sendonly || offer.direction == sip::MediaDirection::inactive ||
           offer.endpoint.address == net::Ipv4Address{};  // RFC 2543's way
}

std::optional<TransferTarget> target_of(sip::Message const& refer) {
    auto const address = sip::parse_name_address(refer.header(sip::HeaderName::refer_to).value_or(""));
    if (!address || address->uri.user.empty()) return std::nullopt;
    TransferTarget target{address->uri.user, std::nullopt};
    std::string_view rest = address->uri.headers;
    while (!rest.empty()) {
        auto const field = rest.substr(0, rest.find('&'));
        if (field.starts_with("Replaces="))
            target.replaces = sip::parse_replaces(sip::unescape_header_value(field.substr(9)));
        rest.remove_prefix(std::min(field.size() + 1, rest.size()));
    }
    return target;
}

}  // namespace

bool ServerLeg::handle(sip::RequestArrived const& event) {
    if (!dialog_ || !dialog_->matches(event.request)) return false;
    auto& endpoint = parts_.endpoint;
    auto const method = event.request.method();
    if (!dialog_->accept_sequence(event.request)) {
        endpoint.respond(event.transaction, response_to(event.request, 500));
    } else if (method == "BYE") {
        endpoint.respond(event.transaction, response_to(event.request, 200));
        if (state_ == State::over) return true;
        // A caller may give up by BYE before it is answered; its INVITE wants a response all the same (section 15.1.2).
        if (state_ == State::ringing) refuse(487);
        finish();
        user_->leg_hung_up(*this);
    } else if (state_ == State::leaving || state_ == State::over) {
        // Section 15.1.1: whoever has said BYE knows the dialog no more.
        endpoint.respond(event.transaction, response_to(event.request, 481));
    } else if (method == "INVITE") {
        take_reinvite(event);
    } else if (method == "REFER") {
        take_refer(event);
    } else if (method == "INFO") {
        take_info(event);
    } else {
        endpoint.respond(event.transaction, response_to(event.request, method == "OPTIONS" ? 200 : 405));
    }
    return true;
}

void ServerLeg::take_reinvite(sip::RequestArrived const& event) {
    auto& endpoint = parts_.endpoint;
    if (reinvite_transaction_ || !live_->acknowledged || state_ != State::up) {
        endpoint.respond(event.transaction, response_to(event.request, 491));
        return;
    }
    auto remote = read_remote_media(event.request.body(), live_->formats);
    if (!remote || remote->speech() == nullptr) {
        endpoint.respond(event.transaction, response_to(event.request, 488));
        return;
    }
    dialog_->refresh_target(event.request);
    auto const was_held = std::exchange(held_, is_hold(*remote));
    // Who holds a call hears it from the server again, and so does who takes it back.
    if (held_ != was_held) {
        live_->media_elsewhere = false;
        if (live_->wanted_media) live_->wanted_media->to = media_->address();
    }
    auto const direction = sip::answer_direction(remote->direction, sip::MediaDirection::sendrecv);
    apply_offer(std::move(*remote));
    endpoint.respond(event.transaction, sip::make_response(event.request, 100, {}));
    auto response = response_to(event.request, 200);
    response.add(sip::HeaderName::content_type, "application/sdp");
    response.set_body(live_->sdp->describe(live_->media_elsewhere ? live_->asked_media->to : media_->address(),
                                           live_->remote->formats, direction));
    take_session(event.request, response);
    live_->acknowledged = false;
    live_->timers.success.start(endpoint.respond(event.transaction, std::move(response)));
    if (held_ != was_held) user_->leg_held(*this, held_);
}

void ServerLeg::take_refer(sip::RequestArrived const& event) {
    auto const target = target_of(event.request);
    if (!target || state_ != State::up || live_->refer_number != 0) {
        parts_.endpoint.respond(event.transaction, response_to(event.request, target ? 603 : 400));
        return;
    }
    parts_.endpoint.respond(event.transaction, response_to(event.request, 202));
    live_->refer_number = event.request.sequence().number;
    // RFC 3515 section 2.4.4: the first NOTIFY comes at once.
    notify_transfer(100);
    user_->leg_transfers(*this, *target);
}

void ServerLeg::notify_transfer(int status) {
    if (state_ != State::up) return;
    // One NOTIFY at a time.
    if (live_->notify_transaction) {
        live_->transfer_news = status;
        return;
    }
    auto notify = dialog_->request("NOTIFY");
    notify.add(sip::HeaderName::contact, contact_);
    notify.add(sip::HeaderName::event, fmt::format("refer;id={}", live_->refer_number));
    notify.add(sip::HeaderName::subscription_state,
               status < 200 ? "active;expires=60" : "terminated;reason=noresource");
    notify.add(sip::HeaderName::content_type, "message/sipfrag;version=2.0");
    notify.set_body(fmt::format("SIP/2.0 {} {}\r\n", status, sip::reason_phrase(status)));
    live_->notify_transaction = send(std::move(notify));
    if (status >= 200) live_->refer_number = 0;
}

void ServerLeg::notified() {
    live_->notify_transaction.reset();
    if (auto const status = std::exchange(live_->transfer_news, std::nullopt)) notify_transfer(*status);
}

// chan_sip answers 200 whatever it makes of the body that it knows.
void ServerLeg::take_info(sip::RequestArrived const& event) {
    auto const key = described_key(event.request);
    parts_.endpoint.respond(event.transaction, response_to(event.request, key ? 200 : 415));
    if (key && state_ == State::up) user_->leg_pressed(*this, *key, false);
}

// In the way in which the peer takes keys: `dtmfmode` of sip.conf. The server makes no tones: a peer of `inband` gets
// RTP events as well.
void ServerLeg::press(char key) {
    if (state_ != State::up) return;
    if (peer_ == nullptr || peer_->dtmf_mode != sip::PeerDtmfMode::info) {
        media_->press(key);
        return;
    }
    auto info = dialog_->request("INFO");
    info.add(sip::HeaderName::contact, contact_);
    describe_key(info, key);
    send(std::move(info));
}

bool ServerLeg::shares_events_with(ServerLeg const& other) const {
    auto const takes_events = [](ServerLeg const& leg) {
        return leg.peer_ == nullptr || leg.peer_->dtmf_mode == sip::PeerDtmfMode::rfc2833 ||
               leg.peer_->dtmf_mode == sip::PeerDtmfMode::automatic;
    };
    return takes_events(*this) == takes_events(other);
}

void ServerLeg::hear_keys() {
    using Mode = sip::PeerDtmfMode;
    auto const mode = peer_ == nullptr ? Mode::rfc2833 : peer_->dtmf_mode;
    // Keys that come as INFO are the dialog's affair.
    if (mode == Mode::info) return;
    media_->listen_for_keys(mode == Mode::inband, [this](char key) {
        if (state_ == State::up) user_->leg_pressed(*this, key, true);
    });
}

}  // namespace voiplab::agents
