#pragma once

#include "voiplab/sim/random.hpp"
#include "voiplab/sim/time.hpp"

namespace voiplab::agents {

// How long a re-INVITE waits that was answered 491 (RFC 3261 section 14.1): in steps of 10 ms, and longer where this
// side gave the dialog its Call-ID.
inline sim::Duration wait_after_glare(bool owns_call_id, sim::RandomStream& random) {
    auto const steps = owns_call_id ? random.integer(210, 400) : random.integer(0, 200);
    return std::chrono::milliseconds(10) * static_cast<std::int64_t>(steps);
}

}  // namespace voiplab::agents
