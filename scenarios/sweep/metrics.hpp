#pragma once

#include "voiplab/scenarios/runner.hpp"

#include <optional>
#include <string>
#include <vector>

namespace voiplab::scenarios {

// What a sweep measures of a run, by the names of its columns; units stand in the names. The same for every scenario.
std::vector<std::string> metric_names();

// Of a run, in the order of the names; nullopt where it did not come to that.
std::vector<std::optional<double>> metrics_of(RunResult const& result);

// Where among the names it stands.
std::size_t metric_number(std::string_view name);

}  // namespace voiplab::scenarios
