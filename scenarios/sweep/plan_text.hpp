#pragma once

#include "scenarios/sweep/plan.hpp"

#include <span>
#include <string>
#include <string_view>

namespace voiplab::scenarios {

// A plan as JSON, which a journal keeps: its files can be written where the scenario is not.
std::string to_text(SweepPlan const& plan);
// Of a text that to_text() wrote.
SweepPlan plan_from(std::string_view text);

// SHA-256 over the parts, in hexadecimal; where one ends and the next begins matters.
std::string fingerprint_of(std::span<std::string const> parts);

}  // namespace voiplab::scenarios
