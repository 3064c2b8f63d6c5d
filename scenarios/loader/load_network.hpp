#pragma once

#include "fields.hpp"
#include "voiplab/models/net/network.hpp"

#include <vector>

namespace voiplab::scenarios {

void read(YamlValue const& value, net::SwitchOptions& into);
void read(YamlValue const& value, net::HubOptions& into);
// From 1 to 4094.
void read_vlan(YamlValue const& value, std::uint16_t& into);
void read(YamlValue const& value, net::NeighbourOptions& into);
void read(YamlValue const& value, net::NeighbourProbe& into);
void read(YamlValue const& value, net::HostOptions& into);
void read(YamlValue const& value, net::Outage& into);
void read(YamlValue const& value, net::LinkOptions& into);
// Fills in what a network may leave out: MAC addresses, the one switch, links to it, and links' names.
void read(YamlValue const& value, net::NetworkOptions& into);

// Says what check_topology finds.
void check_network(YamlValue const& value, net::NetworkOptions const& network);

std::vector<KeyList> network_keys();

}  // namespace voiplab::scenarios
