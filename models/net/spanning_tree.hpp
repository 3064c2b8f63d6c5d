#pragma once

#include "voiplab/models/net/network.hpp"

#include <cstddef>
#include <vector>

namespace voiplab::net {

// The links of the minimum spanning tree, of those that are up. A link costs what IEEE 802.1D recommends for its rate;
// of two that cost the same, the one named first is kept. One that no switch's port can block is kept before all
// others.
std::vector<bool> spanning_tree(NetworkOptions const& options, std::vector<bool> const& is_up);

// Which links carry frames, of those that are up: the spanning tree's, or without one all.
std::vector<bool> carrying_links(NetworkOptions const& options, std::vector<bool> const& is_up);

// The links that close a loop and that no switch's port can block: of hubs alone.
std::vector<std::size_t> uncut_loops(NetworkOptions const& options);

}  // namespace voiplab::net
