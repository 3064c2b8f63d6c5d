#include "scenarios/runner/stream_quality.hpp"

#include "voiplab/models/agents/speech_rating.hpp"
#include "voiplab/models/media/codec_table.hpp"
#include "voiplab/models/media/resampler.hpp"
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

// When the packet of that timestamp was sent: as its stream's clock has it, and as late as its packets are in the mean.
std::optional<sim::Time> sent_at(std::uint32_t timestamp, std::vector<agents::SentStream const*> const& sent) {
    std::optional<sim::Time> at;
    for (auto const* const part : sent) {
        for (auto const& stretch : part->stretches) {
            auto const ticks = static_cast<std::int32_t>(timestamp - stretch.first_timestamp);
            if (ticks < 0 && at) return at;
            at = stretch.first + sim::Duration(std::int64_t{ticks} * 1'000'000'000 / std::int64_t{part->clock_rate}) +
                 stretch.lag / static_cast<std::int64_t>(stretch.packets);
        }
    }
    return at;
}

media::CodecInfo const* codec_of(agents::SentStream const& sent, media::Concealment concealment) {
    auto const* const codec = media::find_encoding(sent.codec, sent.clock_rate);
    return codec == nullptr ? nullptr : &agents::as_concealed(*codec, concealment);
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
    return agents::rate_speech(codec, {share(losses.lost, losses.frames), losses.burst_ratio()}, mouth_to_ear_ms,
                               ie_before);
}

// No more digits than are the same on every machine.
double hundredths(double db) {
    return std::round(100 * db) / 100;
}

// The nearest one.
std::int64_t sample_at(sim::Duration after, std::uint32_t rate) {
    constexpr std::int64_t second = 1'000'000'000;
    auto const samples = after.count() * std::int64_t{rate};
    return (samples + (samples < 0 ? -second / 2 : second / 2)) / second;
}

// So many samples, at that rate, of what a phone sent in a call, from that time on; silence where it sent nothing.
std::vector<std::int16_t> sent_speech(std::vector<agents::AudioPiece> const& pieces, agents::SentStream const& by,
                                      sim::Time begins, std::uint32_t rate, std::size_t count) {
    std::vector<std::int16_t> speech(count);
    for (auto const& piece : pieces) {
        if (!piece.sent || piece.agent != by.agent || piece.call != by.call) continue;
        auto const place = sample_at(piece.begins - begins, rate);
        auto const clip = media::resampled(media::AudioClip(piece.samples, piece.sample_rate), rate);
        auto const samples = clip.samples();
        auto const first = std::max<std::int64_t>(place, 0);
        auto const last = std::min(place + std::ssize(samples), static_cast<std::int64_t>(count));
        if (first >= last) continue;
        std::copy(samples.begin() + (first - place), samples.begin() + (last - place), speech.begin() + first);
    }
    return speech;
}

// `delay` is what the frames that were played took, on the whole, from the speaker's sending them.
quality::SpeechDistortion distortion_of(agents::HeardStream const& heard, agents::SentStream const& spoken,
                                        sim::Duration delay, std::vector<agents::AudioPiece> const& pieces) {
    auto const sent = sent_speech(pieces, spoken, heard.audio_begins - delay, heard.sample_rate, heard.audio.size());
    // A buffer that adapts moves by a frame at a time; jitter before a server makes the delay less certain.
    auto const frame = heard.sample_rate / 50;
    auto const frames = std::min<std::uint64_t>(2 + heard.frames.stretched + heard.frames.skipped, 20);
    return quality::compare_speech(sent, heard.audio, {.sample_rate = heard.sample_rate, .search = frames * frame});
}

}  // namespace

std::optional<sim::Duration> network_delay(agents::ReceivedStream const& received,
                                           std::vector<agents::SentStream const*> const& sent) {
    auto const at = sent_at(received.first_timestamp, sent);
    if (!at) return std::nullopt;
    return received.mean_arrival - *at;
}

double impairment_before(agents::SentStream const& before, agents::SentStream const& sent) {
    if (before.codec == sent.codec && before.clock_rate == sent.clock_rate) return 0;
    auto const* const first = media::find_encoding(before.codec, before.clock_rate);
    auto const* const second = media::find_encoding(sent.codec, sent.clock_rate);
    if (first == nullptr) return 0;
    // G.107.1's R goes to 129 where G.107's goes to 93.2: what a narrow band takes away comes before the codec's own.
    constexpr double narrow_band = 129 - 93.2;
    auto const was_narrowed = !first->wideband && second != nullptr && second->wideband;
    return first->ie + (was_narrowed ? narrow_band : 0);
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
        auto const* const spoken = codec_of(*sent.front(), heard.concealment);
        if (!at || spoken == nullptr) continue;
        codec = spoken;
        auto const since_sent = before.delay + (heard.mean_playout - *at);
        auto const delay = since_sent + heard.frame + codec->look_ahead;
        auto const* const spoken_in = sent.front()->call != 0 ? sent.front() : before.spoken;
        if (spoken_in != nullptr && !heard.audio.empty()) {
            distortion.add(distortion_of(heard, *spoken_in, since_sent, pieces));
        }
        delay_ms += in_ms(delay) * static_cast<double>(heard.frames.played);
        losses.add(heard.pattern);
        quality.played += heard.frames.played;
        quality.late += heard.frames.late;
        quality.early += heard.frames.early;
        quality.duplicates += heard.packets.duplicates;
        quality.stretched += heard.frames.stretched;
        quality.skipped += heard.frames.skipped;
        quality.recovered += heard.recovered;
        quality.reordered += heard.packets.reordered;
        quality.event_keys += heard.event_keys;
        quality.tone_keys += heard.tone_keys;
        quality.mean_jitter_ms += heard.mean_jitter_ms * static_cast<double>(heard.frames.played);
        quality.max_jitter_ms = std::max(quality.max_jitter_ms, heard.max_jitter_ms);
        for (auto const& second : heard.seconds) {
            Losses of_second;
            of_second.add(second.pattern);
            auto const rating = rate(*codec, of_second, before.ie, in_ms(delay));
            auto const& packets = second.packets;
            quality.seconds.push_back({sim::Time{std::chrono::seconds(second.second)}, packets.received,
                                       packets.reordered, packets.duplicates, of_second.frames, of_second.lost,
                                       of_second.burst_ratio(), second.jitter_ms, in_ms(second.buffer_delay), rating.r,
                                       rating.mos});
        }
    }
    if (codec == nullptr) return std::nullopt;
    quality.mean_jitter_ms /= static_cast<double>(quality.played);
    quality.wideband = codec->wideband;
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
