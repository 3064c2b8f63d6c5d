#pragma once

#include "fields.hpp"
#include "voiplab/scenarios/scenario.hpp"

#include <vector>

namespace voiplab::scenarios {

// Reads a whole scenario but its `file`.
void read(YamlValue const& value, Scenario& into);

// Every mapping of a scenario; the scenario itself first.
std::vector<KeyList> scenario_keys();

}  // namespace voiplab::scenarios
