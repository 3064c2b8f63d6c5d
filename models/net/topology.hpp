#pragma once

#include "voiplab/models/net/network.hpp"

#include <vector>

namespace voiplab::net {

// Which links carry frames: those of the minimum spanning tree, one flag a link of the options. A link costs what IEEE
// 802.1D recommends for its rate; of two that cost the same, the one named first is kept.
std::vector<bool> spanning_tree(NetworkOptions const& options);

}  // namespace voiplab::net
