#pragma once

#include "voiplab/scenarios/scenario.hpp"
#include "yaml_value.hpp"

namespace voiplab::scenarios {

// Says what a scenario names that does not exist, and what does not fit together: names, ports, times.
void check_references(YamlValue const& root, Scenario const& scenario);

}  // namespace voiplab::scenarios
