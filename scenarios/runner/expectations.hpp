#pragma once

#include "voiplab/scenarios/runner.hpp"

#include <string>
#include <vector>

namespace voiplab::scenarios {

// One sentence for each expectation that the calls of a run do not meet.
std::vector<std::string> failed_expectations(std::vector<CallExpectation> const& expectations,
                                             std::vector<CallRecord> const& calls);

}  // namespace voiplab::scenarios
