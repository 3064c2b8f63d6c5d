#pragma once

#include "tests/net/topology.hpp"
#include "voiplab/models/net/routes.hpp"

#include <string>
#include <utility>
#include <vector>

// What tests of several networks share.
namespace voiplab::net {

inline Ipv4Network address(std::string const& text) {
    return parse_ipv4_network(text).value();
}

// Interfaces by name and address: {"lan", "10.1.0.1/24"}.
inline RouterOptions router_options(std::string name, std::uint8_t number,
                                    std::vector<std::pair<std::string, std::string>> const& interfaces) {
    RouterOptions options;
    options.name = std::move(name);
    for (auto const& [interface, own_address] : interfaces) {
        auto& added = options.interfaces.emplace_back();
        added.name = interface;
        added.mac = {{0x02, 0, 0, 1, number, static_cast<std::uint8_t>(options.interfaces.size())}};
        added.address = address(own_address);
        if (auto const dot = interface.find('.'); dot != std::string::npos) {
            added.vlan = static_cast<std::uint16_t>(std::stoi(interface.substr(dot + 1)));
        }
    }
    return options;
}

inline HostOptions host_at(std::string name, std::uint8_t number, std::string const& own_address) {
    auto options = host_options(std::move(name), number);
    options.address = address(own_address);
    return options;
}

// alice - gw1 - gw2 - bob, each a network of its own.
inline NetworkOptions two_routers() {
    NetworkOptions options;
    options.hosts = {host_at("alice", 1, "10.1.0.2/24"), host_at("bob", 2, "10.2.0.2/24")};
    options.routers = {router_options("gw1", 1, {{"lan", "10.1.0.1/24"}, {"wan", "10.9.0.1/30"}}),
                       router_options("gw2", 2, {{"lan", "10.2.0.1/24"}, {"wan", "10.9.0.2/30"}})};
    options.links = {link_options("alice", "gw1.lan"), link_options("gw1.wan", "gw2.wan"),
                     link_options("gw2.lan", "bob")};
    fill_in_gateways(options);
    return options;
}

}  // namespace voiplab::net
