#pragma once

#include "fields.hpp"
#include "voiplab/scenarios/scenario.hpp"

#include <vector>

namespace voiplab::scenarios {

void read(YamlValue const& value, CallOptions& into);

std::vector<KeyList> call_keys();

}  // namespace voiplab::scenarios
