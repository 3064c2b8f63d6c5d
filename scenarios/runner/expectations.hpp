#pragma once

#include "voiplab/scenarios/runner.hpp"

#include <string>
#include <vector>

namespace voiplab::scenarios {

// One sentence for each expectation of the scenario that its run does not meet.
std::vector<std::string> failed_expectations(Scenario const& scenario, RunResult const& result);

}  // namespace voiplab::scenarios
