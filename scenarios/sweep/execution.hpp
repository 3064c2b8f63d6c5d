#pragma once

#include "scenarios/sweep/run_worker.hpp"

#include <functional>
#include <span>
#include <vector>

namespace voiplab::scenarios {

// Carries runs out, in whatever order, and hands them over as they are done: in the thread that called, some at a time,
// and at least four times a second, be it none. Where `stop` says so it begins no more, and returns when those that it
// has begun are done.
using Deliver = std::function<void(std::vector<FinishedRun>&&)>;
using Stop = std::function<bool()>;
using Execute = std::function<void(SweepBasis const&, std::span<RunKey const>, Deliver const&, Stop const&)>;

// On so many threads of this process; 0: one a core.
Execute on_threads(unsigned threads);

}  // namespace voiplab::scenarios
