#include "models/agents/joined.hpp"
#include "voiplab/models/agents/credentials.hpp"
#include "voiplab/models/agents/layout.hpp"
#include "voiplab/models/agents/phone_call.hpp"
#include "voiplab/models/sip/header_fields.hpp"
#include "voiplab/models/sip/session_timer.hpp"

#include <algorithm>
#include <utility>

// The caller's side of a call, up to its answer.

namespace voiplab::agents {

void PhoneCall::dial(std::string const& number) {
    auto& identifiers = parts_.endpoint.identifiers();
    auto const& profile = *parts_.options.profile;
    auto const now = parts_.endpoint.now();
    auto const& domain = parts_.options.domain;
    caller_ = true;
    state_ = State::calling;
    live_->remote_number = number;
    local_tag_ = identifiers.draw(profile.identifiers.tag, now);
    live_->sdp = make_sdp(SdpRole::offerer);

    // "bob@10.0.0.2" is somebody of another domain; the own proxy finds the way there.
    auto const uri = number.find('@') == std::string::npos ? joined({"sip:", number, "@", domain}) : "sip:" + number;
    auto const own =
        name_address(parts_.options.display_name, joined({"sip:", parts_.options.user, "@", domain}), profile);
    invite_ = sip::Message{sip::RequestLine{"INVITE", uri}};
    invite_.add(sip::HeaderName::from, own + ";tag=" + local_tag_);
    invite_.add_joined(sip::HeaderName::to, {"<", uri, ">"});
    invite_.add(sip::HeaderName::call_id, identifiers.draw(profile.identifiers.call_id, now));
    if (parts_.options.max_forwards)
        invite_.add(sip::HeaderName::max_forwards, std::to_string(*parts_.options.max_forwards));
    invite_.add_joined(sip::HeaderName::cseq, {std::to_string(profile.first_cseq), " INVITE"});
    invite_.add(sip::HeaderName::contact, contact());
    invite_.add(sip::HeaderName::content_type, "application/sdp");
    if (auto const& session = parts_.options.session_timer) ask_for_session(session->expires);
    invite_.set_body(live_->sdp->describe(media_->address(), profile.sdp.formats));
    parts_.index.add(*invite_.header(sip::HeaderName::call_id), *this);
    report(PhoneEvent::Kind::dialled);
    if (parts_.options.reuse_credentials && parts_.last_challenge) answer_with(*parts_.last_challenge);
    if (live_->plan.give_up_after) live_->timers.give_up.arm_in(*live_->plan.give_up_after);
    send_invite();
}

void PhoneCall::send_invite() {
    auto request = invite_;
    if (live_->authorization) request.add(*live_->authorization);
    invite_transaction_ = parts_.endpoint.request(std::move(request), live_->redirected_to.value_or(parts_.proxy));
    parts_.index.open(*invite_transaction_, *this);
    invite_ = *parts_.endpoint.transactions().request_of(*invite_transaction_);
    if (live_->authorization && parts_.timing.repeat_invite) live_->timers.repeat.arm_in(*parts_.timing.repeat_invite);
}

// A request that is tried again takes the next CSeq number and a new branch (section 8.1.3.5); the rest stays.
void PhoneCall::try_again() {
    for (auto const* const name : {"Via", "Authorization", "Proxy-Authorization"}) {
        invite_.remove(name);
    }
    invite_.set(sip::HeaderName::cseq, std::to_string(invite_.sequence().number + 1) + " INVITE");
    invite_transaction_.reset();
    dialog_.reset();
    live_->heard = false;
    live_->timers.resend.arm_in(parts_.timing.resend.next());
}

void PhoneCall::handle_invite_response(sip::Message const& response) {
    auto const status = response.status();
    // A call that was ended by a BYE before its answer has been reported; only a 2xx still asks for something.
    if (ended() && (status < 200 || status >= 300)) return;
    if (live_) live_->timers.repeat.cancel();
    if (status < 200) {
        handle_progress(response);
    } else if (status >= 300) {
        handle_final_failure(response);
    } else if (state_ == State::calling || state_ == State::cancelling) {
        establish(response);
    } else {
        auto fork = dialog_ ? dialog_->of_fork(response) : sip::Dialog::of_client(invite_, response);
        acknowledgements_.end_fork(std::move(fork), response, contact(), parts_.proxy);
    }
}

void PhoneCall::handle_progress(sip::Message const& response) {
    auto const first = !std::exchange(live_->heard, true);
    // An early dialog (section 12.1.2): a BYE may end it, where the 2xx never came through.
    if (response.status() > 100 && !response.tag(sip::HeaderName::to).empty())
        dialog_ = sip::Dialog::of_client(invite_, response);
    if (state_ == State::cancelling) {
        if (first) send_cancel();
        return;
    }
    if (response.status() == 180) report(PhoneEvent::Kind::ringing, 180);
    if (response.body().empty() || live_->remote) return;
    // Early media: the answer came before anybody answered (section 13.3.1.1).
    live_->remote = read_remote_media(response.body(), parts_.options.profile->sdp.formats);
    if (live_->remote) start_media(*live_->remote);
}

void PhoneCall::handle_final_failure(sip::Message const& response) {
    auto const tries_again = state_ == State::calling &&
                             (answer_invite_challenge(response) || lengthen_session(response) || redirected(response));
    if (tries_again) return;
    dialog_.reset();
    // A challenge that nobody wants to answer any more is a call that was given up.
    auto const given_up = state_ == State::cancelling && challenge_of(response);
    report(PhoneEvent::Kind::failed, given_up ? 487 : response.status());
    end();
}

// Once for each nonce: a second challenge says that the password is wrong, unless it says that the nonce was stale
// (RFC 2617 section 3.2.1).
bool PhoneCall::answer_invite_challenge(sip::Message const& response) {
    auto const challenge = challenge_of(response);
    if (!challenge || (live_->authorization && (!challenge->stale || challenge->nonce == live_->answered_nonce)))
        return false;
    parts_.last_challenge = MetChallenge{*challenge, response.status() == 407};
    answer_with(*parts_.last_challenge);
    try_again();
    return true;
}

void PhoneCall::answer_with(MetChallenge const& met) {
    live_->answered_nonce = met.challenge.nonce;
    live_->authorization = answer_challenge(met.challenge, met.by_proxy, "INVITE", invite_.request_uri(),
                                            {parts_.options.user, parts_.options.password}, *parts_.options.profile,
                                            parts_.endpoint.identifiers(), parts_.endpoint.now());
}

// 422: the session is to be longer (RFC 4028 section 7.3), and the next INVITE says by Min-SE what it was told (section
// 7.4).
bool PhoneCall::lengthen_session(sip::Message const& response) {
    auto const asked = sip::session_expires_of(invite_);
    auto const minimum = sip::min_se_of(response);
    if (response.status() != 422 || !asked || !minimum || *minimum <= asked->interval) return false;
    live_->shortest_session = std::max(live_->shortest_session, *minimum);
    ask_for_session(live_->shortest_session);
    try_again();
    return true;
}

void PhoneCall::establish(sip::Message const& response) {
    auto const wanted = state_ == State::calling;
    state_ = State::established;
    live_->timers.abandon.cancel();
    dialog_ = sip::Dialog::of_client(invite_, response);
    auto const early = live_->remote.has_value();
    if (auto remote = read_remote_media(response.body(), parts_.options.profile->sdp.formats))
        live_->remote = std::move(remote);
    report(PhoneEvent::Kind::answered, response.status());
    if (wanted) {
        start_session();
        if (live_->remote) early ? media_->move(*live_->remote, parts_.endpoint.now()) : start_media(*live_->remote);
        keep_session(response);
    }
    acknowledge(invite_);
    // It crossed our CANCEL: the call is up, and nobody wants it (section 9.1).
    if (!wanted) send_bye();
}

void PhoneCall::acknowledge(sip::Message const& invite) {
    auto const number = invite.sequence().number;
    auto ack = dialog_->ack(number);
    ack.add(sip::HeaderName::contact, contact());
    acknowledgements_.send(std::move(ack), number, destination());
}

// Giving up

void PhoneCall::give_up() {
    if (state_ != State::calling) return;
    if (!invite_transaction_) {
        // Challenged, and the answer to it not sent yet: nobody rings.
        report(PhoneEvent::Kind::failed, 487);
        end();
        return;
    }
    state_ = State::cancelling;
    if (live_->heard) send_cancel();
}

// Not before a provisional response has come (section 9.1).
void PhoneCall::send_cancel() {
    auto const cancel = parts_.endpoint.cancel(sip::make_cancel(invite_), live_->redirected_to.value_or(parts_.proxy));
    parts_.index.open(cancel, *this);
    live_->timers.abandon.arm_in(sip::TransactionTimers{}.patience());
}

// Whoever answers the CANCEL alone keeps the INVITE open no longer than that (same section).
void PhoneCall::abandon_invite() {
    report(PhoneEvent::Kind::failed, 487);
    end();
    // Its last transaction, most likely: the call is gone after this.
    parts_.endpoint.abandon(*invite_transaction_);
}

}  // namespace voiplab::agents
