#include "voiplab/models/agents/session_refresh.hpp"

namespace voiplab::agents {

SessionRefresh::SessionRefresh(sim::Scheduler& scheduler, sim::Callback refresh, sim::Callback expired)
    : refresh_(refresh), expired_(expired), timer_(scheduler, [this] { ours_ ? refresh_() : expired_(); }) {}

void SessionRefresh::start(sim::Duration interval, bool ours) {
    interval_ = interval;
    ours_ = ours;
    timer_.arm_in(ours ? sip::refresh_after(interval) : sip::expires_after(interval));
}

std::optional<sip::SessionExpires> SessionRefresh::offer() const {
    if (!interval_) return std::nullopt;
    return sip::SessionExpires{*interval_, ours_ ? sip::Refresher::uac : sip::Refresher::uas};
}

void SessionRefresh::stop() {
    interval_.reset();
    timer_.cancel();
}

}  // namespace voiplab::agents
