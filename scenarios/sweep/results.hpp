#pragma once

#include "scenarios/sweep/journal.hpp"
#include "scenarios/sweep/needed_runs.hpp"
#include "scenarios/sweep/plan.hpp"
#include "voiplab/scenarios/sweep.hpp"
#include "voiplab/scenarios/sweep_table.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace voiplab::scenarios {

// What is told of the runs of a journal. `keys` are the runs' of the table.
struct Results {
    SweepTable table;
    std::vector<RunKey> keys;
};
Results results_of(SweepPlan const& plan, Journal const& journal);

// The metrics that decide how a sweep goes on, of the runs of a journal; of a sweep that nothing decides, the runs
// alone.
DoneRuns done_runs(SweepPlan const& plan, Journal const& journal);

// runs.csv: a row a run, with every parameter and every metric (RFC 4180, lines end with a line feed).
std::string runs_csv(SweepTable const& table);

// found.csv: a row for each combination of the other axes, and between which two values the metric passes its target.
std::string found_csv(SweepPlan const& plan, SweepTable const& table, std::vector<Found> const& found);
// The same in a sentence.
std::string sentence_of(SweepPlan const& plan, Found const& found);

// Writes all that a sweep leaves, each file whole or not at all. Throws OutputError.
void write_results(SweepPlan const& plan, Journal const& journal, Results const& results,
                   std::filesystem::path const& folder, SweepResult& into);

}  // namespace voiplab::scenarios
