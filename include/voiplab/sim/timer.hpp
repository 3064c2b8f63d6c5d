#pragma once

#include "voiplab/sim/scheduler.hpp"

#include <cassert>

namespace voiplab::sim {

// One pending event that its owner arms, moves and cancels. Destroying the timer cancels it, so an owner that goes away
// leaves nothing behind that could fire. Whether it is armed it knows itself: what the scheduler keeps of its event is
// far from the processor by then.
class Timer {
  public:
    Timer(Scheduler& scheduler, Callback on_expiry) : scheduler_(scheduler), on_expiry_(on_expiry) {}
    ~Timer() { cancel(); }
    Timer(Timer const&) = delete;
    Timer& operator=(Timer const&) = delete;

    // Fires once at `at`; an earlier arming is forgotten.
    void arm(Time at) {
        assert(at != unarmed);
        cancel();
        handle_ = scheduler_.schedule(at, [this] { fire(); });
        expiry_ = at;
    }
    void arm_in(Duration delay) { arm(scheduler_.now() + delay); }
    void cancel() {
        if (!armed()) return;
        scheduler_.cancel(handle_);
        expiry_ = unarmed;
    }
    [[nodiscard]] bool armed() const { return expiry_ != unarmed; }
    // When it fires; meaningful while armed.
    [[nodiscard]] Time expiry() const { return expiry_; }

  private:
    static constexpr Time unarmed = Time::max();

    void fire() {
        expiry_ = unarmed;
        // A copy, as it may destroy the timer.
        auto on_expiry = on_expiry_;
        on_expiry();
    }

    Scheduler& scheduler_;
    Callback on_expiry_;
    EventHandle handle_;
    Time expiry_ = unarmed;
};

}  // namespace voiplab::sim
