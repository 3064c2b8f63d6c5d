#pragma once

#include "fields.hpp"
#include "voiplab/scenarios/scenario.hpp"

#include <vector>

namespace voiplab::scenarios {

void read(YamlValue const& value, MessageFault& into);

std::vector<KeyList> fault_keys();

}  // namespace voiplab::scenarios
