#pragma once

#include "name_index.hpp"
#include "voiplab/models/net/network.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace voiplab::net {

// The numbers of what stands in a topology's graph: the switches in their order, the hubs, the hosts, the routers'
// ports, and the routers themselves, each of which its ports lead to. Links end at all but the last. Not thread-safe.
class Vertices {
  public:
    // The options must outlive it.
    explicit Vertices(NetworkOptions const& options);

    // What a link's end names; nullopt where there is nothing of that name.
    [[nodiscard]] std::optional<std::size_t> find(std::string_view name) const;
    [[nodiscard]] std::size_t count() const { return routers_ + router_count_; }
    [[nodiscard]] std::size_t of_host(std::size_t host) const { return hosts_ + host; }
    [[nodiscard]] std::size_t of_router(std::size_t router) const { return routers_ + router; }
    [[nodiscard]] bool is_switch(std::size_t vertex) const { return vertex < hubs_; }
    [[nodiscard]] bool is_hub(std::size_t vertex) const { return vertex >= hubs_ && vertex < hosts_; }
    // Of a switch or a hub.
    [[nodiscard]] std::string const& name_of(std::size_t vertex) const {
        return is_switch(vertex) ? options_.switches[vertex].name : options_.hubs[vertex - hubs_].name;
    }
    // The host's number, where the vertex is one.
    [[nodiscard]] std::optional<std::size_t> host_at(std::size_t vertex) const;
    // The router's number, where the vertex is one or a port of one.
    [[nodiscard]] std::optional<std::size_t> router_at(std::size_t vertex) const;
    [[nodiscard]] bool is_port(std::size_t vertex) const { return vertex >= ports_ && vertex < routers_; }
    // The vertex of the port that an interface of a router has.
    [[nodiscard]] std::size_t port_of(std::size_t router, RouterInterfaceOptions const& interface) const;

  private:
    struct Hosts {
        NetworkOptions const& options;
        [[nodiscard]] std::size_t size() const { return options.hosts.size(); }
        [[nodiscard]] std::string_view name_of(std::size_t host) const { return options.hosts[host].name; }
    };

    NetworkOptions const& options_;
    std::size_t hubs_ = 0;     // the first one's number
    std::size_t hosts_ = 0;    // the first one's number
    std::size_t ports_ = 0;    // the first one's number
    std::size_t routers_ = 0;  // the first one's number
    std::size_t router_count_ = 0;
    std::vector<std::size_t> router_of_port_;
    std::unordered_map<std::string_view, std::size_t> bridges_;  // switches and hubs
    NameIndex<Hosts> hosts_by_name_;
    std::unordered_map<std::string, std::size_t> ports_by_name_;  // "gw.lan"
};

}  // namespace voiplab::net
