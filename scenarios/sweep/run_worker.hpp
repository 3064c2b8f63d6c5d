#pragma once

#include "scenarios/sweep/journal.hpp"
#include "scenarios/sweep/plan.hpp"
#include "voiplab/scenarios/loader.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace voiplab::scenarios {

// What the runs of a sweep have in common.
struct SweepBasis {
    ScenarioFile file;
    std::vector<Override> overrides;
    std::optional<std::uint64_t> seed;  // instead of the scenario's
    SweepPlan plan;

    // The scenario of a cell, with its own seed; or why there is none.
    [[nodiscard]] LoadResult load(std::uint64_t group, std::uint64_t step) const;
};

// Carries runs of a sweep out, one after the other, each in a world of its own. A thread or a rank has one.
class RunWorker {
  public:
    explicit RunWorker(SweepBasis const& basis) : basis_(&basis) {}

    // Never throws: a run that fails says why.
    FinishedRun run(RunKey const& key);

  private:
    SweepBasis const* basis_;
    // The cell that was run last: its other replications need not be loaded anew.
    std::optional<RunKey> loaded_;
    std::optional<Scenario> scenario_;
    std::string mistake_;
};

}  // namespace voiplab::scenarios
