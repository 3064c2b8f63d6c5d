#include "voiplab/models/agents/voip_metrics.hpp"

#include "voiplab/models/agents/speech_rating.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace voiplab::agents {

namespace {

using media::VoipMetrics;

// Section 4.7.1: the integer part of the 256th, at most 255.
std::uint8_t of_256(double share) {
    constexpr double steps = 256;
    return static_cast<std::uint8_t>(std::min(share * steps, steps - 1));
}

std::uint8_t of_256(std::uint64_t part, std::uint64_t whole) {
    return whole == 0 ? std::uint8_t{0} : of_256(static_cast<double>(part) / static_cast<double>(whole));
}

std::uint16_t whole_ms(double ms) {
    return static_cast<std::uint16_t>(std::clamp(std::round(ms), 0.0, 65535.0));
}

std::uint16_t whole_ms(sim::Duration duration) {
    return whole_ms(std::chrono::duration<double, std::milli>(duration).count());
}

void tell_losses(VoipMetrics& metrics, HeardStream const& heard, std::uint64_t expected) {
    // Second copies are neither expected nor received.
    auto const received = heard.packets.received - heard.packets.duplicates;
    metrics.loss_rate = of_256(expected - std::min(expected, received), expected);
    metrics.discard_rate = of_256(heard.frames.late + heard.frames.early, expected);
}

void tell_bursts(VoipMetrics& metrics, quality::LossPattern const& pattern, sim::Duration frame) {
    auto const figures = pattern.gaps_and_bursts();
    auto const frame_ms = std::chrono::duration<double, std::milli>(frame).count();
    metrics.gmin = quality::LossPattern::gmin;
    metrics.burst_density = of_256(figures.burst_density());
    metrics.gap_density = of_256(figures.gap_density());
    metrics.burst_duration = whole_ms(figures.mean_burst() * frame_ms);
    metrics.gap_duration = whole_ms(figures.mean_gap() * frame_ms);
}

void tell_jitter_buffer(VoipMetrics& metrics, media::JitterBufferOptions const& options,
                        media::JitterBuffer const& buffer) {
    auto const fixed = options.kind == media::JitterBufferOptions::Kind::fixed;
    metrics.jitter_buffer = fixed ? VoipMetrics::JitterBuffer::fixed : VoipMetrics::JitterBuffer::adaptive;
    metrics.jitter_buffer_nominal = whole_ms(buffer.delay());
    // Section 4.7.7: how long before its time a packet may come, which an adaptive one does not let happen for long.
    auto const longest = fixed ? buffer.capacity() : std::max(options.max, buffer.delay());
    metrics.jitter_buffer_maximum = whole_ms(longest);
    metrics.jitter_buffer_absolute_maximum = whole_ms(longest);
}

VoipMetrics::Concealment section_4_7_6(media::Concealment concealment) {
    using Kind = VoipMetrics::Concealment;
    if (concealment == media::Concealment::silence) return Kind::disabled;
    return concealment == media::Concealment::repeat ? Kind::standard : Kind::enhanced;
}

// Section 4.7.5.
void tell_quality(VoipMetrics& metrics, media::CodecInfo const& codec, quality::LossPattern const& pattern,
                  sim::Duration delay) {
    constexpr double widest = 1.29;
    constexpr double tenths = 10;
    auto const rating = rate_speech(codec, {pattern.loss(), pattern.burst_ratio()},
                                    std::chrono::duration<double, std::milli>(delay).count());
    auto const r = codec.wideband ? rating.r / widest : rating.r;
    metrics.r_factor = static_cast<std::uint8_t>(std::clamp(std::round(r), 0.0, 100.0));
    metrics.mos_lq = static_cast<std::uint8_t>(std::round(rating.mos_lq * tenths));
    metrics.mos_cq = static_cast<std::uint8_t>(std::round(rating.mos * tenths));
}

}  // namespace

VoipMetrics voip_metrics(sim::Time now, StreamListener& listener, media::RtpReceiver const& receiver,
                         std::optional<sim::Duration> const& round_trip) {
    auto const& heard = listener.heard_until(now);
    auto const& options = listener.options();
    auto const& spoken = options.codec != nullptr ? *options.codec : *media::find_codec("pcmu");
    auto const& codec = as_concealed(spoken, options.concealment);
    auto const* const buffer = listener.buffer();
    assert(buffer != nullptr);
    auto const end_system_delay = heard.frame + codec.look_ahead + buffer->delay();
    VoipMetrics metrics;
    metrics.ssrc = receiver.ssrc();
    tell_losses(metrics, heard, receiver.expected());
    tell_bursts(metrics, heard.pattern, heard.frame);
    metrics.round_trip_delay = whole_ms(round_trip.value_or(sim::Duration::zero()));
    metrics.end_system_delay = whole_ms(end_system_delay);
    tell_quality(metrics, codec, heard.pattern, round_trip.value_or(sim::Duration::zero()) / 2 + end_system_delay);
    metrics.concealment = section_4_7_6(options.concealment);
    tell_jitter_buffer(metrics, options.jitter_buffer, *buffer);
    return metrics;
}

}  // namespace voiplab::agents
