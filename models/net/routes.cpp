#include "voiplab/models/net/routes.hpp"

#include "topology_graph.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <utility>

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/dijkstra_shortest_paths.hpp>

namespace voiplab::net {

namespace {

using Weight = std::uint64_t;
using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::undirectedS, boost::no_property,
                                    boost::property<boost::edge_weight_t, Weight>>;
using Vertex = boost::graph_traits<Graph>::vertex_descriptor;

constexpr auto unreachable = std::numeric_limits<Weight>::max();

Weight weight_of(LinkOptions const& link, RoutingOptions::Metric metric) {
    switch (metric) {
        case RoutingOptions::Metric::delay:
            return static_cast<Weight>(link.delay.count());
        case RoutingOptions::Metric::cost:
            return link.cost;
        case RoutingOptions::Metric::hops:
        case RoutingOptions::Metric::none:
            break;
    }
    return 0;
}

// What packets can pass: links that are up, but no host, and the routers. A packet pays for a router when it enters or
// leaves one, so that of two ways that are as long otherwise the one over fewer routers is shorter.
Graph graph_of(NetworkOptions const& options, Vertices const& vertices, std::vector<bool> const& is_up) {
    Graph graph(vertices.count());
    for (std::size_t i = 0; i < options.links.size(); ++i) {
        auto const& link = options.links[i];
        auto const from = vertices.find(link.ends[0]);
        auto const to = vertices.find(link.ends[1]);
        if (!is_up[i] || !from || !to || vertices.host_at(*from) || vertices.host_at(*to)) continue;
        boost::add_edge(*from, *to, weight_of(link, options.routing.by), graph);
    }
    for (std::size_t router = 0; router < options.routers.size(); ++router) {
        for (auto const& interface : options.routers[router].interfaces) {
            boost::add_edge(vertices.port_of(router, interface), vertices.of_router(router), Weight{1}, graph);
        }
    }
    return graph;
}

// The shortest paths from one router to all that it can reach.
class ShortestPaths {
  public:
    ShortestPaths(Graph const& graph, Vertices const& vertices, std::size_t router)
        : vertices_(vertices),
          from_(vertices.of_router(router)),
          distances_(boost::num_vertices(graph), unreachable),
          predecessors_(boost::num_vertices(graph)) {
        boost::dijkstra_shortest_paths(graph, from_,
                                       boost::distance_map(distances_.data()).predecessor_map(predecessors_.data()));
    }

    [[nodiscard]] Weight distance(Vertex vertex) const { return distances_[vertex]; }
    // The first router after the one that it begins with, on the path to `router`.
    [[nodiscard]] std::size_t first_hop(std::size_t router) const {
        auto hop = router;
        for (auto vertex = vertices_.of_router(router); vertex != from_; vertex = predecessors_[vertex]) {
            if (auto const passed = vertices_.router_at(vertex)) hop = *passed;
            if (vertices_.router_at(predecessors_[vertex]) == vertices_.router_at(from_)) break;
        }
        return hop;
    }

  private:
    Vertices const& vertices_;
    Vertex from_;
    std::vector<Weight> distances_;
    std::vector<Vertex> predecessors_;
};

std::optional<std::size_t> interface_with(RouterOptions const& router, Ipv4Address neighbour) {
    for (std::size_t i = 0; i < router.interfaces.size(); ++i) {
        if (router.interfaces[i].address.contains(neighbour)) return i;
    }
    return std::nullopt;
}

void add_own_routes(RouterOptions const& router, RoutingTable& table) {
    for (std::size_t i = 0; i < router.interfaces.size(); ++i) {
        table.add({router.interfaces[i].address.network(), std::nullopt, i});
    }
    for (auto const& route : router.routes) {
        if (auto const interface = interface_with(router, route.via)) {
            table.add({route.to.network(), route.via, *interface});
        }
    }
}

// By which of its interfaces a router reaches another, and at which address.
std::optional<Route> route_to_neighbour(RouterOptions const& router, RouterOptions const& neighbour) {
    for (std::size_t i = 0; i < router.interfaces.size(); ++i) {
        for (auto const& theirs : neighbour.interfaces) {
            auto const& ours = router.interfaces[i];
            if (ours.address.network() == theirs.address.network()) {
                return Route{{}, theirs.address.address, i};
            }
        }
    }
    return std::nullopt;
}

void add_found_routes(NetworkOptions const& options, Vertices const& vertices, ShortestPaths const& paths,
                      std::size_t from, RoutingTable& table) {
    std::vector<std::pair<Weight, std::size_t>> others;
    for (std::size_t other = 0; other < options.routers.size(); ++other) {
        auto const distance = paths.distance(vertices.of_router(other));
        if (other != from && distance != unreachable) others.emplace_back(distance, other);
    }
    // Of two routers in a network the nearer one leads there.
    std::sort(others.begin(), others.end());
    for (auto const& [distance, other] : others) {
        auto const route = route_to_neighbour(options.routers[from], options.routers[paths.first_hop(other)]);
        if (!route) continue;
        for (auto const& interface : options.routers[other].interfaces) {
            auto const to = interface.address.network();
            auto const& known = table.routes();
            if (std::none_of(known.begin(), known.end(), [&](Route const& each) { return each.to == to; })) {
                table.add({to, route->via, route->interface});
            }
        }
    }
}

}  // namespace

std::vector<RoutingTable> routes_of(NetworkOptions const& options, std::vector<bool> const& is_up) {
    Vertices const vertices(options);
    std::vector<RoutingTable> tables(options.routers.size());
    for (std::size_t router = 0; router < options.routers.size(); ++router) {
        add_own_routes(options.routers[router], tables[router]);
    }
    if (options.routing.by == RoutingOptions::Metric::none || options.routers.size() < 2) return tables;
    auto const graph = graph_of(options, vertices, is_up);
    for (std::size_t router = 0; router < options.routers.size(); ++router) {
        ShortestPaths const paths(graph, vertices, router);
        add_found_routes(options, vertices, paths, router, tables[router]);
    }
    return tables;
}

}  // namespace voiplab::net
