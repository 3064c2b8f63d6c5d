#pragma once

#include "fields.hpp"
#include "voiplab/scenarios/scenario.hpp"

#include <vector>

namespace voiplab::scenarios {

void read(YamlValue const& value, PhoneOptions& into);

// Gives the phones that name no domain the address of the only server or proxy.
void fill_in_domains(YamlValue const& root, Scenario& scenario);

std::vector<KeyList> phone_keys();

}  // namespace voiplab::scenarios
