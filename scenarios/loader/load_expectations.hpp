#pragma once

#include "fields.hpp"
#include "voiplab/scenarios/scenario.hpp"

#include <vector>

namespace voiplab::scenarios {

void read(YamlValue const& value, CallExpectation& into);
void read(YamlValue const& value, LadderExpectation& into);

std::vector<KeyList> expectation_keys();

}  // namespace voiplab::scenarios
