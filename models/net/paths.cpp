#include "frame_paths.hpp"
#include "graph.hpp"
#include "spanning_tree.hpp"
#include "voiplab/models/net/routes.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include <boost/graph/breadth_first_search.hpp>
#include <boost/graph/connected_components.hpp>
#include <fmt/format.h>

namespace voiplab::net {

namespace {

// Links alone: what a frame can pass, which no router lets through.
using Vertex = boost::graph_traits<Graph>::vertex_descriptor;

Graph graph_of_links(FramePaths const& paths, std::vector<bool> const& carries) {
    Graph graph(paths.count());
    paths.for_each_hop([&](std::size_t from, std::size_t to, std::size_t link) {
        if (carries[link]) boost::add_edge(from, to, graph);
    });
    return graph;
}

class Walk {
  public:
    Walk(NetworkOptions const& options, std::size_t to)
        : options_(options),
          destination_(options.hosts[to].address.address),
          vertices_(options),
          frames_(options, vertices_),
          goal_(frames_.of_host(to)),
          links_(graph_of_links(frames_, carrying_links(options, std::vector<bool>(options.links.size(), true)))),
          tables_(routes_of(options, std::vector<bool>(options.links.size(), true))) {}

    Path from(std::size_t host) {
        auto const& sender = options_.hosts[host];
        path_.devices.push_back(sender.name);
        auto at = frames_.of_host(host);
        if (at == goal_) return path_;
        if (sender.address.contains(destination_)) return finish(at);
        if (!sender.gateway) return broken(fmt::format("{} has no gateway", sender.name));
        auto next_hop = *sender.gateway;
        for (auto hops = sender.ttl; hops > 0; --hops) {
            auto const router = reach_router(at, next_hop);
            if (!router) return path_;
            path_.devices.push_back(options_.routers[*router].name);
            auto const* const route = tables_[*router].find(destination_);
            if (route == nullptr) {
                return broken(fmt::format("{} has no route to {}", path_.devices.back(), to_string(destination_)));
            }
            at = frames_.of_interface(*router, options_.routers[*router].interfaces[route->interface]);
            if (!route->via) return finish(at);
            next_hop = *route->via;
        }
        return broken(fmt::format("the packet goes round until its time to live of {} is spent", sender.ttl));
    }

  private:
    Path finish(Vertex at) {
        if (!pass(at, goal_)) return broken(no_links_to(destination_));
        path_.devices.push_back(options_.hosts[*vertices_.host_at(frames_.vertex_at(goal_))].name);
        return path_;
    }
    Path broken(std::string why) {
        path_.broken = std::move(why);
        return path_;
    }
    [[nodiscard]] std::string no_links_to(Ipv4Address next_hop) const {
        return fmt::format("no path of links leads from {} to {}", path_.devices.back(), to_string(next_hop));
    }

    // Goes on to the router that has the address; nullopt, and says why, where none can be reached.
    std::optional<std::size_t> reach_router(Vertex from, Ipv4Address address) {
        auto exists = false;
        for (std::size_t router = 0; router < options_.routers.size(); ++router) {
            for (auto const& interface : options_.routers[router].interfaces) {
                if (interface.address.address != address) continue;
                exists = true;
                if (pass(from, frames_.of_interface(router, interface))) return router;
            }
        }
        broken(exists ? no_links_to(address) : fmt::format("no router has the address {}", to_string(address)));
        return std::nullopt;
    }

    // Adds the switches and hubs between two places; false where no path of links leads there.
    bool pass(Vertex from, Vertex to) {
        constexpr auto none = static_cast<Vertex>(-1);
        std::vector<Vertex> predecessors(boost::num_vertices(links_), none);
        boost::breadth_first_search(links_, to,
                                    boost::visitor(boost::make_bfs_visitor(
                                        boost::record_predecessors(predecessors.data(), boost::on_tree_edge()))));
        if (predecessors[from] == none) return false;
        for (auto at = predecessors[from]; at != to; at = predecessors[at]) {
            path_.devices.push_back(vertices_.name_of(frames_.vertex_at(at)));
        }
        return true;
    }

    NetworkOptions const& options_;
    Ipv4Address destination_;
    Vertices vertices_;
    FramePaths frames_;
    Vertex goal_;
    Graph links_;
    std::vector<RoutingTable> tables_;
    Path path_;
};

}  // namespace

Path path_of(NetworkOptions const& options, std::size_t from, std::size_t to) {
    return Walk(options, to).from(from);
}

void fill_in_gateways(NetworkOptions& options) {
    if (options.routers.empty()) return;
    Vertices const vertices(options);
    FramePaths const frames(options, vertices);
    auto const links = graph_of_links(frames, std::vector<bool>(options.links.size(), true));
    std::vector<std::size_t> part_of(boost::num_vertices(links));
    boost::connected_components(links, part_of.data());
    for (std::size_t i = 0; i < options.hosts.size(); ++i) {
        auto& host = options.hosts[i];
        for (std::size_t router = 0; router < options.routers.size() && !host.gateway; ++router) {
            auto const& interfaces = options.routers[router].interfaces;
            auto const outside = options.routers[router].outside();
            for (auto const& interface : interfaces) {
                // Who is outside a NAT has no way through it.
                if (outside && &interface == &interfaces[*outside]) continue;
                auto const is_in_reach = part_of[frames.of_interface(router, interface)] == part_of[frames.of_host(i)];
                if (is_in_reach && interface.address.network() == host.address.network()) {
                    host.gateway = interface.address.address;
                    break;
                }
            }
        }
    }
}

}  // namespace voiplab::net
