#pragma once

#include "voiplab/models/sip/session_timer.hpp"
#include "voiplab/sim/callback.hpp"
#include "voiplab/sim/scheduler.hpp"
#include "voiplab/sim/timer.hpp"

#include <optional>

namespace voiplab::agents {

// The clock of a session that expires (RFC 4028 section 10): who refreshes is called at half of the interval, who does
// not before its end.
class SessionRefresh {
  public:
    SessionRefresh(sim::Scheduler& scheduler, sim::Callback refresh, sim::Callback expired);

    // The session was agreed on or refreshed just now; `ours`: this side refreshes it.
    void start(sim::Duration interval, bool ours);
    void stop();

    // Of the session that runs; nullopt where none does.
    [[nodiscard]] std::optional<sim::Duration> interval() const { return interval_; }
    [[nodiscard]] bool ours() const { return ours_; }
    // What a re-INVITE says of it, so that who refreshes stays who it is (section 7.4).
    [[nodiscard]] std::optional<sip::SessionExpires> offer() const;

  private:
    sim::Callback refresh_;
    sim::Callback expired_;
    std::optional<sim::Duration> interval_;
    bool ours_ = false;
    sim::Timer timer_;
};

}  // namespace voiplab::agents
