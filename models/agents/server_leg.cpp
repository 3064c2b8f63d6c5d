#include "voiplab/models/agents/server_leg.hpp"

#include "models/agents/joined.hpp"
#include "voiplab/models/agents/server_codecs.hpp"
#include "voiplab/models/sip/field_views.hpp"

#include <algorithm>
#include <utility>

namespace voiplab::agents {

namespace {

// What chan_sip allows where neither the peer nor [general] says anything.
std::vector<std::string> const& default_codecs() {
    static std::vector<std::string> const codecs{"ulaw", "alaw", "gsm"};
    return codecs;
}

}  // namespace

ServerLeg::Timers::Timers(ServerLeg& leg, sim::Scheduler& scheduler)
    : success(leg.parts_.endpoint, [&leg] { leg.give_up_waiting(); }),
      session(
          scheduler, [&leg] { leg.refresh_session(); }, [&leg] { leg.lose_dialog(); }),
      bye(scheduler, [&leg] { leg.send_bye(); }),
      abandon(scheduler, [&leg] { leg.abandon(); }),
      glare(scheduler, [&leg] { leg.do_what_waited(); }) {}

ServerLeg::Live::Live(ServerLeg& leg, sim::Scheduler& scheduler)
    : formats(formats_of_codecs(leg.peer_ != nullptr ? leg.peer_->allow : default_codecs())), timers(leg, scheduler) {}

ServerLeg::ServerLeg(ServerParts const& parts, bool caller, sip::SipPeer const* peer,
                     std::unique_ptr<ServerMedia> media, ServerLegUser& user)
    : parts_(parts),
      peer_(peer),
      media_(std::move(media)),
      user_(&user),
      caller_(caller),
      acknowledgements_(parts.endpoint),
      live_(std::make_unique<Live>(*this, parts.endpoint.context().scheduler)) {
    hear_keys();
}

ServerLeg::~ServerLeg() {
    parts_.index.remove(*this);
}

// The caller's side

std::unique_ptr<ServerLeg> ServerLeg::of_caller(ServerParts const& parts, sip::SipPeer const* peer,
                                                sip::RequestArrived const& invite, std::string tag, std::string nonce,
                                                std::unique_ptr<ServerMedia> media, ServerLegUser& user) {
    std::unique_ptr<ServerLeg> leg(new ServerLeg(parts, true, peer, std::move(media), user));
    leg->state_ = State::ringing;
    leg->tag_ = std::move(tag);
    leg->live_->nonce = std::move(nonce);
    leg->invite_ = invite.request;
    leg->invite_transaction_ = invite.transaction;
    parts.index.add(*leg->invite_.header(sip::HeaderName::call_id), *leg);
    auto const via = sip::outline_via(invite.request.top_via().value);
    leg->rport_ = via.parameters.find("rport").has_value();
    auto const dialled = sip::view_uri(invite.request.request_uri());
    leg->contact_ = joined({"<sip:", dialled ? dialled->user : "", "@", net::to_string(parts.endpoint.address()), ">"});
    leg->dialog_ = sip::Dialog::of_server(invite.request, leg->tag_);
    leg->dialog_->set_local_sequence(parts.options.profile.first_callee_cseq - 1);
    leg->to_ = to_transport_address(*to_endpoint(invite.from));
    leg->meet_nat(sip::TransportAddress{std::string(via.host), via.port.value_or(5060)} != invite.from);
    if (auto offer = read_remote_media(invite.request.body(), leg->live_->formats)) leg->apply_offer(std::move(*offer));
    return leg;
}

void ServerLeg::progress(int status) {
    if (state_ != State::ringing) return;
    auto response = sip::make_response(invite_, status, status == 100 ? std::string_view{} : tag_);
    response.add(sip::HeaderName::contact, contact_);
    parts_.endpoint.respond(*invite_transaction_, std::move(response));
}

void ServerLeg::progress_with_media() {
    if (state_ != State::ringing || live_->sdp) return;
    auto response = response_to(invite_, 183);
    describe_in(response);
    parts_.endpoint.respond(*invite_transaction_, std::move(response));
}

// A 200 repeats the description of the 183 before it (RFC 3261 section 13.2.1).
void ServerLeg::describe_in(sip::Message& response) {
    response.add(sip::HeaderName::content_type, "application/sdp");
    if (!live_->sdp) {
        live_->sdp = make_sdp();
        live_->sdp->describe(media_->address(), live_->remote->formats);
    }
    response.set_body(live_->sdp->last());
}

void ServerLeg::answer() {
    if (state_ != State::ringing) return;
    state_ = State::up;
    live_->acknowledged = false;
    auto response = response_to(invite_, 200);
    describe_in(response);
    take_session(invite_, response);
    live_->timers.success.start(parts_.endpoint.respond(*invite_transaction_, std::move(response)));
}

void ServerLeg::refuse(int status) {
    if (state_ != State::ringing) return;
    parts_.endpoint.respond(*invite_transaction_, response_to(invite_, status));
    finish();
}

void ServerLeg::cancel_from_phone(sip::RequestArrived const& event) {
    parts_.index.open(event.transaction, *this);
    parts_.endpoint.respond(event.transaction, response_to(event.request, 200));
    if (state_ != State::ringing) return;
    refuse(487);
    user_->leg_cancelled(*this);
}

// Events

void ServerLeg::handle(sip::ResponseArrived const& event) {
    if (dialog_ && dialog_->matches(event.response) && acknowledgements_.repeat_for(event.response, destination())) {
        return;
    }
    if (!caller_ && event.transaction == invite_transaction_) {
        handle_invite_response(event.response);
    } else if (event.transaction == reinvite_transaction_) {
        handle_reinvite_response(event.response);
    } else if (event.transaction == bye_transaction_) {
        if (event.response.status() >= 200) finish();
    } else if (live_ && event.transaction == live_->notify_transaction) {
        if (event.response.status() >= 200) notified();
    }
}

bool ServerLeg::handle(sip::StrayResponse const& event) {
    return dialog_ && dialog_->matches(event.response) && acknowledgements_.repeat_for(event.response, destination());
}

void ServerLeg::handle(sip::TransactionTimedOut const& event) {
    if (event.transaction == reinvite_transaction_) {
        reinvite_transaction_.reset();
        lose_dialog();
    } else if (!caller_ && event.transaction == invite_transaction_) {
        auto const was_wanted = state_ == State::ringing;
        finish();
        if (was_wanted) user_->leg_refused(*this, 408);
    } else if (event.transaction == bye_transaction_) {
        finish();
    } else if (live_ && event.transaction == live_->notify_transaction) {
        live_->notify_transaction.reset();
        live_->transfer_news.reset();
        live_->refer_number = 0;
    }
}

bool ServerLeg::handle(sip::AckArrived const& event) {
    if (!dialog_ || !dialog_->matches(event.ack)) return false;
    if (over() || !live_->timers.success.acknowledged_by(event.ack)) return true;
    live_->acknowledged = true;
    do_what_waited();
    return true;
}

// Common parts

sip::TransactionId ServerLeg::send(sip::Message request) {
    auto const transaction = parts_.endpoint.request(std::move(request), dialog_ ? destination() : to_, rport_);
    parts_.index.open(transaction, *this);
    return transaction;
}

void ServerLeg::transaction_closed() {
    --open_transactions_;
    tell_if_done();
}

void ServerLeg::tell_if_done() {
    if (done()) user_->leg_done();
}

void ServerLeg::acknowledge(sip::Message const& invite) {
    auto const number = invite.sequence().number;
    auto ack = dialog_->ack(number);
    ack.add(sip::HeaderName::contact, contact_);
    acknowledgements_.send(std::move(ack), number, destination(), rport_);
}

// Section 13.3.1.4: without an ACK the session ends.
void ServerLeg::give_up_waiting() {
    live_->acknowledged = true;
    hang_up();
    user_->leg_hung_up(*this);
}

void ServerLeg::finish() {
    state_ = State::over;
    // What is left of it waits for late messages and packets: many a leg at a time does, and takes no more memory than
    // for that. An INVITE of its own may be answered yet.
    live_.reset();
    invite_ = (!caller_ && !dialog_) || reinvite_transaction_ ? sip::dialog_basis(invite_) : sip::Message{};
    media_->stop([this] { tell_if_done(); });
    user_->leg_over();
}

// Who answers an offer chooses: chan_sip by its own order of preference, whatever the offer's was.
void ServerLeg::apply_offer(RemoteMedia remote) {
    auto const rank = [&](sip::MediaFormat const& format) {
        return std::find_if(live_->formats.begin(), live_->formats.end(),
                            [&](sip::MediaFormat const& own) { return sip::same_encoding(format, own); });
    };
    std::stable_sort(remote.formats.begin(), remote.formats.end(),
                     [&](sip::MediaFormat const& a, sip::MediaFormat const& b) { return rank(a) < rank(b); });
    apply_answer(std::move(remote));
}

void ServerLeg::apply_answer(RemoteMedia remote) {
    // Nothing that can be spoken: what stood before stands.
    if (remote.speech() == nullptr && live_->remote) return;
    live_->remote = std::move(remote);
    auto const* const speech = live_->remote->speech();
    if (speech == nullptr || live_->media_elsewhere) return;
    media_->set_remote(live_->remote->endpoint, *speech, live_->remote->event_type());
}

sip::Message ServerLeg::response_to(sip::Message const& request, int status) const {
    auto response = sip::make_response(request, status, tag_);
    response.add(sip::HeaderName::contact, contact_);
    return response;
}

void ServerLeg::meet_nat(bool behind_nat) {
    auto const& nat = peer_ != nullptr ? peer_->nat : parts_.options.sip_conf.defaults.nat;
    symmetric_ = applies(nat.force_rport, behind_nat);
    if (applies(nat.comedia, behind_nat)) media_->follow_source();
}

sip::TransportAddress ServerLeg::destination() const {
    return symmetric_ ? to_ : next_hop(*dialog_).value_or(to_);
}

SdpSession ServerLeg::make_sdp() {
    auto const& options = parts_.options;
    auto const& own = caller_ ? options.caller_sdp_id : options.callee_sdp_id;
    auto const& identifiers = options.profile.identifiers;
    auto const& product = caller_ ? identifiers.sdp_answer_id : identifiers.sdp_offer_id;
    return {options.profile.sdp, parts_.endpoint.address().address, caller_ ? SdpRole::answerer : SdpRole::offerer,
            parts_.endpoint.identifiers().draw(own.empty() ? product : own, parts_.endpoint.now()),
            peer_ != nullptr ? peer_->packet_ms : std::nullopt};
}

}  // namespace voiplab::agents
