#include "tools/text.hpp"
#include "tools/topology.hpp"
#include "voiplab/models/net/routes.hpp"

#include <algorithm>
#include <iterator>
#include <map>

#include <fmt/format.h>

namespace voiplab::tools {
namespace {

using net::NetworkOptions;

struct ByAddress {
    bool operator()(net::Ipv4Network const& one, net::Ipv4Network const& other) const {
        return std::pair(one.address.value, one.prefix_length) < std::pair(other.address.value, other.prefix_length);
    }
};

// Who is in each network, a line each. A network behind NAT may occur more than once in a drawing; those are listed as
// one.
using Subnets = std::map<net::Ipv4Network, std::vector<std::string>, ByAddress>;

Subnets subnets_of(NetworkOptions const& network) {
    Subnets subnets;
    std::vector<bool> in_site(network.hosts.size());
    for (auto const& site : network.sites) {
        if (site.hosts == 0) continue;
        std::fill_n(in_site.begin() + static_cast<std::ptrdiff_t>(site.first_host), site.hosts, true);
        auto const& last = network.hosts[site.first_host + site.hosts - 1];
        subnets[site.first_address.network()].push_back(
            fmt::format("{}-1 to {}-{}  {} to {}", printable(site.name), printable(site.name), site.hosts,
                        net::to_string(site.first_address.address), net::to_string(last.address.address)));
    }
    for (std::size_t i = 0; i < network.hosts.size(); ++i) {
        auto const& host = network.hosts[i];
        if (in_site[i]) continue;
        auto const gateway = host.gateway ? ", by " + net::to_string(*host.gateway) : "";
        subnets[host.address.network()].push_back(
            fmt::format("{}  {}{}", printable(host.name), net::to_string(host.address.address), gateway));
    }
    for (auto const& router : network.routers) {
        for (auto const& interface : router.interfaces) {
            subnets[interface.address.network()].push_back(fmt::format(
                "{}.{}  {}", printable(router.name), interface.name, net::to_string(interface.address.address)));
        }
    }
    return subnets;
}

void add_routers(NetworkOptions const& network, std::string& text) {
    if (network.routers.empty()) return;
    auto const out = std::back_inserter(text);
    auto const tables = net::routes_of(network, std::vector<bool>(network.links.size(), true));
    for (std::size_t i = 0; i < network.routers.size(); ++i) {
        auto const& router = network.routers[i];
        fmt::format_to(out, "routes of {}{}\n", printable(router.name),
                       router.nat ? ", which translates to " + router.nat->outside : "");
        for (auto const& route : tables[i].routes()) {
            fmt::format_to(out, "  {} by {}{}\n", net::to_string(route.to), router.interfaces[route.interface].name,
                           route.via ? ", via " + net::to_string(*route.via) : "");
        }
    }
}

std::string way_text(NetworkOptions const& network, std::string const& from, std::string const& to) {
    auto const path = net::path_of(network, host_number(network, from), host_number(network, to));
    std::string text;
    for (auto const& device : path.devices) {
        text += (text.empty() ? "" : " > ") + printable(device);
    }
    if (!path.broken.empty()) text += fmt::format(" > nowhere: {}", printable(path.broken));
    return text;
}

}  // namespace

std::string topology_text(NetworkOptions const& network) {
    std::string text;
    for (auto const& [subnet, members] : subnets_of(network)) {
        text += net::to_string(subnet) + "\n";
        for (auto const& member : members) {
            text += "  " + member + "\n";
        }
    }
    add_routers(network, text);
    return text;
}

std::string path_text(NetworkOptions const& network, std::string const& from, std::string const& to) {
    return fmt::format("path of {} to {}\n  {}\n  back: {}\n", printable(from), printable(to),
                       way_text(network, from, to), way_text(network, to, from));
}

std::size_t host_number(NetworkOptions const& network, std::string const& name) {
    auto const found = std::find_if(network.hosts.begin(), network.hosts.end(),
                                    [&](net::HostOptions const& host) { return host.name == name; });
    return static_cast<std::size_t>(found - network.hosts.begin());
}

}  // namespace voiplab::tools
