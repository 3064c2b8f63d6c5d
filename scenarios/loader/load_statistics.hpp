#pragma once

#include "fields.hpp"
#include "voiplab/scenarios/scenario.hpp"

#include <vector>

namespace voiplab::scenarios {

void read_statistics(YamlValue const& value, std::optional<StatisticsOptions>& into);

// Says which links are measured, and how, where statistics are wanted. The network must be there.
void add_measurement(YamlValue const& root, Scenario& scenario);

std::vector<KeyList> statistics_keys();

}  // namespace voiplab::scenarios
