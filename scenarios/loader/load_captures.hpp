#pragma once

#include "fields.hpp"
#include "voiplab/scenarios/scenario.hpp"

#include <vector>

namespace voiplab::scenarios {

void read(YamlValue const& value, CaptureOptions& into);

std::vector<KeyList> capture_keys();

}  // namespace voiplab::scenarios
