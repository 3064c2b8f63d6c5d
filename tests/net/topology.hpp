#pragma once

#include "tests/net/frames.hpp"
#include "voiplab/models/net/network.hpp"

namespace voiplab::net {

inline HostOptions host_options(std::string name, std::uint8_t number) {
    HostOptions options;
    options.name = std::move(name);
    options.mac = mac(number);
    options.address = {ip(number), 24};
    return options;
}

inline SwitchOptions switch_options(std::string name) {
    SwitchOptions options;
    options.name = std::move(name);
    return options;
}

inline LinkOptions link_options(std::string from, std::string to) {
    LinkOptions options;
    options.ends[0] = std::move(from);
    options.ends[1] = std::move(to);
    return options;
}

// Two hosts at one switch.
inline NetworkOptions small_network() {
    NetworkOptions options;
    options.switches = {switch_options("lan")};
    options.hosts = {host_options("alice", 1), host_options("bob", 2)};
    options.links = {link_options("alice", "lan"), link_options("bob", "lan")};
    return options;
}

}  // namespace voiplab::net
