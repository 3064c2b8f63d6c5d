#pragma once

#include "voiplab/models/agents/identifiers.hpp"
#include "voiplab/models/agents/profile.hpp"
#include "voiplab/models/sip/digest.hpp"
#include "voiplab/models/sip/message.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace voiplab::agents {

// A challenge that was met, and whether a proxy asked (407): its answer has a field of its own.
struct MetChallenge {
    sip::Challenge challenge;
    bool by_proxy = false;
};

struct Account {
    std::string user;
    std::string password;
};

// The challenge of a 401 or 407 (RFC 3261 section 22.1); nullopt where a response carries none that can be answered.
std::optional<sip::Challenge> challenge_of(sip::Message const& response);

// The Authorization that answers a challenge to a request of that method and URI; the Proxy-Authorization, where a 407
// carried it.
sip::HeaderField answer_challenge(sip::Challenge const& challenge, bool by_proxy, std::string_view method,
                                  std::string_view uri, Account const& account, Profile const& profile,
                                  IdentifierSource& identifiers, sim::Time now);

}  // namespace voiplab::agents
