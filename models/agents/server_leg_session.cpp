#include "voiplab/models/agents/server_leg.hpp"
#include "voiplab/models/sip/session_timer.hpp"

#include <algorithm>

// The time for which a leg's session is agreed on (RFC 4028), as sip.conf's session-timers has it: chan_sip accepts
// what the other side asks for, asks itself where it is to originate, or does neither.

namespace voiplab::agents {

namespace {

using Mode = sip::PeerSessionTimers::Mode;

sip::PeerSessionTimers timers_of(sip::SipPeer const* peer) {
    return peer == nullptr ? sip::PeerSessionTimers{} : peer->session_timers;
}

sip::Refresher wish_of(sip::PeerSessionTimers const& timers) {
    return timers.refresher_is_uac ? sip::Refresher::uac : sip::Refresher::uas;
}

}  // namespace

bool ServerLeg::session_too_short() const {
    auto const asked = sip::session_expires_of(invite_);
    auto const timers = timers_of(peer_);
    return asked && timers.mode != Mode::refuse && asked->interval < timers.minimum;
}

sim::Duration ServerLeg::shortest_session() const {
    return timers_of(peer_).minimum;
}

void ServerLeg::ask_for_session(sip::Message& invite) const {
    auto const timers = timers_of(peer_);
    if (timers.mode != Mode::originate) return;
    invite.add(sip::HeaderName::session_expires,
               sip::to_string({std::max(timers.expires, timers.minimum), wish_of(timers)}));
    invite.add(sip::HeaderName::min_se, sip::to_seconds(timers.minimum));
}

// A 2xx that says nothing comes from one who knows no such sessions: refreshing is left to the server (section 7.2).
void ServerLeg::keep_session(sip::Message const& success) {
    auto const timers = timers_of(peer_);
    auto const agreed = sip::session_expires_of(success);
    if (agreed) {
        live_->timers.session.start(agreed->interval, agreed->refresher != sip::Refresher::uas);
    } else if (timers.mode == Mode::originate) {
        live_->timers.session.start(std::max(timers.expires, timers.minimum), true);
    } else if (live_->timers.session.interval()) {
        live_->timers.session.start(*live_->timers.session.interval(), live_->timers.session.ours());
    }
}

void ServerLeg::take_session(sip::Message const& request, sip::Message& success) {
    auto const asked = sip::session_expires_of(request);
    auto const timers = timers_of(peer_);
    if (!asked || timers.mode == Mode::refuse) return;
    auto const supported = sip::lists_option(request, "Supported", "timer");
    auto const agreed = sip::answer_session(*asked, supported, wish_of(timers));
    success.add(sip::HeaderName::session_expires, sip::to_string(agreed));
    if (agreed.refresher == sip::Refresher::uac) success.add(sip::HeaderName::require, "timer");
    live_->timers.session.start(agreed.interval, agreed.refresher == sip::Refresher::uas);
}

void ServerLeg::refresh_session() {
    live_->refresh_wanted = true;
    do_what_waited();
}

}  // namespace voiplab::agents
