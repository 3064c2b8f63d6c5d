#include "topology_graph.hpp"

#include <cassert>

#include <fmt/format.h>

namespace voiplab::net {

Vertices::Vertices(NetworkOptions const& options)
    : options_(options), switches_(options.switches.size()), router_count_(options.routers.size()) {
    numbers_.reserve(options.switches.size() + options.hosts.size());
    std::size_t next = 0;
    for (auto const& each : options.switches) {
        numbers_.emplace(each.name, next++);
    }
    for (auto const& each : options.hosts) {
        numbers_.emplace(each.name, next++);
    }
    ports_ = next;
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
    if (auto const found = numbers_.find(name); found != numbers_.end()) return found->second;
    auto const port = ports_by_name_.find(std::string(name));
    return port == ports_by_name_.end() ? std::nullopt : std::optional(port->second);
}

std::optional<std::size_t> Vertices::host_at(std::size_t vertex) const {
    if (vertex < switches_ || vertex >= ports_) return std::nullopt;
    return vertex - switches_;
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
