#include "introductions.hpp"

#include <unordered_map>
#include <unordered_set>

namespace voiplab::net {

namespace {

std::unordered_set<MacAddress> heard_macs(NetworkOptions const& options) {
    std::unordered_set<MacAddress> heard;
    for (auto const& host : options.hosts) {
        if (!host.known.empty()) heard.insert(host.mac);
        for (auto const& neighbour : host.known) {
            heard.insert(neighbour.mac);
        }
    }
    return heard;
}

// Where frames go that hosts send: never through another host or a router.
class Bridges {
  public:
    Bridges(NetworkOptions const& options, std::vector<bool> const& tree)
        : vertices_(options), frames_(options, vertices_) {
        frames_.for_each_hop([&](std::size_t from, std::size_t to, std::size_t link) {
            if (!tree[link]) return;
            if (is_bridge(to)) hops_[from].push_back({to, link});
            if (is_bridge(from)) hops_[to].push_back({from, link});
        });
    }

    void introduce(std::size_t host, MacAddress mac, std::function<void(Introduction const&)> const& learn) const {
        go_on(frames_.of_host(host), no_link, mac, learn);
    }

  private:
    struct Hop {
        std::size_t to = 0;
        std::size_t link = 0;
    };
    static constexpr auto no_link = static_cast<std::size_t>(-1);

    [[nodiscard]] bool is_bridge(std::size_t place) const {
        auto const vertex = frames_.vertex_at(place);
        return vertices_.is_switch(vertex) || vertices_.is_hub(vertex);
    }
    // The links are a tree, so each place is met once.
    void go_on(std::size_t place, std::size_t by, MacAddress mac,
               std::function<void(Introduction const&)> const& learn) const {
        auto const hops = hops_.find(place);
        if (hops == hops_.end()) return;
        for (auto const& [to, link] : hops->second) {
            if (link == by) continue;
            auto const vertex = frames_.vertex_at(to);
            if (vertices_.is_switch(vertex)) learn({mac, vertex, link, frames_.vlan_at(to)});
            go_on(to, link, mac, learn);
        }
    }

    Vertices vertices_;
    FramePaths frames_;
    std::unordered_map<std::size_t, std::vector<Hop>> hops_;
};

}  // namespace

void introduce(NetworkOptions const& options, std::vector<bool> const& tree,
               std::function<void(Introduction const&)> const& learn) {
    auto const heard = heard_macs(options);
    if (heard.empty()) return;
    Bridges const bridges(options, tree);
    for (std::size_t i = 0; i < options.hosts.size(); ++i) {
        if (heard.contains(options.hosts[i].mac)) bridges.introduce(i, options.hosts[i].mac, learn);
    }
}

}  // namespace voiplab::net
