#pragma once

#include "voiplab/models/net/network.hpp"

#include <string>

// A scenario's network, drawn for people.
namespace voiplab::tools {

// A Graphviz graph: hosts are ellipses, a site is one for all of its hosts, switches boxes, hubs diamonds, routers
// hexagons with their interfaces' addresses at the links' ends.
std::string topology_dot(net::NetworkOptions const& network, std::string const& title);

// Subnets with who is in them, routers with their interfaces and routes, and links.
std::string topology_text(net::NetworkOptions const& network);

// The way from one host to another and the way back, both by name. The hosts must exist.
std::string path_text(net::NetworkOptions const& network, std::string const& from, std::string const& to);

// The number of the host of that name, or one beyond the last.
std::size_t host_number(net::NetworkOptions const& network, std::string const& name);

}  // namespace voiplab::tools
