#pragma once

#include "fields.hpp"
#include "voiplab/scenarios/scenario.hpp"

#include <vector>

namespace voiplab::scenarios {

void read(YamlValue const& value, SweepOptions& into);

// Says what is wrong with the sweep as a whole: axes that lead nowhere, metrics that there are not.
void check_sweep(YamlValue const& root, Scenario const& scenario);

std::vector<KeyList> sweep_keys();

}  // namespace voiplab::scenarios
