#include "topology.hpp"
#include "topology_graph.hpp"

#include <cstdint>
#include <iterator>
#include <utility>

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/kruskal_min_spanning_tree.hpp>

namespace voiplab::net {

namespace {

// The link's number makes every cost differ, so that the tree does not depend on how a library breaks ties.
using Cost = std::pair<std::uint64_t, std::size_t>;
using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::undirectedS, boost::no_property,
                                    boost::property<boost::edge_weight_t, Cost>>;

// IEEE 802.1D-2004, table 17-3: 20,000 for 1 Gbit/s, in inverse proportion.
Cost cost_of(LinkOptions const& link, std::size_t number) {
    constexpr std::uint64_t cost_times_rate = 20'000'000'000'000;
    auto const rate = link.rate.bits_per_second;
    return {rate == 0 ? 0 : cost_times_rate / rate, number};
}

}  // namespace

std::vector<bool> spanning_tree(NetworkOptions const& options, std::vector<bool> const& is_up) {
    Vertices const vertices(options);
    Graph graph(vertices.count());
    for (std::size_t i = 0; i < options.links.size(); ++i) {
        auto const& link = options.links[i];
        auto const from = vertices.find(link.ends[0]);
        auto const to = vertices.find(link.ends[1]);
        if (from && to && is_up[i]) boost::add_edge(*from, *to, cost_of(link, i), graph);
    }
    std::vector<boost::graph_traits<Graph>::edge_descriptor> tree;
    boost::kruskal_minimum_spanning_tree(graph, std::back_inserter(tree));
    std::vector<bool> chosen(options.links.size(), false);
    for (auto const& edge : tree) {
        chosen[boost::get(boost::edge_weight, graph, edge).second] = true;
    }
    return chosen;
}

}  // namespace voiplab::net
