#include "scenarios/runner/audio_files.hpp"

#include "scenarios/runner/output_folder.hpp"
#include "voiplab/models/media/audio_file.hpp"
#include "voiplab/models/media/resampler.hpp"

#include <algorithm>
#include <map>
#include <string_view>
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
std::size_t sample_at(sim::Duration after, std::uint32_t rate) {
    return static_cast<std::size_t>((after.count() * std::int64_t{rate} + 500'000'000) / 1'000'000'000);
}

// A call's: when its first piece begins, and the highest sample rate, which all its files have.
struct CallFrame {
    sim::Time begins;
    std::uint32_t rate;
};

}  // namespace

std::vector<CallAudio> lay_out(std::vector<agents::AudioPiece> const& pieces,
                               std::function<std::size_t(std::string const&, std::uint64_t)> const& call_of) {
    std::map<std::size_t, CallFrame> calls;
    for (auto const& piece : pieces) {
        auto& call = calls.try_emplace(call_of(piece.agent, piece.call), CallFrame{piece.begins, piece.sample_rate})
                         .first->second;
        call.begins = std::min(call.begins, piece.begins);
        call.rate = std::max(call.rate, piece.sample_rate);
    }
    std::map<std::tuple<std::size_t, std::string, bool>, std::vector<std::int16_t>> tracks;
    for (auto const& piece : pieces) {
        auto const call = call_of(piece.agent, piece.call);
        if (call == 0) continue;
        auto& track = tracks[{call, piece.agent, piece.sent}];
        auto const& [begins, rate] = calls.at(call);
        auto const place = sample_at(piece.begins - begins, rate);
        auto const samples = media::resampled(media::AudioClip(piece.samples, piece.sample_rate), rate);
        auto const count = samples.samples().size();
        if (track.size() < place + count) track.resize(place + count);
        std::copy_n(samples.samples().begin(), count, track.begin() + static_cast<std::ptrdiff_t>(place));
    }
    std::vector<CallAudio> audio;
    for (auto& [key, samples] : tracks) {
        auto const& [call, phone, sent] = key;
        audio.push_back({call, phone, sent, calls.at(call).rate, std::move(samples)});
    }
    return audio;
}

void write_audio(std::vector<CallAudio> const& audio, Scenario const& scenario, std::filesystem::path const& folder,
                 RunResult& result) {
    if (audio.empty()) return;
    auto const place = folder / "audio";
    make_folder(place);
    for (auto const& track : audio) {
        auto const name = fmt::format("{}-call-{}-{}-{}.wav", file_word(scenario.file.stem().string()), track.call,
                                      file_word(track.phone), track.sent ? "sent" : "heard");
        if (auto const written = media::write_wav(place / name, track.samples, track.sample_rate); !written) {
            throw OutputError(written.error());
        }
        result.files.push_back(place / name);
    }
}

}  // namespace voiplab::scenarios
