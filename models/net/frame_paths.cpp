#include "frame_paths.hpp"

#include <algorithm>
#include <cassert>
#include <set>

namespace voiplab::net {

namespace {

std::set<std::uint16_t> tags_of(NetworkOptions const& options) {
    std::set<std::uint16_t> tags{0};
    for (auto const& host : options.hosts) {
        tags.insert(host.vlan);
    }
    for (auto const& router : options.routers) {
        for (auto const& interface : router.interfaces) {
            tags.insert(interface.vlan);
        }
    }
    for (auto const& link : options.links) {
        if (!link.vlans) continue;
        tags.insert(SwitchPortOptions().untagged);
        tags.insert(link.vlans->untagged);
        if (link.vlans->tagged) tags.insert(link.vlans->tagged->begin(), link.vlans->tagged->end());
    }
    return tags;
}

}  // namespace

FramePaths::FramePaths(NetworkOptions const& options, Vertices const& vertices)
    : options_(options), vertices_(vertices), knows_vlans_(options.switches.size(), false) {
    auto const tags = tags_of(options);
    tags_.assign(tags.begin(), tags.end());
    for (auto const& link : options.links) {
        if (!link.vlans) continue;
        for (auto const& end : link.ends) {
            auto const vertex = vertices.find(end);
            if (vertex && vertices.is_switch(*vertex)) knows_vlans_[*vertex] = true;
        }
    }
}

std::size_t FramePaths::number_of(std::uint16_t vlan) const {
    auto const found = std::lower_bound(tags_.begin(), tags_.end(), vlan);
    assert(found != tags_.end() && *found == vlan);
    return static_cast<std::size_t>(found - tags_.begin());
}

std::size_t FramePaths::of_host(std::size_t host) const {
    return vertices_.of_host(host) * tags_.size() + number_of(options_.hosts[host].vlan);
}

std::size_t FramePaths::of_interface(std::size_t router, RouterInterfaceOptions const& interface) const {
    return vertices_.port_of(router, interface) * tags_.size() + number_of(interface.vlan);
}

std::optional<std::size_t> FramePaths::place_of(std::size_t vertex, LinkOptions const& link, std::size_t tag) const {
    auto const first = vertex * tags_.size();
    if (!vertices_.is_switch(vertex) || !knows_vlans_[vertex]) return first + tag;
    auto const port = link.vlans.value_or(SwitchPortOptions());
    if (tags_[tag] == 0) return first + number_of(port.untagged);
    // What comes with the tag of the untagged VLAN would be answered without one.
    if (tags_[tag] == port.untagged) return std::nullopt;
    if (port.tagged && std::count(port.tagged->begin(), port.tagged->end(), tags_[tag]) == 0) return std::nullopt;
    return first + tag;
}

}  // namespace voiplab::net
