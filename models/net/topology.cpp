#include "topology.hpp"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <utility>

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/connected_components.hpp>
#include <boost/graph/kruskal_min_spanning_tree.hpp>
#include <fmt/format.h>

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

// The vertices: the switches in order, then the hosts.
class Vertices {
  public:
    explicit Vertices(NetworkOptions const& options) : switches_(options.switches.size()) {
        for (auto const& each : options.switches) {
            numbers_.emplace(each.name, numbers_.size());
        }
        for (auto const& each : options.hosts) {
            numbers_.emplace(each.name, numbers_.size());
        }
    }
    [[nodiscard]] std::optional<std::size_t> find(std::string_view name) const {
        auto const found = numbers_.find(name);
        return found == numbers_.end() ? std::nullopt : std::optional(found->second);
    }
    [[nodiscard]] std::size_t of_host(std::size_t host) const { return switches_ + host; }

  private:
    std::size_t switches_;
    std::unordered_map<std::string_view, std::size_t> numbers_;
};

// The graph of the links whose ends both exist; every name must differ.
Graph graph_of(NetworkOptions const& options, Vertices const& vertices) {
    Graph graph(options.switches.size() + options.hosts.size());
    for (std::size_t i = 0; i < options.links.size(); ++i) {
        auto const& link = options.links[i];
        auto const from = vertices.find(link.ends[0]);
        auto const to = vertices.find(link.ends[1]);
        if (from && to) boost::add_edge(*from, *to, cost_of(link, i), graph);
    }
    return graph;
}

class Checker {
  public:
    explicit Checker(NetworkOptions const& options) : options_(options) {}

    std::vector<TopologyError> check() {
        check_names();
        for (std::size_t i = 0; i < options_.hosts.size(); ++i) {
            check_addresses(i);
        }
        // Paths can be told only where names are.
        if (names_differ_) {
            check_links();
            check_reachability();
        }
        return std::move(errors_);
    }

  private:
    template <typename... Arguments>
    void report(std::string path, fmt::format_string<Arguments...> reason, Arguments&&... arguments) {
        errors_.push_back({std::move(path), fmt::format(reason, std::forward<Arguments>(arguments)...)});
    }

    // Enters what `path` holds; where another had the same before, says so.
    template <typename Key>
    bool enter(std::unordered_map<Key, std::string>& taken, Key const& key, std::string const& path,
               std::string_view what, std::string_view shown) {
        auto const [first, fresh] = taken.emplace(key, path);
        if (!fresh) report(path, "the {} {} is taken already by {}", what, shown, first->second);
        return fresh;
    }

    void check_name(std::unordered_map<std::string_view, std::string>& taken, std::string_view name,
                    std::string const& path) {
        if (name.empty()) {
            report(path, "it has no name");
            names_differ_ = false;
        } else if (!enter(taken, name, path, "name", name)) {
            names_differ_ = false;
        }
    }

    void check_names() {
        std::unordered_map<std::string_view, std::string> taken;
        for (std::size_t i = 0; i < options_.switches.size(); ++i) {
            check_name(taken, options_.switches[i].name, fmt::format("switches[{}].name", i));
        }
        for (std::size_t i = 0; i < options_.hosts.size(); ++i) {
            check_name(taken, options_.hosts[i].name, fmt::format("hosts[{}].name", i));
        }
    }

    void check_addresses(std::size_t number) {
        auto const& host = options_.hosts[number];
        auto const path = [number](std::string_view field) { return fmt::format("hosts[{}].{}", number, field); };
        if (host.mac == MacAddress{} || host.mac.is_group()) {
            report(path("mac"), "{} is not the address of one interface", to_string(host.mac));
        } else {
            enter(macs_, host.mac, path("mac"), "MAC address", to_string(host.mac));
        }
        auto const first_octet = host.address.address.value >> 24;
        if (host.address.prefix_length > 32) {
            report(path("address"), "a network's prefix has at most 32 bits, not {}", host.address.prefix_length);
        } else if (first_octet == 0 || first_octet == 127 || first_octet >= 224) {
            report(path("address"), "{} is not an address that a host can have", to_string(host.address.address));
        } else {
            enter(addresses_, host.address.address, path("address"), "address", to_string(host.address.address));
            check_gateway(host, path("gateway"));
        }
    }

    void check_gateway(HostOptions const& host, std::string path) {
        if (!host.gateway) return;
        if (!host.address.contains(*host.gateway)) {
            report(std::move(path), "{} lies outside the host's own network {}/{}", to_string(*host.gateway),
                   to_string(host.address.address), host.address.prefix_length);
        } else if (*host.gateway == host.address.address) {
            report(std::move(path), "a host cannot be its own gateway");
        }
    }

    void check_links() {
        Vertices const vertices(options_);
        std::unordered_map<std::string_view, std::string> taken;
        links_of_.resize(options_.switches.size() + options_.hosts.size());
        for (std::size_t i = 0; i < options_.links.size(); ++i) {
            auto const& link = options_.links[i];
            auto const path = fmt::format("links[{}]", i);
            if (!link.name.empty()) enter(taken, std::string_view(link.name), path + ".name", "name", link.name);
            if (link.ends[0] == link.ends[1]) report(path + ".ends", "both ends are {}", link.ends[0]);
            for (std::size_t end = 0; end < std::size(link.ends); ++end) {
                check_end(vertices, link.ends[end], fmt::format("{}.ends[{}]", path, end));
            }
        }
        for (std::size_t i = 0; i < options_.hosts.size(); ++i) {
            auto const links = links_of_[vertices.of_host(i)];
            if (links == 0) report(fmt::format("hosts[{}]", i), "no link leads to {}", options_.hosts[i].name);
        }
    }

    void check_end(Vertices const& vertices, std::string const& name, std::string path) {
        auto const vertex = vertices.find(name);
        if (!vertex) {
            report(std::move(path), "there is no host or switch named {}", name);
        } else if (++links_of_[*vertex] == 2 && *vertex >= options_.switches.size()) {
            report(std::move(path), "host {} has a link already, and one interface", name);
        }
    }

    // Says of each host outside the largest part of the network that no path leads to it. Of parts equally large, the
    // one with the first host counts.
    void check_reachability() {
        Vertices const vertices(options_);
        auto const graph = graph_of(options_, vertices);
        std::vector<std::size_t> part_of(boost::num_vertices(graph));
        std::vector<std::size_t> hosts_in(boost::connected_components(graph, part_of.data()));
        for (std::size_t i = 0; i < options_.hosts.size(); ++i) {
            ++hosts_in[part_of[vertices.of_host(i)]];
        }
        std::optional<std::size_t> core;
        for (std::size_t i = 0; i < options_.hosts.size(); ++i) {
            if (!core || in(hosts_in, part_of, vertices, i) > in(hosts_in, part_of, vertices, *core)) core = i;
        }
        for (std::size_t i = 0; i < options_.hosts.size(); ++i) {
            auto const vertex = vertices.of_host(i);
            if (links_of_[vertex] > 0 && part_of[vertex] != part_of[vertices.of_host(*core)]) {
                report(fmt::format("hosts[{}]", i), "no path of links leads from {} to {}", options_.hosts[i].name,
                       options_.hosts[*core].name);
            }
        }
    }

    static std::size_t in(std::vector<std::size_t> const& hosts_in, std::vector<std::size_t> const& part_of,
                          Vertices const& vertices, std::size_t host) {
        return hosts_in[part_of[vertices.of_host(host)]];
    }

    NetworkOptions const& options_;
    std::vector<TopologyError> errors_;
    bool names_differ_ = true;
    std::vector<unsigned> links_of_;  // a count a vertex
    std::unordered_map<MacAddress, std::string> macs_;
    std::unordered_map<Ipv4Address, std::string> addresses_;
};

}  // namespace

std::vector<TopologyError> check_topology(NetworkOptions const& options) {
    return Checker(options).check();
}

std::vector<bool> spanning_tree(NetworkOptions const& options) {
    auto const graph = graph_of(options, Vertices(options));
    std::vector<boost::graph_traits<Graph>::edge_descriptor> tree;
    boost::kruskal_minimum_spanning_tree(graph, std::back_inserter(tree));
    std::vector<bool> chosen(options.links.size(), false);
    for (auto const& edge : tree) {
        chosen[boost::get(boost::edge_weight, graph, edge).second] = true;
    }
    return chosen;
}

}  // namespace voiplab::net
