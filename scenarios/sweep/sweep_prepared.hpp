#pragma once

#include "scenarios/sweep/journal.hpp"
#include "scenarios/sweep/run_worker.hpp"
#include "voiplab/scenarios/sweep.hpp"

#include <string>
#include <vector>

namespace voiplab::scenarios {

// What Sweep::prepare() has made.
struct Sweep::Prepared {
    SweepBasis basis;
    SweepOptions options;
    std::string application;
    std::string fingerprint;
};

// The name of a journal in the output folder.
std::string journal_name(Shard const& shard);

}  // namespace voiplab::scenarios
