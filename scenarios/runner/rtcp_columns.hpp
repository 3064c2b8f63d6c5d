#pragma once

#include "voiplab/models/agents/stream_report.hpp"
#include "voiplab/scenarios/runner.hpp"

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

// What RTCP said of a stream: its figures, and the columns of streams.csv that hold them, which are keys of
// summary.json too.
namespace voiplab::scenarios {

// Of all times in which the stream went one way.
StreamRtcp rtcp_of(std::vector<agents::SentStream const*> const& sent);

// Each column behind a comma.
std::string rtcp_column_names();
std::string rtcp_cells(StreamRecord const& stream);
void add_rtcp(StreamRecord const& stream, nlohmann::ordered_json& json);

}  // namespace voiplab::scenarios
