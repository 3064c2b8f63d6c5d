#pragma once

#include "voiplab/models/agents/identifiers.hpp"
#include "voiplab/models/agents/profile.hpp"
#include "voiplab/models/sip/message.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace voiplab::agents {

struct Account {
    std::string user;
    std::string password;
};

// The Authorization or Proxy-Authorization that answers a 401 or 407 to a request of that method and URI (RFC 3261
// section 22.1); nullopt where the response carries no challenge that can be answered.
std::optional<sip::HeaderField> answer_challenge(sip::Message const& response, std::string_view method,
                                                 std::string_view uri, Account const& account, Profile const& profile,
                                                 IdentifierSource& identifiers, sim::Time now);

}  // namespace voiplab::agents
