#include "voiplab/models/net/routing_table.hpp"

#include <algorithm>

namespace voiplab::net {

void RoutingTable::add(Route const& route) {
    auto const place = std::upper_bound(routes_.begin(), routes_.end(), route, [](Route const& a, Route const& b) {
        return a.to.prefix_length > b.to.prefix_length;
    });
    routes_.insert(place, route);
}

Route const* RoutingTable::find(Ipv4Address destination) const {
    auto const found = std::find_if(routes_.begin(), routes_.end(),
                                    [&](Route const& route) { return route.to.contains(destination); });
    return found == routes_.end() ? nullptr : &*found;
}

}  // namespace voiplab::net
