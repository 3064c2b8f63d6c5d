#pragma once

#include "voiplab/models/sip/dialplan.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace voiplab::sip::asterisk {

// What is not modelled of a step that a call can reach.
struct Unmodelled {
    bool is_error = false;  // the call ends there; else something is left out on the way
    std::string text;
};

std::vector<Unmodelled> unmodelled(Extension const& extension, Priority const& priority);

// Each ${...} and $[...] becomes a lone '$': what is known only once a call is there.
std::string without_values(std::string_view text);
// True where such a '$' stands.
bool is_open(std::string_view text);

}  // namespace voiplab::sip::asterisk
