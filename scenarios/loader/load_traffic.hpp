#pragma once

#include "fields.hpp"
#include "voiplab/scenarios/scenario.hpp"

#include <vector>

namespace voiplab::scenarios {

void read(YamlValue const& value, TrafficOptions& into);
void read(YamlValue const& value, MediaCallOptions& into);

// Puts the traffic's calls behind those that are written. All phones must be there.
void add_traffic(YamlValue const& root, Scenario& scenario);
// Says what is wrong with the calls without signalling.
void check_media_calls(YamlValue const& root, Scenario const& scenario);

std::vector<KeyList> traffic_keys();

}  // namespace voiplab::scenarios
