#pragma once

#include "voiplab/models/net/network.hpp"

#include <cstddef>
#include <set>
#include <utility>
#include <vector>

namespace voiplab::net {

// Where an address means one host (RFC 2663, 2.1): what stands on either side of a NAT is a realm of its own.
using Realm = std::size_t;

class Realms {
  public:
    explicit Realms(NetworkOptions const& options);

    [[nodiscard]] Realm of_host(std::size_t host) const { return hosts_.empty() ? 0 : hosts_[host]; }
    [[nodiscard]] Realm of_interface(std::size_t router, std::size_t interface) const {
        return interfaces_.empty() ? 0 : interfaces_[router][interface];
    }
    // The inside and the outside of each NAT.
    [[nodiscard]] std::set<std::pair<Realm, Realm>> const& joined() const { return joined_; }

  private:
    std::vector<Realm> hosts_;  // none where there is one realm alone
    std::vector<std::vector<Realm>> interfaces_;
    std::set<std::pair<Realm, Realm>> joined_;
};

}  // namespace voiplab::net
