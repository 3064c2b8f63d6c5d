#include "address_realms.hpp"

#include "frame_paths.hpp"
#include "graph.hpp"

#include <algorithm>

#include <boost/graph/connected_components.hpp>

namespace voiplab::net {

namespace {

// Links and routers, of which those with NAT join what is inside alone.
Graph graph_of_insides(NetworkOptions const& options, FramePaths const& frames) {
    Graph graph(frames.count() + options.routers.size());
    frames.for_each_hop(
        [&graph](std::size_t from, std::size_t to, std::size_t /*link*/) { boost::add_edge(from, to, graph); });
    for (std::size_t router = 0; router < options.routers.size(); ++router) {
        auto const& interfaces = options.routers[router].interfaces;
        auto const outside = options.routers[router].outside();
        for (std::size_t i = 0; i < interfaces.size(); ++i) {
            if (outside == i) continue;
            boost::add_edge(frames.of_interface(router, interfaces[i]), frames.count() + router, graph);
        }
    }
    return graph;
}

}  // namespace

Realms::Realms(NetworkOptions const& options) {
    auto const translates = [](RouterOptions const& router) { return router.outside().has_value(); };
    if (std::none_of(options.routers.begin(), options.routers.end(), translates)) return;
    Vertices const vertices(options);
    FramePaths const frames(options, vertices);
    auto const graph = graph_of_insides(options, frames);
    std::vector<Realm> parts(boost::num_vertices(graph));
    boost::connected_components(graph, parts.data());
    for (std::size_t i = 0; i < options.hosts.size(); ++i) {
        hosts_.push_back(parts[frames.of_host(i)]);
    }
    for (std::size_t router = 0; router < options.routers.size(); ++router) {
        auto& realms = interfaces_.emplace_back();
        for (auto const& interface : options.routers[router].interfaces) {
            realms.push_back(parts[frames.of_interface(router, interface)]);
        }
        auto const outside = options.routers[router].outside();
        if (outside) joined_.emplace(parts[frames.count() + router], realms[*outside]);
    }
}

}  // namespace voiplab::net
