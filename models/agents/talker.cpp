#include "voiplab/models/agents/talker.hpp"

#include <array>
#include <limits>

namespace voiplab::agents {

namespace {

constexpr std::uint8_t room_level = 65;  // -dBov: a quiet office through a telephone
constexpr std::size_t noise_order = 4;   // reflection coefficients of comfort noise
// Until it is described again: a receiver takes a source that is silent for a second for gone. Opus' DTX has it so,
// too.
constexpr sim::Duration longest_silence = std::chrono::milliseconds(400);

std::optional<media::SilenceSuppression> suppression_of(media::CodecInfo const& codec, TalkerOptions const& options) {
    if (!options.suppresses_silence) return std::nullopt;
    media::SilenceSuppression::Options suppression;
    suppression.detector.sample_rate = codec.sample_rate;
    suppression.order = noise_order;
    suppression.longest_interval = longest_silence;
    return media::SilenceSuppression(suppression);
}

}  // namespace

Talker::Talker(media::CodecInfo const& codec, sim::Duration packet_time, media::AudioClip const& voice,
               TalkerOptions const& options, sim::RandomStream random)
    : codec_(&codec),
      options_(options),
      encoder_(codec),
      voice_(voice),
      suppression_(suppression_of(codec, options)),
      packet_time_(packet_time) {
    if (!options.talk_spurts) return;
    room_.emplace(sim::RandomStream(random.integer(0, std::numeric_limits<std::uint64_t>::max())));
    room_->set({.level = room_level, .order = 0, .indices = {}});
    talk_spurts_.emplace(*options.talk_spurts, random);
}

void Talker::set_packet_time(sim::Duration packet_time) {
    packet_time_ = packet_time;
}

void Talker::read(media::ClipSource* tones) {
    samples_.resize(codec_->samples_in(packet_time_));
    if (tones != nullptr) {
        tones->read(samples_);
    } else if (talk_spurts_ && !talk_spurts_->talking(at_)) {
        room_->read(samples_);
    } else {
        voice_.read(samples_);
    }
    at_ += packet_time_;
}

Talker::Packet Talker::next(media::ClipSource* tones, std::vector<std::uint8_t>& payload) {
    read(tones);
    if (!suppression_) return encode(payload);
    using Send = media::SilenceSuppression::Decision::Send;
    auto const decision = suppression_->read(samples_);
    if (decision.send == Send::speech) return encode(payload);
    return decision.send == Send::comfort_noise ? describe(decision.noise, payload) : Packet::nothing;
}

Talker::Packet Talker::encode(std::vector<std::uint8_t>& payload) {
    encoder_.encode(samples_, payload);
    return Packet::speech;
}

// A codec with a descriptor of its own sends that; Opus a packet as usual, now and then.
Talker::Packet Talker::describe(media::ComfortNoise const& noise, std::vector<std::uint8_t>& payload) {
    if (codec_->encoding == "opus") return encode(payload);
    if (codec_->sid_octets > 0) {
        encode(payload);
        payload.resize(codec_->sid_octets);
        return Packet::speech;
    }
    if (!options_.describes_noise) return Packet::nothing;
    std::array<std::uint8_t, 1 + media::ComfortNoise::largest_order> octets{};
    auto const written = media::write_comfort_noise(noise, octets);
    payload.assign(written.begin(), written.end());
    return Packet::comfort_noise;
}

}  // namespace voiplab::agents
