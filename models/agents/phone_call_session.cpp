#include "voiplab/models/agents/phone_call.hpp"
#include "voiplab/models/sip/session_timer.hpp"

// The time for which a call's session is agreed on (RFC 4028). A phone speaks of it only where its options do.

namespace voiplab::agents {

void PhoneCall::ask_for_session(sim::Duration interval) {
    using Wish = SessionTimerOptions::Refresher;
    sip::SessionExpires expires{interval, std::nullopt};
    if (parts_.options.session_timer->refresher == Wish::uac) expires.refresher = sip::Refresher::uac;
    if (parts_.options.session_timer->refresher == Wish::uas) expires.refresher = sip::Refresher::uas;
    invite_.set(sip::HeaderName::session_expires, sip::to_string(expires));
    // Section 7.4: the largest minimum that a 422 has named.
    invite_.set(sip::HeaderName::min_se, sip::to_seconds(live_->shortest_session));
    add_supported(invite_);
}

void PhoneCall::add_supported(sip::Message& message) const {
    auto const& values = parts_.options.profile->values;
    auto const* const own = values.find(LayoutField("Supported"));
    message.set(sip::HeaderName::supported, own == nullptr ? "timer" : *own + ", timer");
}

// A 2xx to our own INVITE; where it says nothing, the other side knows no such sessions, and refreshing is left to us
// (section 7.2).
void PhoneCall::keep_session(sip::Message const& success) {
    auto const& wish = parts_.options.session_timer;
    auto const agreed = sip::session_expires_of(success);
    if (agreed) {
        live_->timers.session.start(agreed->interval, agreed->refresher != sip::Refresher::uas);
    } else if (wish) {
        live_->timers.session.start(
            sip::session_expires_of(invite_).value_or(sip::SessionExpires{wish->expires, {}}).interval, true);
    } else {
        live_->timers.session.stop();
    }
}

void PhoneCall::take_session(sip::Message const& request, sip::Message& success) {
    auto const asked = sip::session_expires_of(request);
    if (!asked || !(parts_.options.session_timer || live_->timers.session.interval())) return;
    auto const supported = sip::lists_option(request, "Supported", "timer");
    auto const agreed = sip::answer_session(*asked, supported, sip::Refresher::uac);
    success.add(sip::HeaderName::session_expires, sip::to_string(agreed));
    if (agreed.refresher == sip::Refresher::uac) success.add(sip::HeaderName::require, "timer");
    add_supported(success);
    live_->timers.session.start(agreed.interval, agreed.refresher == sip::Refresher::uas);
}

}  // namespace voiplab::agents
