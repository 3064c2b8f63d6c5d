#pragma once

#include "tools/commands.hpp"

namespace voiplab::tools {

// Says what a sweep came to, and with which status to leave.
ExitStatus tell(scenarios::SweepResult const& result, Console const& console);

}  // namespace voiplab::tools
