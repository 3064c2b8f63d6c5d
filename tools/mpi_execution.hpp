#pragma once

#include "voiplab/scenarios/sweep.hpp"

#include <functional>
#include <optional>

// Runs of a sweep over the ranks of an MPI job. A rank asks for nothing: it has one run, and the next when its result
// has come.
namespace voiplab::tools {

using PreparedSweep = std::optional<scenarios::Sweep>;

// Of rank 0, which runs nothing itself, unless it is alone.
scenarios::SweepExecution over_ranks();
// Lets the other ranks end.
void dismiss_ranks();

// Of the other ranks: runs what they are told, until they are dismissed. The sweep is prepared with the first run.
void serve_coordinator(std::function<PreparedSweep()> const& prepare);

}  // namespace voiplab::tools
