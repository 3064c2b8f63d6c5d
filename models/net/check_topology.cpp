#include "frame_paths.hpp"
#include "graph.hpp"
#include "spanning_tree.hpp"
#include "topology_errors.hpp"

#include <algorithm>
#include <functional>
#include <optional>
#include <string_view>
#include <unordered_map>

#include <boost/graph/connected_components.hpp>
#include <fmt/format.h>

namespace voiplab::net {

namespace {

// What any path could lead over: the links whose ends both exist, and the routers; every name must differ.
Graph graph_of_everything(NetworkOptions const& options, FramePaths const& frames) {
    Graph graph(frames.count() + options.routers.size());
    frames.for_each_hop(
        [&graph](std::size_t from, std::size_t to, std::size_t /*link*/) { boost::add_edge(from, to, graph); });
    for (std::size_t router = 0; router < options.routers.size(); ++router) {
        for (auto const& interface : options.routers[router].interfaces) {
            boost::add_edge(frames.of_interface(router, interface), frames.count() + router, graph);
        }
    }
    return graph;
}

class Checker {
  public:
    explicit Checker(NetworkOptions const& options) : options_(options), errors_(options) {}

    std::vector<TopologyError> check() {
        check_names();
        check_addresses(options_, errors_);
        // Paths can be told only where names are.
        if (names_differ_) {
            Vertices const vertices(options_);
            check_links(vertices);
            check_loops();
            check_reachability(vertices);
        }
        return errors_.take();
    }

  private:
    void check_name(std::unordered_map<std::string_view, Place>& taken, std::string_view name, Place const& place) {
        if (name.empty()) {
            errors_.report(place, "it has no name");
            names_differ_ = false;
        } else if (!errors_.enter(taken, name, place, "name", std::identity())) {
            names_differ_ = false;
        }
    }

    void check_names() {
        std::unordered_map<std::string_view, Place> taken;
        taken.reserve(options_.switches.size() + options_.hosts.size());
        for (std::size_t i = 0; i < options_.switches.size(); ++i) {
            check_name(taken, options_.switches[i].name, {&Paths::of_switch, i, ".name"});
        }
        for (std::size_t i = 0; i < options_.hubs.size(); ++i) {
            check_name(taken, options_.hubs[i].name, {&Paths::of_hub, i, ".name"});
        }
        for (std::size_t i = 0; i < options_.routers.size(); ++i) {
            check_name(taken, options_.routers[i].name, {&Paths::of_router, i, ".name"});
        }
        for (std::size_t i = 0; i < options_.hosts.size(); ++i) {
            check_name(taken, options_.hosts[i].name, {&Paths::of_host, i, ".name"});
        }
    }

    void check_links(Vertices const& vertices) {
        std::unordered_map<std::string_view, Place> taken;
        taken.reserve(options_.links.size());
        links_of_.resize(vertices.count());
        for (std::size_t i = 0; i < options_.links.size(); ++i) {
            auto const& link = options_.links[i];
            auto const at = [i](std::string_view field) { return Place{&Paths::of_link, i, field}; };
            if (!link.name.empty())
                errors_.enter(taken, std::string_view(link.name), at(".name"), "name", std::identity());
            if (link.ends[0] == link.ends[1]) errors_.report(at(".ends"), "both ends are {}", link.ends[0]);
            check_end(vertices, link.ends[0], at(".ends[0]"));
            check_end(vertices, link.ends[1], at(".ends[1]"));
        }
        for (std::size_t i = 0; i < options_.hosts.size(); ++i) {
            auto const links = links_of_[vertices.of_host(i)];
            if (links == 0) errors_.report({&Paths::of_host, i}, "no link leads to {}", options_.hosts[i].name);
        }
        std::size_t number = 0;
        for (std::size_t router = 0; router < options_.routers.size(); ++router) {
            for (auto const& interface : options_.routers[router].interfaces) {
                if (links_of_[vertices.port_of(router, interface)] == 0) {
                    errors_.report({&Paths::of_interface, number}, "no link leads to {}.{}",
                                   options_.routers[router].name, interface.port());
                }
                ++number;
            }
        }
    }

    void check_loops() {
        for (auto const link : uncut_loops(options_)) {
            errors_.report({&Paths::of_link, link}, "a loop of hubs alone, which no spanning tree can cut");
        }
    }

    void check_end(Vertices const& vertices, std::string const& name, Place const& place) {
        auto const vertex = vertices.find(name);
        if (!vertex) {
            report_unknown_end(name, place);
        } else if (++links_of_[*vertex] == 2 && !vertices.is_switch(*vertex) && !vertices.is_hub(*vertex)) {
            if (vertices.is_port(*vertex)) {
                errors_.report(place, "the port {} has a link already", name);
            } else {
                errors_.report(place, "host {} has a link already, and one interface", name);
            }
        }
    }

    void report_unknown_end(std::string const& name, Place const& place) {
        auto const is_router = [&](RouterOptions const& router) {
            return name.substr(0, name.find('.')) == router.name;
        };
        auto const router = std::find_if(options_.routers.begin(), options_.routers.end(), is_router);
        if (router == options_.routers.end()) {
            return errors_.report(place, "there is no host, switch, hub or router's port named {}", name);
        }
        std::string ports;
        for (auto const& interface : router->interfaces) {
            ports += fmt::format("{}{}.{}", ports.empty() ? "" : ", ", router->name, interface.port());
        }
        errors_.report(place, "a link ends at a port of router {}: found {}; expected one of {}", router->name, name,
                       ports);
    }

    // Says of each host outside the largest part of the network that no path leads to it. Of parts equally large, the
    // one with the first host counts.
    void check_reachability(Vertices const& vertices) {
        FramePaths const frames(options_, vertices);
        auto const graph = graph_of_everything(options_, frames);
        std::vector<std::size_t> part_of(boost::num_vertices(graph));
        std::vector<std::size_t> hosts_in(boost::connected_components(graph, part_of.data()));
        for (std::size_t i = 0; i < options_.hosts.size(); ++i) {
            ++hosts_in[part_of[frames.of_host(i)]];
        }
        std::optional<std::size_t> core;
        for (std::size_t i = 0; i < options_.hosts.size(); ++i) {
            if (!core || hosts_in[part_of[frames.of_host(i)]] > hosts_in[part_of[frames.of_host(*core)]]) core = i;
        }
        for (std::size_t i = 0; i < options_.hosts.size(); ++i) {
            auto const is_linked = links_of_[vertices.of_host(i)] > 0;
            if (is_linked && part_of[frames.of_host(i)] != part_of[frames.of_host(*core)]) {
                errors_.report({&Paths::of_host, i}, "no path of links leads from {} to {}", options_.hosts[i].name,
                               options_.hosts[*core].name);
            }
        }
    }

    NetworkOptions const& options_;
    TopologyErrors errors_;
    bool names_differ_ = true;
    std::vector<unsigned> links_of_;  // a count a vertex
};

}  // namespace

std::vector<TopologyError> check_topology(NetworkOptions const& options) {
    return Checker(options).check();
}

}  // namespace voiplab::net
