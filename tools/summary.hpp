#pragma once

#include "voiplab/scenarios/runner.hpp"

#include <cstddef>
#include <string>

namespace voiplab::tools {

// Calls described one by one; of more there are only totals.
inline constexpr std::size_t summary_limit = 20;

// What came of each call, the files written and the expectations that failed, a few lines of plain text.
//   set-up time      from dialling (the first INVITE) until the caller hears 180
//   ringing time     from that 180 until the caller hears 200
//   talk time        from that 200 until the caller sends or hears BYE
std::string summary(scenarios::RunResult const& result);

}  // namespace voiplab::tools
