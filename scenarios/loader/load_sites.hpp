#pragma once

#include "fields.hpp"
#include "voiplab/models/net/network.hpp"

#include <vector>

namespace voiplab::scenarios {

void read(YamlValue const& value, net::SiteOptions& into);

// 02:00:00:00:00:01 for the first host: locally administered (IEEE 802), so that it is no vendor's.
net::MacAddress mac_of_host(std::size_t number);

// Puts each site's hosts and links behind those that the network has already.
void add_sites(YamlValue const& network_value, net::NetworkOptions& network);
// Puts into the hosts' neighbour caches whom `known` of a host and `knows` of a site name.
void fill_in_neighbours(YamlValue const& network_value, net::NetworkOptions& network);

std::vector<KeyList> site_keys();

}  // namespace voiplab::scenarios
