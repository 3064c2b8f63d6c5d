#pragma once

#include "voiplab/scenarios/runner.hpp"

#include <string>
#include <string_view>
#include <vector>

// The tables of calls and their streams, a row each, as RFC 4180 has CSV. Units stand in the columns' names; an empty
// cell is a figure that there is not.
namespace voiplab::scenarios {

std::string calls_csv(std::vector<CallRecord> const& calls);
std::string streams_csv(std::vector<CallRecord> const& calls);
// A row for each stream and second that somebody listened to.
std::string quality_csv(std::vector<CallRecord> const& calls);

// In which the caller speaks; empty: it does not.
std::string codec_of(CallRecord const& call);

// A field of such a table: in quotes where it has to be.
std::string csv_field(std::string_view text);

}  // namespace voiplab::scenarios
