#pragma once

#include "fields.hpp"
#include "voiplab/scenarios/scenario.hpp"

#include <string>
#include <vector>

namespace voiplab::scenarios {

// One entry of `phones`: a phone, or what all phones of a site are like.
struct PhoneEntry : PhoneOptions {
    agents::Profile product;  // while it is read; then `profile`
    std::string site;
    std::string first_user;           // of the first phone; the others are called by the next numbers
    sim::Duration register_within{};  // the phones of a site register one after the other, spread over this
};

void read(YamlValue const& value, PhoneEntry& into);

std::vector<KeyList> phone_keys();

}  // namespace voiplab::scenarios
