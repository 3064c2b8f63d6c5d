#include "scenarios/runner/stream_quality.hpp"

#include "voiplab/models/media/audio_clip.hpp"
#include "voiplab/models/media/codec_table.hpp"
#include "voiplab/models/quality/e_model.hpp"
#include "voiplab/models/quality/speech_distortion.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>

namespace voiplab::scenarios {

namespace {

double in_ms(sim::Duration duration) {
    return std::chrono::duration<double, std::milli>(duration).count();
}

double share(std::uint64_t part, std::uint64_t whole) {
    return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

// When the packet of that timestamp was sent, as its stream's clock has it.
std::optional<sim::Time> sent_at(std::uint32_t timestamp, std::vector<agents::SentStream const*> const& sent) {
    std::optional<sim::Time> at;
    for (auto const* const part : sent) {
        auto const ticks = static_cast<std::int32_t>(timestamp - part->first_timestamp);
        if (ticks < 0 && at) break;
        at = part->first + sim::Duration(std::int64_t{ticks} * (1'000'000'000 / media::audio_sample_rate));
    }
    return at;
}

media::CodecInfo const* codec_of(std::string const& encoding, media::Concealment concealment) {
    auto const* const codec = media::find_encoding(encoding, media::audio_sample_rate);
    if (codec == nullptr || concealment != media::Concealment::plc) return codec;
    auto const* const concealed = media::find_codec(std::string(codec->name) + "-plc");
    return concealed != nullptr ? concealed : codec;
}

struct Losses {
    std::uint64_t frames = 0;
    std::uint64_t lost = 0;
    std::uint64_t bursts = 0;

    void add(quality::LossPattern const& pattern) {
        frames += pattern.packets();
        lost += pattern.lost();
        bursts += pattern.bursts();
    }
    [[nodiscard]] double burst_ratio() const {
        return lost == 0 || lost == frames ? 1 : share(lost, bursts) * (1 - share(lost, frames));
    }
};

quality::EModelRating rate(media::CodecInfo const& codec, Losses const& losses, double ie_before,
                           double mouth_to_ear_ms) {
    quality::EModelParameters parameters;
    quality::set_delay(parameters, mouth_to_ear_ms);
    parameters.ie = codec.ie + ie_before;
    parameters.bpl = codec.bpl;
    parameters.ppl = 100 * share(losses.lost, losses.frames);
    parameters.burst_r = losses.burst_ratio();
    return codec.wideband ? quality::rate_wideband(parameters) : quality::rate(parameters);
}

// No more digits than are the same on every machine.
double hundredths(double db) {
    return std::round(100 * db) / 100;
}

// The nearest one.
std::int64_t sample_at(sim::Duration after) {
    constexpr std::int64_t sample = 1'000'000'000 / media::audio_sample_rate;
    return (after.count() + (after.count() < 0 ? -sample / 2 : sample / 2)) / sample;
}

// So many samples of what a phone sent in a call, from that time on; silence where it sent nothing.
std::vector<std::int16_t> sent_speech(std::vector<agents::AudioPiece> const& pieces, agents::SentStream const& by,
                                      sim::Time begins, std::size_t count) {
    std::vector<std::int16_t> speech(count);
    for (auto const& piece : pieces) {
        if (!piece.sent || piece.agent != by.agent || piece.call != by.call) continue;
        auto const place = sample_at(piece.begins - begins);
        auto const first = std::max<std::int64_t>(place, 0);
        auto const last = std::min(place + std::ssize(piece.samples), static_cast<std::int64_t>(count));
        if (first >= last) continue;
        std::copy(piece.samples.begin() + (first - place), piece.samples.begin() + (last - place),
                  speech.begin() + first);
    }
    return speech;
}

// `delay` is what the frames that were played took, on the whole, from the speaker's sending them.
quality::SpeechDistortion distortion_of(agents::HeardStream const& heard, agents::SentStream const& spoken,
                                        sim::Duration delay, std::vector<agents::AudioPiece> const& pieces) {
    auto const sent = sent_speech(pieces, spoken, heard.audio_begins - delay, heard.audio.size());
    // A buffer that adapts moves by a frame at a time; jitter before a server makes the delay less certain.
    constexpr std::uint64_t frame = media::audio_sample_rate / 50;
    auto const frames = std::min<std::uint64_t>(2 + heard.frames.stretched + heard.frames.skipped, 20);
    return quality::compare_speech(sent, heard.audio,
                                   {.sample_rate = media::audio_sample_rate, .search = frames * frame});
}

}  // namespace

std::optional<sim::Duration> network_delay(agents::ReceivedStream const& received,
                                           std::vector<agents::SentStream const*> const& sent) {
    auto const at = sent_at(received.first_timestamp, sent);
    if (!at) return std::nullopt;
    return received.mean_arrival - *at;
}

double equipment_impairment(std::string const& encoding) {
    auto const* const codec = media::find_encoding(encoding, media::audio_sample_rate);
    return codec == nullptr ? 0 : codec->ie;
}

std::optional<StreamQuality> quality_of(std::vector<agents::ReceivedStream const*> const& received,
                                        std::vector<agents::SentStream const*> const& sent, SpeechBefore const& before,
                                        std::vector<agents::AudioPiece> const& pieces) {
    StreamQuality quality;
    quality::SpeechDistortion distortion;
    Losses losses;
    double delay_ms = 0;
    media::CodecInfo const* codec = nullptr;
    for (auto const* const stream : received) {
        if (!stream->heard || stream->heard->frames.played == 0) continue;
        auto const& heard = *stream->heard;
        auto const at = sent_at(heard.first_timestamp, sent);
        auto const* const spoken = codec_of(sent.front()->codec, heard.concealment);
        if (!at || spoken == nullptr) continue;
        codec = spoken;
        auto const since_sent = before.delay + (heard.mean_playout - *at);
        auto const delay = since_sent + codec->packet_time + codec->look_ahead;
        auto const* const spoken_in = sent.front()->call != 0 ? sent.front() : before.spoken;
        if (spoken_in != nullptr && !heard.audio.empty()) {
            distortion.add(distortion_of(heard, *spoken_in, since_sent, pieces));
        }
        delay_ms += in_ms(delay) * static_cast<double>(heard.frames.played);
        losses.add(heard.pattern);
        quality.played += heard.frames.played;
        quality.late += heard.frames.late;
        quality.early += heard.frames.early;
        quality.duplicates += heard.frames.duplicates;
        quality.stretched += heard.frames.stretched;
        quality.skipped += heard.frames.skipped;
        quality.reordered += heard.reordered;
        quality.mean_jitter_ms += heard.mean_jitter_ms * static_cast<double>(heard.frames.played);
        quality.max_jitter_ms = std::max(quality.max_jitter_ms, heard.max_jitter_ms);
        for (auto const& second : heard.seconds) {
            Losses of_second;
            of_second.add(second.pattern);
            auto const rating = rate(*codec, of_second, before.ie, in_ms(delay));
            quality.seconds.push_back({sim::Time{std::chrono::seconds(second.second)}, of_second.frames, of_second.lost,
                                       of_second.burst_ratio(), second.jitter_ms, in_ms(second.buffer_delay), rating.r,
                                       rating.mos});
        }
    }
    if (codec == nullptr) return std::nullopt;
    quality.mean_jitter_ms /= static_cast<double>(quality.played);
    quality.lost = losses.lost;
    quality.loss = share(losses.lost, losses.frames);
    quality.burst_ratio = losses.burst_ratio();
    quality.mouth_to_ear_ms = delay_ms / static_cast<double>(quality.played);
    auto const rating = rate(*codec, losses, before.ie, quality.mouth_to_ear_ms);
    quality.r = rating.r;
    quality.mos_cq = rating.mos;
    quality.mos_lq = rating.mos_lq;
    if (distortion.frames > 0) {
        quality.segmental_snr_db = hundredths(distortion.segmental_snr_db);
        quality.log_spectral_distance_db = hundredths(distortion.log_spectral_distance_db);
    }
    return quality;
}

}  // namespace voiplab::scenarios
