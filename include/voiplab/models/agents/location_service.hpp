#pragma once

#include "voiplab/models/agents/proxy_options.hpp"
#include "voiplab/models/sip/registrar.hpp"
#include "voiplab/sim/time.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace voiplab::agents {

// Where the users of a domain can be reached (RFC 3261 section 10): what its routes say, else where they registered.
class LocationService {
  public:
    // `options` outlives the service.
    explicit LocationService(ProxyOptions const& options);

    // The account of that name; nullptr where the domain has no such user.
    [[nodiscard]] ProxyUser const* user(std::string_view name) const;
    // The URIs at which a user can be reached; none: nowhere.
    [[nodiscard]] std::vector<std::string> targets(std::string_view user, sim::Time now) const;
    // True where calls for that name go somewhere, or would if its user were there.
    [[nodiscard]] bool knows(std::string_view name) const;
    // The response to a REGISTER for a user that the domain has.
    sip::Message take_registration(ProxyUser const& user, sip::RequestArrived const& event, std::string_view to_tag,
                                   sim::Time now);

  private:
    ProxyOptions const& options_;
    sip::Registrar registrar_;
};

}  // namespace voiplab::agents
