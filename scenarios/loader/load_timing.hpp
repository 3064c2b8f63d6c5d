#pragma once

#include "fields.hpp"
#include "voiplab/models/agents/timing.hpp"

#include <vector>

namespace voiplab::scenarios {

// Each replaces the times that it names and leaves the others.
void read(YamlValue const& value, agents::PhoneTiming& into);
void read(YamlValue const& value, agents::ServerTiming& into);
void read(YamlValue const& value, agents::ProxyTiming& into);

std::vector<KeyList> timing_keys();

}  // namespace voiplab::scenarios
