#pragma once

#include "voiplab/sim/scheduler.hpp"

#include <type_traits>

namespace voiplab::sim {

// One pending event that its owner arms, moves and cancels. Destroying the timer cancels it, so an owner that goes away
// leaves nothing behind that could fire.
class Timer {
  public:
    Timer(Scheduler& scheduler, Callback on_expiry) : scheduler_(scheduler), on_expiry_(on_expiry) {}
    ~Timer() { cancel(); }
    Timer(Timer const&) = delete;
    Timer& operator=(Timer const&) = delete;

    // Fires once at `at`; an earlier arming is forgotten.
    void arm(Time at) {
        cancel();
        handle_ = scheduler_.schedule(at, on_expiry_);
        expiry_ = at;
    }
    void arm_in(Duration delay) { arm(scheduler_.now() + delay); }
    void cancel() { scheduler_.cancel(handle_); }
    [[nodiscard]] bool armed() const { return scheduler_.pending(handle_); }
    // When it fires; meaningful while armed.
    [[nodiscard]] Time expiry() const { return expiry_; }

  private:
    Scheduler& scheduler_;
    Callback on_expiry_;
    EventHandle handle_;
    Time expiry_{};
};

}  // namespace voiplab::sim
