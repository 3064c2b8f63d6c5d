#pragma once

#include "voiplab/sim/time.hpp"

namespace voiplab::net {

// When a timer that is armed at `now` for `delay` fires on the timer wheel of Linux 4.8 and later (kernel/time/timer.c)
// with `hz` ticks a second. The wheel trades accuracy for speed: the longer the delay, the coarser the slots, and a
// timer fires at the slot after its expiry. A delay of 5 s at 250 Hz is rounded up to a multiple of 256 ms. Ticks are
// counted from the start of the run. With `hz` 0 the timer is exact: now + delay.
sim::Time linux_timer_expiry(sim::Time now, sim::Duration delay, unsigned hz);

}  // namespace voiplab::net
