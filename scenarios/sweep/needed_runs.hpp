#pragma once

#include "scenarios/sweep/plan.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

namespace voiplab::scenarios {

using Shard = SweepShard;

// What is known of a run that is done: what it measured of the metrics that decide how the sweep goes on.
struct DoneRun {
    std::optional<double> until_ci;
    std::optional<double> find;
};
using DoneRuns = std::map<RunKey, DoneRun>;

// The runs of a plan, or of a shard of it, that are still due: in the plan's order; none where all is done. A sweep
// that depends on what comes out is asked again when these are done. What it then asks depends on nothing but the
// results, however they came about. Of such a sweep a shard is made of whole groups; of any other one, of every so
// many-th run.
std::vector<RunKey> needed_runs(SweepPlan const& plan, Shard const& shard, DoneRuns const& done);

// What a search of a group came to: the first step on the other side of the target, and the one before it.
struct Found {
    std::uint64_t group = 0;
    std::optional<std::uint64_t> beyond;  // nullopt: the metric is on one side of the target at both ends
    std::optional<double> mean_before;    // of the metric
    std::optional<double> mean_beyond;
};

// Of all groups, in a sweep that is done.
std::vector<Found> found_in(SweepPlan const& plan, DoneRuns const& done);

// How many runs a plan that depends on nothing has.
std::uint64_t count_of_runs(SweepPlan const& plan, Shard const& shard);

}  // namespace voiplab::scenarios
