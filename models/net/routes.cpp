#include "voiplab/models/net/routes.hpp"

#include "frame_paths.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <tuple>
#include <unordered_map>
#include <utility>

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/dijkstra_shortest_paths.hpp>

namespace voiplab::net {

namespace {

using Weight = std::uint64_t;
using WeightedGraph = boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS, boost::no_property,
                                            boost::property<boost::edge_weight_t, Weight>>;
using Vertex = boost::graph_traits<WeightedGraph>::vertex_descriptor;

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
class PacketPaths {
  public:
    PacketPaths(NetworkOptions const& options, std::vector<bool> const& is_up)
        : options_(options),
          vertices_(options),
          frames_(options, vertices_),
          graph_(frames_.count() + 2 * options.routers.size()) {
        frames_.for_each_hop([&](std::size_t from, std::size_t to, std::size_t link) {
            if (!is_up[link] || is_host(from) || is_host(to)) return;
            join(from, to, weight_of(options.links[link], options.routing.by));
        });
        for (std::size_t router = 0; router < options.routers.size(); ++router) {
            add_router(router);
        }
    }

    [[nodiscard]] WeightedGraph const& graph() const { return graph_; }
    // What everything that the router sends passes.
    [[nodiscard]] Vertex of_router(std::size_t router) const { return frames_.count() + 2 * router; }
    [[nodiscard]] Vertex of_interface(std::size_t router, std::size_t interface) const {
        return frames_.of_interface(router, options_.routers[router].interfaces[interface]);
    }
    // The router and its interface, where the vertex is one.
    struct Interface {
        std::size_t router = 0;
        std::size_t number = 0;
    };
    [[nodiscard]] std::optional<Interface> interface_at(Vertex vertex) const {
        auto const found = interfaces_.find(vertex);
        return found == interfaces_.end() ? std::nullopt : std::optional(found->second);
    }

  private:
    [[nodiscard]] bool is_host(std::size_t place) const {
        return vertices_.host_at(frames_.vertex_at(place)).has_value();
    }
    void join(Vertex one, Vertex other, Weight weight) {
        boost::add_edge(one, other, weight, graph_);
        boost::add_edge(other, one, weight, graph_);
    }
    // From behind a NAT the way leads out, and none in.
    void add_router(std::size_t router) {
        auto const outside = options_.routers[router].outside();
        auto const inner = of_router(router);
        auto const outer = outside ? inner + 1 : inner;
        if (outside) boost::add_edge(inner, outer, Weight{0}, graph_);
        for (std::size_t i = 0; i < options_.routers[router].interfaces.size(); ++i) {
            auto const vertex = of_interface(router, i);
            interfaces_.emplace(vertex, Interface{router, i});
            join(vertex, outside == i ? outer : inner, 1);
        }
    }

    NetworkOptions const& options_;
    Vertices vertices_;
    FramePaths frames_;
    WeightedGraph graph_;
    std::unordered_map<Vertex, Interface> interfaces_;
};

// The shortest paths from one router to all that it can reach.
class ShortestPaths {
  public:
    ShortestPaths(PacketPaths const& paths, std::size_t router)
        : paths_(paths),
          from_(paths.of_router(router)),
          router_(router),
          distances_(boost::num_vertices(paths.graph()), unreachable),
          predecessors_(boost::num_vertices(paths.graph())) {
        std::vector<boost::default_color_type> colours(boost::num_vertices(paths.graph()));
        boost::dijkstra_shortest_paths(
            paths.graph(), from_,
            boost::distance_map(distances_.data()).predecessor_map(predecessors_.data()).color_map(colours.data()));
    }

    [[nodiscard]] Weight distance(Vertex vertex) const { return distances_[vertex]; }
    // The interface by which the path to there leaves the router, and the first one that it comes to.
    struct FirstHop {
        std::size_t own = 0;
        PacketPaths::Interface theirs;
    };
    [[nodiscard]] FirstHop first_hop(Vertex to) const {
        FirstHop hop;
        for (auto vertex = to; vertex != from_; vertex = predecessors_[vertex]) {
            auto const interface = paths_.interface_at(vertex);
            if (!interface) continue;
            if (interface->router == router_) {
                hop.own = interface->number;
            } else {
                hop.theirs = *interface;
            }
        }
        return hop;
    }

  private:
    PacketPaths const& paths_;
    Vertex from_;
    std::size_t router_;
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

void add_found_routes(NetworkOptions const& options, PacketPaths const& paths, std::size_t from, RoutingTable& table) {
    ShortestPaths const shortest(paths, from);
    std::vector<std::tuple<Weight, std::size_t, std::size_t>> others;
    for (std::size_t other = 0; other < options.routers.size(); ++other) {
        if (other == from) continue;
        for (std::size_t i = 0; i < options.routers[other].interfaces.size(); ++i) {
            auto const distance = shortest.distance(paths.of_interface(other, i));
            if (distance != unreachable) others.emplace_back(distance, other, i);
        }
    }
    // Of two routers in a network the nearer one leads there.
    std::sort(others.begin(), others.end());
    for (auto const& [distance, other, i] : others) {
        auto const to = options.routers[other].interfaces[i].address.network();
        auto const& known = table.routes();
        if (std::any_of(known.begin(), known.end(), [&to = to](Route const& each) { return each.to == to; })) continue;
        auto const hop = shortest.first_hop(paths.of_interface(other, i));
        auto const& via = options.routers[hop.theirs.router].interfaces[hop.theirs.number].address;
        // Who is no neighbour by his address cannot be asked for.
        if (!options.routers[from].interfaces[hop.own].address.contains(via.address)) continue;
        table.add({to, via.address, hop.own});
    }
}

}  // namespace

std::vector<RoutingTable> routes_of(NetworkOptions const& options, std::vector<bool> const& is_up) {
    std::vector<RoutingTable> tables(options.routers.size());
    for (std::size_t router = 0; router < options.routers.size(); ++router) {
        add_own_routes(options.routers[router], tables[router]);
    }
    if (options.routing.by == RoutingOptions::Metric::none || options.routers.size() < 2) return tables;
    PacketPaths const paths(options, is_up);
    for (std::size_t router = 0; router < options.routers.size(); ++router) {
        add_found_routes(options, paths, router, tables[router]);
    }
    return tables;
}

}  // namespace voiplab::net
