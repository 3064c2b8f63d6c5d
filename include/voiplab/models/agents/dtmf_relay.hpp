#pragma once

#include "voiplab/models/sip/message.hpp"

#include <optional>

namespace voiplab::agents {

// A key that is pressed, as the body of an INFO: application/dtmf-relay, as Cisco's gateways began it and chan_sip
// reads it.
void describe_key(sip::Message& info, char key);
// The key; nullopt where the body is of another type or names none.
std::optional<char> described_key(sip::Message const& info);

}  // namespace voiplab::agents
