#pragma once

#include "fields.hpp"
#include "voiplab/models/net/network.hpp"

#include <vector>

namespace voiplab::scenarios {

void read(YamlValue const& value, net::RouterOptions& into);
void read(YamlValue const& value, net::RoutingOptions& into);
// Gives interfaces a MAC address where the YAML has none.
void fill_in_interfaces(YamlValue const& network_value, net::NetworkOptions& network);

std::vector<KeyList> router_keys();

}  // namespace voiplab::scenarios
