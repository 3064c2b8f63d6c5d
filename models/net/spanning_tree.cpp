#include "spanning_tree.hpp"

#include "topology_graph.hpp"

#include <cstdint>
#include <iterator>

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/kruskal_min_spanning_tree.hpp>

namespace voiplab::net {

namespace {

// The link's number makes every cost differ, so that the tree does not depend on how a library breaks ties.
struct Cost {
    bool can_be_cut = false;
    std::uint64_t by_rate = 0;
    std::size_t link = 0;
    auto operator<=>(Cost const&) const = default;
};
using CostGraph = boost::adjacency_list<boost::vecS, boost::vecS, boost::undirectedS, boost::no_property,
                                        boost::property<boost::edge_weight_t, Cost>>;

// IEEE 802.1D-2004, table 17-3: 20,000 for 1 Gbit/s, in inverse proportion.
std::uint64_t cost_of(LinkOptions const& link) {
    constexpr std::uint64_t cost_times_rate = 20'000'000'000'000;
    auto const rate = link.rate.bits_per_second;
    return rate == 0 ? 0 : cost_times_rate / rate;
}

}  // namespace

std::vector<bool> spanning_tree(NetworkOptions const& options, std::vector<bool> const& is_up) {
    Vertices const vertices(options);
    CostGraph graph(vertices.count());
    for (std::size_t i = 0; i < options.links.size(); ++i) {
        auto const& link = options.links[i];
        auto const from = vertices.find(link.ends[0]);
        auto const to = vertices.find(link.ends[1]);
        if (!from || !to || !is_up[i]) continue;
        auto const can_be_cut = vertices.is_switch(*from) || vertices.is_switch(*to);
        boost::add_edge(*from, *to, Cost{can_be_cut, cost_of(link), i}, graph);
    }
    std::vector<boost::graph_traits<CostGraph>::edge_descriptor> tree;
    boost::kruskal_minimum_spanning_tree(graph, std::back_inserter(tree));
    std::vector<bool> chosen(options.links.size(), false);
    for (auto const& edge : tree) {
        chosen[boost::get(boost::edge_weight, graph, edge).link] = true;
    }
    return chosen;
}

std::vector<bool> carrying_links(NetworkOptions const& options, std::vector<bool> const& is_up) {
    return options.spanning_tree ? spanning_tree(options, is_up) : is_up;
}

std::vector<std::size_t> uncut_loops(NetworkOptions const& options) {
    std::vector<std::size_t> loops;
    if (!options.spanning_tree || options.hubs.empty()) return loops;
    Vertices const vertices(options);
    auto const tree = spanning_tree(options, std::vector<bool>(options.links.size(), true));
    for (std::size_t i = 0; i < options.links.size(); ++i) {
        auto const from = vertices.find(options.links[i].ends[0]);
        auto const to = vertices.find(options.links[i].ends[1]);
        if (!tree[i] && from && to && vertices.is_hub(*from) && vertices.is_hub(*to)) loops.push_back(i);
    }
    return loops;
}

}  // namespace voiplab::net
