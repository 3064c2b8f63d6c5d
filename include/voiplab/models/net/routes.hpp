#pragma once

#include "voiplab/models/net/network.hpp"
#include "voiplab/models/net/routing_table.hpp"

#include <cstddef>
#include <string>
#include <vector>

// Where a topology's packets go, known before the run.
namespace voiplab::net {

// The routes of every router, in the order of the options: its own networks, its static routes, and those that shortest
// paths over the links that are up give to each other router's networks. A static route goes before a found one.
std::vector<RoutingTable> routes_of(NetworkOptions const& options, std::vector<bool> const& is_up);

// Gives hosts that have no gateway the router that their links lead to without another: the first one with an interface
// in the host's network.
void fill_in_gateways(NetworkOptions& options);

// The way of a packet.
struct Path {
    std::vector<std::string> devices;  // from the first host to the last: hosts, switches, routers
    std::string broken;                // why it ends before, where it does: "gw has no route to 10.2.0.9"
};

// The way from one host to another, both numbers of the options, while all links are up.
Path path_of(NetworkOptions const& options, std::size_t from, std::size_t to);

}  // namespace voiplab::net
