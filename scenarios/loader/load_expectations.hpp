#pragma once

#include "fields.hpp"
#include "voiplab/scenarios/scenario.hpp"

#include <vector>

namespace voiplab::scenarios {

// `expect`: of calls, and of the run.
void read_expectations(YamlValue const& value, Scenario& into);
void read(YamlValue const& value, LadderExpectation& into);

std::vector<KeyList> expectation_keys();

}  // namespace voiplab::scenarios
