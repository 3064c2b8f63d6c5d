#pragma once

#include "fields.hpp"
#include "voiplab/scenarios/scenario.hpp"

#include <vector>

namespace voiplab::scenarios {

void read(YamlValue const& value, agents::ProxyUser& into);
void read(YamlValue const& value, agents::ProxyRoute& into);
void read(YamlValue const& value, ProxyOptions& into);

// Gives the proxies that name no users those of the phones whose domain they are.
void fill_in_users(YamlValue const& root, Scenario& scenario);

// Says which users of a proxy stand twice.
void check_proxies(YamlValue const& root, Scenario const& scenario);

std::vector<KeyList> proxy_keys();

}  // namespace voiplab::scenarios
