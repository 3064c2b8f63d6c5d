#pragma once

#include "voiplab/models/sip/header_fields.hpp"

#include <string>

namespace voiplab::sip {

// Writes each parameter behind a ";".
void append_parameters(std::string& text, Parameters const& parameters);

}  // namespace voiplab::sip
