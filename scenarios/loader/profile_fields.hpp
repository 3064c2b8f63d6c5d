#pragma once

#include "fields.hpp"
#include "voiplab/models/agents/profile.hpp"

#include <vector>

namespace voiplab::scenarios {

// Replaces what a profile's file says over what it is based on. `based_on` itself is another's to read.
void read_profile_fields(YamlValue const& value, agents::Profile& into);

std::vector<KeyList> profile_field_keys();

}  // namespace voiplab::scenarios
