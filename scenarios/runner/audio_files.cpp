#include "scenarios/runner/audio_files.hpp"

#include "voiplab/models/media/audio_clip.hpp"
#include "voiplab/models/media/wav.hpp"

#include <algorithm>
#include <map>
#include <string_view>
#include <system_error>
#include <tuple>

#include <fmt/format.h>

namespace voiplab::scenarios {

namespace {

// A name as part of a file's.
std::string file_word(std::string_view name) {
    std::string word(name);
    std::replace_if(
        word.begin(), word.end(),
        [](char c) {
            return !(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && c != '-' &&
                   c != '_' && c != '.';
        },
        '_');
    return word;
}

// The nearest sample.
std::size_t sample_at(sim::Duration after) {
    constexpr std::int64_t sample = 1'000'000'000 / media::audio_sample_rate;
    return static_cast<std::size_t>((after.count() + sample / 2) / sample);
}

}  // namespace

std::vector<CallAudio> lay_out(std::vector<agents::AudioPiece> const& pieces,
                               std::function<std::size_t(std::string const&, std::uint64_t)> const& call_of) {
    std::map<std::size_t, sim::Time> begins;
    for (auto const& piece : pieces) {
        auto const [known, added] = begins.try_emplace(call_of(piece.agent, piece.call), piece.begins);
        if (!added) known->second = std::min(known->second, piece.begins);
    }
    std::map<std::tuple<std::size_t, std::string, bool>, std::vector<std::int16_t>> tracks;
    for (auto const& piece : pieces) {
        auto const call = call_of(piece.agent, piece.call);
        if (call == 0) continue;
        auto& track = tracks[{call, piece.agent, piece.sent}];
        auto const place = sample_at(piece.begins - begins.at(call));
        if (track.size() < place + piece.samples.size()) track.resize(place + piece.samples.size());
        std::copy(piece.samples.begin(), piece.samples.end(), track.begin() + static_cast<std::ptrdiff_t>(place));
    }
    std::vector<CallAudio> audio;
    for (auto& [key, samples] : tracks) {
        auto const& [call, phone, sent] = key;
        audio.push_back({call, phone, sent, std::move(samples)});
    }
    return audio;
}

void write_audio(std::vector<CallAudio> const& audio, Scenario const& scenario, std::filesystem::path const& folder,
                 RunResult& result) {
    if (audio.empty()) return;
    auto const place = folder / "audio";
    std::error_code error;
    std::filesystem::create_directories(place, error);
    if (error) throw OutputError(fmt::format("{}: cannot make the folder: {}", place.string(), error.message()));
    for (auto const& track : audio) {
        auto const name = fmt::format("{}-call-{}-{}-{}.wav", file_word(scenario.file.stem().string()), track.call,
                                      file_word(track.phone), track.sent ? "sent" : "heard");
        if (auto const written = media::write_wav(place / name, track.samples); !written) {
            throw OutputError(written.error());
        }
        result.files.push_back(place / name);
    }
}

}  // namespace voiplab::scenarios
