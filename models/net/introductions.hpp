#pragma once

#include "frame_paths.hpp"

#include <functional>

namespace voiplab::net {

// A switch has heard a host before the run: on which link, and in which VLAN.
struct Introduction {
    MacAddress mac;
    std::size_t bridge = 0;  // the switch's number
    std::size_t link = 0;
    std::uint16_t vlan = 0;  // that a frame of the host has at the switch
};

// Hosts that know each other from before the run have been heard by the switches, too: calls `learn` with what each
// switch on the tree's links has heard.
void introduce(NetworkOptions const& options, std::vector<bool> const& tree,
               std::function<void(Introduction const&)> const& learn);

}  // namespace voiplab::net
