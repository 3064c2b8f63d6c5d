#pragma once

#include "voiplab/models/net/address.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace voiplab::net {

// A route of a router.
struct Route {
    Ipv4Network to;
    std::optional<Ipv4Address> via;  // nullopt: the network is the interface's own
    std::size_t interface = 0;       // the number of the interface that leads there
};

// Where a router sends what it forwards: of the routes that match, the one with the longest prefix, of those as long
// the one that was added first (RFC 1812, 5.2.4.3).
class RoutingTable {
  public:
    void add(Route const& route);
    // nullptr where nothing matches.
    [[nodiscard]] Route const* find(Ipv4Address destination) const;
    // The longest prefixes first.
    [[nodiscard]] std::vector<Route> const& routes() const { return routes_; }

  private:
    std::vector<Route> routes_;
};

}  // namespace voiplab::net
