#pragma once

#include "voiplab/scenarios/scenario.hpp"
#include "yaml_value.hpp"

namespace voiplab::scenarios {

// Says which UDP ports two parties of one host would both take.
void check_ports(YamlValue const& root, Scenario const& scenario);

}  // namespace voiplab::scenarios
