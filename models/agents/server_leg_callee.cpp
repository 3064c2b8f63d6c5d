#include "models/agents/joined.hpp"
#include "voiplab/models/agents/layout.hpp"
#include "voiplab/models/agents/server_leg.hpp"
#include "voiplab/models/sip/header_fields.hpp"

#include <algorithm>
#include <utility>

// A leg towards a peer that is called, up to its answer.

namespace voiplab::agents {

std::unique_ptr<ServerLeg> ServerLeg::of_callee(ServerParts const& parts, sip::SipPeer const& peer, std::string contact,
                                                sip::TransportAddress const& to, bool behind_nat,
                                                std::unique_ptr<ServerMedia> media, ServerLegUser& user) {
    std::unique_ptr<ServerLeg> leg(new ServerLeg(parts, false, &peer, std::move(media), user));
    auto& endpoint = parts.endpoint;
    leg->tag_ = endpoint.identifiers().draw(parts.options.profile.identifiers.tag, endpoint.now());
    leg->live_->remote_contact = std::move(contact);
    leg->to_ = to;
    leg->meet_nat(behind_nat);
    return leg;
}

// chan_sip offers the codec first that the caller speaks, so that nothing needs to be transcoded.
void ServerLeg::call(CallerId const& caller, sip::MediaFormat const* preferred) {
    if (preferred != nullptr) {
        std::stable_partition(live_->formats.begin(), live_->formats.end(),
                              [&](sip::MediaFormat const& format) { return sip::same_encoding(format, *preferred); });
    }
    auto& endpoint = parts_.endpoint;
    auto const& profile = parts_.options.profile;
    auto const own = net::to_string(endpoint.address());
    state_ = State::ringing;
    contact_ = joined({"<sip:", caller.number, "@", own, ">"});
    live_->sdp = make_sdp();

    sip::Message invite{sip::RequestLine{"INVITE", live_->remote_contact}};
    auto const from = joined({"sip:", caller.number, "@", uri_host(endpoint.address())});
    invite.add(sip::HeaderName::from, name_address(caller.name, from, profile) + ";tag=" + tag_);
    invite.add_joined(sip::HeaderName::to, {"<", live_->remote_contact, ">"});
    invite.add(sip::HeaderName::contact, contact_);
    invite.add(sip::HeaderName::call_id, endpoint.identifiers().draw(profile.identifiers.call_id, endpoint.now()));
    invite.add_joined(sip::HeaderName::cseq, {std::to_string(profile.first_cseq), " INVITE"});
    invite.add(sip::HeaderName::date, sip_date(endpoint.context().start + endpoint.now().time_since_epoch()));
    invite.add(sip::HeaderName::content_type, "application/sdp");
    ask_for_session(invite);
    invite.set_body(live_->sdp->describe(media_->address(), live_->formats));
    invite_transaction_ = send(std::move(invite));
    invite_ = *endpoint.transactions().request_of(*invite_transaction_);
    parts_.index.add(*invite_.header(sip::HeaderName::call_id), *this);
}

void ServerLeg::cancel() {
    if (caller_ || state_ != State::ringing) return;
    state_ = State::cancelling;
    if (live_->heard) send_cancel();
}

// Not before a provisional response has come (RFC 3261 section 9.1).
void ServerLeg::send_cancel() {
    parts_.index.open(parts_.endpoint.cancel(sip::make_cancel(invite_), to_), *this);
    // Whoever answers the CANCEL alone keeps the INVITE open no longer than this (same section).
    live_->timers.abandon.arm_in(sip::TransactionTimers{}.patience());
}

void ServerLeg::abandon() {
    finish();
    parts_.endpoint.abandon(*invite_transaction_);
}

void ServerLeg::handle_invite_response(sip::Message const& response) {
    auto const status = response.status();
    if (status < 200) {
        if (over()) return;
        auto const first = !std::exchange(live_->heard, true);
        if (state_ == State::cancelling && first) send_cancel();
        if (state_ != State::ringing) return;
        if (status == 180) user_->leg_ringing(*this);
        if (response.body().empty() || live_->remote) return;
        if (auto media = read_remote_media(response.body(), live_->formats); media && media->speech() != nullptr) {
            apply_answer(std::move(*media));
            user_->leg_progressing(*this);
        }
    } else if (status < 300) {
        take_answer(response);
    } else if (status < 400) {
        take_redirection(response);
    } else {
        auto const was_wanted = state_ == State::ringing;
        finish();
        if (was_wanted) user_->leg_refused(*this, status);
    }
}

// chan_sip goes by the number of the Contact alone (promiscredir=no): its host may be anybody's.
void ServerLeg::take_redirection(sip::Message const& response) {
    auto const was_wanted = state_ == State::ringing;
    finish();
    if (!was_wanted) return;
    auto const contact = sip::parse_name_address(response.header(sip::HeaderName::contact).value_or(""));
    if (contact && !contact->uri.user.empty()) {
        user_->leg_forwarded(*this, contact->uri.user);
    } else {
        user_->leg_refused(*this, response.status());
    }
}

void ServerLeg::take_answer(sip::Message const& response) {
    if (state_ != State::ringing && state_ != State::cancelling) {
        auto fork = dialog_ ? dialog_->of_fork(response) : sip::Dialog::of_client(invite_, response);
        acknowledgements_.end_fork(std::move(fork), response, contact_, to_, rport_);
        return;
    }
    live_->timers.abandon.cancel();
    dialog_ = sip::Dialog::of_client(invite_, response);
    acknowledge(invite_);
    auto media = read_remote_media(response.body(), live_->formats);
    auto const wanted = state_ == State::ringing && media && media->speech() != nullptr;
    state_ = State::up;
    if (!wanted) {
        // It crossed our CANCEL, or it answers with nothing that can be spoken: the call is up, and nobody wants it.
        hang_up();
        return;
    }
    apply_answer(std::move(*media));
    keep_session(response);
    user_->leg_answered(*this);
}

}  // namespace voiplab::agents
