#pragma once

#include "fields.hpp"
#include "voiplab/scenarios/scenario.hpp"

#include <cstdint>
#include <vector>

namespace voiplab::scenarios {

// Up to as many as background_port has ports for.
void read_background(YamlValue const& value, std::vector<BackgroundOptions>& into);

// What is said where hosts or times are wrong. All hosts must be there.
void check_background(YamlValue const& root, Scenario const& scenario);

// The port that an entry of `background` takes at both its hosts: an odd one, which no relay's RTP takes.
std::uint16_t background_port(std::size_t number);

std::vector<KeyList> background_keys();

}  // namespace voiplab::scenarios
