#pragma once

#include "voiplab/scenarios/scenario.hpp"
#include "yaml_value.hpp"

#include <cstddef>
#include <string>

namespace voiplab::scenarios {

// Reads the list `phones`: an entry for a host makes one phone, an entry for a site one on each of its hosts. The
// scenario's network must have been read.
void read_phones(YamlValue const& value, Scenario& scenario);

// "phones[2]": the entry that made the phone of this number.
std::string path_of_phone(Scenario const& scenario, std::size_t number);

// The last phone that the same entry made.
std::size_t last_of_entry(Scenario const& scenario, std::size_t number);

// Gives the phones that name no domain the address of the only server or proxy.
void fill_in_domains(YamlValue const& root, Scenario& scenario);

}  // namespace voiplab::scenarios
