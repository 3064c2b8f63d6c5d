#pragma once

#include "fields.hpp"
#include "voiplab/models/agents/profile.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace voiplab::scenarios {

// A bundled profile's name, or the path of a file, which has a "/" or ends in .yaml; relative to the file that says so.
void read_profile(YamlValue const& value, agents::Profile& into);
// A profile that comes with voiplab; the name must be one of bundled_profile_names().
agents::Profile bundled_profile(std::string_view name, Session& session);
std::vector<std::string_view> bundled_profile_names();

// An identifier format as agents::IdentifierFormats explains it.
void read_identifier_format(YamlValue const& value, std::string& into);
// The same for o=, whose id is decimal (RFC 4566 section 5.2).
void read_sdp_id_format(YamlValue const& value, std::string& into);

}  // namespace voiplab::scenarios
