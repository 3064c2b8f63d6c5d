#pragma once

#include "voiplab/scenarios/runner.hpp"
#include "voiplab/scenarios/scenario.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace voiplab::scenarios {

// links.csv: a row for each way of each measured link and each slice of time, in this order.
std::string links_csv(std::vector<net::LinkRecord> const& links);

// summary.json: what the run as a whole came to.
std::string summary_json(Scenario const& scenario, RunResult const& result);

// Writes both into the folder, where the scenario wants statistics, and tells the result.
void write_statistics(Scenario const& scenario, std::filesystem::path const& folder, RunResult& result);

}  // namespace voiplab::scenarios
