#pragma once

#include "fields.hpp"
#include "voiplab/scenarios/scenario.hpp"

#include <vector>

namespace voiplab::scenarios {

// Reads the configuration files that the server names, too.
void read(YamlValue const& value, ServerOptions& into);

// Says which applications that a phone's call can reach are not modelled.
void check_dialplans(YamlValue const& root, Scenario const& scenario);

std::vector<KeyList> server_keys();

}  // namespace voiplab::scenarios
