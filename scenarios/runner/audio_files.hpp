#pragma once

#include "voiplab/models/agents/stream_report.hpp"
#include "voiplab/scenarios/runner.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace voiplab::scenarios {

// What one phone sent, or heard, in one call.
struct CallAudio {
    std::size_t call = 0;  // its number, from 1
    std::string phone;
    bool sent = false;
    std::uint32_t sample_rate = 8000;   // the highest of the call's codecs
    std::vector<std::int16_t> samples;  // from the call's first sample on: those of a call begin together
};

// Puts the pieces of each call and phone where they belong in time. `calls_of` gives a call's number for a phone's own
// number of it; 0: none.
std::vector<CallAudio> lay_out(std::vector<agents::AudioPiece> const& pieces,
                               std::function<std::size_t(std::string const&, std::uint64_t)> const& call_of);

// Writes them as `audio/NAME-call-1-2000-heard.wav` in the folder, NAME being the scenario's. Throws OutputError.
void write_audio(std::vector<CallAudio> const& audio, Scenario const& scenario, std::filesystem::path const& folder,
                 RunResult& result);

}  // namespace voiplab::scenarios
