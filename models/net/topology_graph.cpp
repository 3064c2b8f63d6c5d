#include "topology_graph.hpp"

#include <cassert>

#include <fmt/format.h>

namespace voiplab::net {

Vertices::Vertices(NetworkOptions const& options)
    : options_(options),
      hubs_(options.switches.size()),
      hosts_(hubs_ + options.hubs.size()),
      ports_(hosts_ + options.hosts.size()),
      router_count_(options.routers.size()),
      hosts_by_name_(Hosts{options}) {
    std::size_t next = 0;
    for (auto const& each : options.switches) {
        bridges_.emplace(each.name, next++);
    }
    for (auto const& each : options.hubs) {
        bridges_.emplace(each.name, next++);
    }
    next = ports_;
    for (std::size_t router = 0; router < options.routers.size(); ++router) {
        for (auto const& interface : options.routers[router].interfaces) {
            auto const port = fmt::format("{}.{}", options.routers[router].name, interface.port());
            if (!ports_by_name_.emplace(port, next).second) continue;
            router_of_port_.push_back(router);
            ++next;
        }
    }
    routers_ = next;
}

std::optional<std::size_t> Vertices::find(std::string_view name) const {
    if (auto const found = bridges_.find(name); found != bridges_.end()) return found->second;
    if (auto const host = hosts_by_name_.find(name)) return of_host(*host);
    auto const port = ports_by_name_.find(std::string(name));
    return port == ports_by_name_.end() ? std::nullopt : std::optional(port->second);
}

std::optional<std::size_t> Vertices::host_at(std::size_t vertex) const {
    if (vertex < hosts_ || vertex >= ports_) return std::nullopt;
    return vertex - hosts_;
}

std::optional<std::size_t> Vertices::router_at(std::size_t vertex) const {
    if (vertex < ports_) return std::nullopt;
    return vertex < routers_ ? router_of_port_[vertex - ports_] : vertex - routers_;
}

std::size_t Vertices::port_of(std::size_t router, RouterInterfaceOptions const& interface) const {
    auto const found = ports_by_name_.find(fmt::format("{}.{}", options_.routers[router].name, interface.port()));
    assert(found != ports_by_name_.end());
    return found->second;
}

}  // namespace voiplab::net
