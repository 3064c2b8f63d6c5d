#include "topology.hpp"

#include <algorithm>
#include <cstdint>
#include <functional>
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
        numbers_.reserve(options.switches.size() + options.hosts.size());
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

// Where options stand: "hosts[3].name", or "sites[0].name" for what a site made.
class Paths {
  public:
    explicit Paths(NetworkOptions const& options) : options_(options) {}

    [[nodiscard]] std::string of_switch(std::size_t number, std::string_view field) const {
        return fmt::format("switches[{}]{}", number, field);
    }
    [[nodiscard]] std::string of_host(std::size_t number, std::string_view field) const {
        auto const site = site_of(number, &SiteOptions::first_host);
        if (!site) return fmt::format("hosts[{}]{}", number, field);
        auto const own = field == ".name" ? ".name" : field == ".address" ? ".first_address" : "";
        return fmt::format("sites[{}]{}", *site, own);
    }
    [[nodiscard]] std::string of_link(std::size_t number, std::string_view field) const {
        auto const site = site_of(number, &SiteOptions::first_link);
        if (!site) return fmt::format("links[{}]{}", number, field);
        return fmt::format("sites[{}]{}", *site, field == ".ends[1]" ? ".switch" : ".name");
    }

  private:
    [[nodiscard]] std::optional<std::size_t> site_of(std::size_t number, std::size_t SiteOptions::*first) const {
        for (std::size_t i = 0; i < options_.sites.size(); ++i) {
            auto const& site = options_.sites[i];
            if (number >= site.*first && number - site.*first < site.hosts) return i;
        }
        return std::nullopt;
    }

    NetworkOptions const& options_;
};

// A field of a switch, a host or a link. It is spelt out only where there is something to say of it.
struct Place {
    std::string (Paths::*path)(std::size_t number, std::string_view field) const;
    std::size_t number = 0;
    std::string_view field{};  // ".name"
};

class Checker {
  public:
    explicit Checker(NetworkOptions const& options) : options_(options), paths_(options) {}

    std::vector<TopologyError> check() {
        check_names();
        macs_.reserve(options_.hosts.size());
        addresses_.reserve(options_.hosts.size());
        for (std::size_t i = 0; i < options_.hosts.size(); ++i) {
            check_addresses(i);
        }
        // Paths can be told only where names are.
        if (names_differ_) {
            Vertices const vertices(options_);
            check_links(vertices);
            check_reachability(vertices);
        }
        return std::move(errors_);
    }

  private:
    template <typename... Arguments>
    void report(Place const& place, fmt::format_string<Arguments...> reason, Arguments&&... arguments) {
        errors_.push_back({spelt(place), fmt::format(reason, std::forward<Arguments>(arguments)...)});
    }
    [[nodiscard]] std::string spelt(Place const& place) const {
        return (paths_.*place.path)(place.number, place.field);
    }

    // Enters what stands at `place`; where another had the same before, says so.
    template <typename Key, typename Show>
    bool enter(std::unordered_map<Key, Place>& taken, Key const& key, Place const& place, std::string_view what,
               Show show) {
        auto const [first, fresh] = taken.emplace(key, place);
        if (!fresh) report(place, "the {} {} is taken already by {}", what, show(key), spelt(first->second));
        return fresh;
    }

    void check_name(std::unordered_map<std::string_view, Place>& taken, std::string_view name, Place const& place) {
        if (name.empty()) {
            report(place, "it has no name");
            names_differ_ = false;
        } else if (!enter(taken, name, place, "name", std::identity())) {
            names_differ_ = false;
        }
    }

    void check_names() {
        std::unordered_map<std::string_view, Place> taken;
        taken.reserve(options_.switches.size() + options_.hosts.size());
        for (std::size_t i = 0; i < options_.switches.size(); ++i) {
            check_name(taken, options_.switches[i].name, {&Paths::of_switch, i, ".name"});
        }
        for (std::size_t i = 0; i < options_.hosts.size(); ++i) {
            check_name(taken, options_.hosts[i].name, {&Paths::of_host, i, ".name"});
        }
    }

    void check_addresses(std::size_t number) {
        auto const& host = options_.hosts[number];
        auto const at = [number](std::string_view field) { return Place{&Paths::of_host, number, field}; };
        auto const show = [](auto const& key) { return to_string(key); };
        if (host.mac == MacAddress{} || host.mac.is_group()) {
            report(at(".mac"), "{} is not the address of one interface", to_string(host.mac));
        } else {
            enter(macs_, host.mac, at(".mac"), "MAC address", show);
        }
        auto const first_octet = host.address.address.value >> 24;
        if (host.address.prefix_length > 32) {
            report(at(".address"), "a network's prefix has at most 32 bits, not {}", host.address.prefix_length);
        } else if (first_octet == 0 || first_octet == 127 || first_octet >= 224) {
            report(at(".address"), "{} is not an address that a host can have", to_string(host.address.address));
        } else {
            enter(addresses_, host.address.address, at(".address"), "address", show);
            check_gateway(host, at(".gateway"));
        }
    }

    void check_gateway(HostOptions const& host, Place const& place) {
        if (!host.gateway) return;
        if (!host.address.contains(*host.gateway)) {
            report(place, "{} lies outside the host's own network {}/{}", to_string(*host.gateway),
                   to_string(host.address.address), host.address.prefix_length);
        } else if (*host.gateway == host.address.address) {
            report(place, "a host cannot be its own gateway");
        }
    }

    void check_links(Vertices const& vertices) {
        std::unordered_map<std::string_view, Place> taken;
        taken.reserve(options_.links.size());
        links_of_.resize(options_.switches.size() + options_.hosts.size());
        for (std::size_t i = 0; i < options_.links.size(); ++i) {
            auto const& link = options_.links[i];
            auto const at = [i](std::string_view field) { return Place{&Paths::of_link, i, field}; };
            if (!link.name.empty()) enter(taken, std::string_view(link.name), at(".name"), "name", std::identity());
            if (link.ends[0] == link.ends[1]) report(at(".ends"), "both ends are {}", link.ends[0]);
            check_end(vertices, link.ends[0], at(".ends[0]"));
            check_end(vertices, link.ends[1], at(".ends[1]"));
        }
        for (std::size_t i = 0; i < options_.hosts.size(); ++i) {
            auto const links = links_of_[vertices.of_host(i)];
            if (links == 0) report({&Paths::of_host, i}, "no link leads to {}", options_.hosts[i].name);
        }
    }

    void check_end(Vertices const& vertices, std::string const& name, Place const& place) {
        auto const vertex = vertices.find(name);
        if (!vertex) {
            report(place, "there is no host or switch named {}", name);
        } else if (++links_of_[*vertex] == 2 && *vertex >= options_.switches.size()) {
            report(place, "host {} has a link already, and one interface", name);
        }
    }

    // Says of each host outside the largest part of the network that no path leads to it. Of parts equally large, the
    // one with the first host counts.
    void check_reachability(Vertices const& vertices) {
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
                report({&Paths::of_host, i}, "no path of links leads from {} to {}", options_.hosts[i].name,
                       options_.hosts[*core].name);
            }
        }
    }

    static std::size_t in(std::vector<std::size_t> const& hosts_in, std::vector<std::size_t> const& part_of,
                          Vertices const& vertices, std::size_t host) {
        return hosts_in[part_of[vertices.of_host(host)]];
    }

    NetworkOptions const& options_;
    Paths paths_;
    std::vector<TopologyError> errors_;
    bool names_differ_ = true;
    std::vector<unsigned> links_of_;  // a count a vertex
    std::unordered_map<MacAddress, Place> macs_;
    std::unordered_map<Ipv4Address, Place> addresses_;
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
