#pragma once

#include "voiplab/models/net/network.hpp"

#include <vector>

namespace voiplab::net {

// Which links carry frames, of those that are up: the ones of the minimum spanning tree. A link costs what IEEE 802.1D
// recommends for its rate; of two that cost the same, the one named first is kept.
std::vector<bool> spanning_tree(NetworkOptions const& options, std::vector<bool> const& is_up);

}  // namespace voiplab::net
