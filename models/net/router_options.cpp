#include "voiplab/models/net/router_options.hpp"

namespace voiplab::net {

std::optional<std::size_t> RouterOptions::outside() const {
    if (!nat) return std::nullopt;
    for (std::size_t i = 0; i < interfaces.size(); ++i) {
        if (interfaces[i].name == nat->outside) return i;
    }
    return std::nullopt;
}

}  // namespace voiplab::net
