#pragma once

#include "voiplab/models/media/audio_clip.hpp"
#include "voiplab/models/media/codec_table.hpp"
#include "voiplab/models/media/comfort_noise.hpp"
#include "voiplab/models/media/silence_suppression.hpp"
#include "voiplab/models/media/speech_codec.hpp"
#include "voiplab/models/media/talk_spurts.hpp"
#include "voiplab/sim/random.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace voiplab::agents {

struct TalkerOptions {
    bool suppresses_silence = false;
    bool describes_noise = false;  // both parties know comfort noise (RFC 3389)
    std::optional<media::TalkSpurts::Options> talk_spurts;
};

// What a phone says, encoded packet by packet: its voice again and again, or by talk-spurts with a quiet room in
// between, or the tones of a key that is down.
class Talker {
  public:
    // What is sent for a packet's time.
    enum class Packet : std::uint8_t {
        speech,
        comfort_noise,  // of RFC 3389's payload type
        nothing,
    };
    // The codec outlives the talker; `packet_time` is one that it allows. `voice` has its sample rate.
    Talker(media::CodecInfo const& codec, sim::Duration packet_time, media::AudioClip const& voice,
           TalkerOptions const& options, sim::RandomStream random);

    // The next packet's payload; `tones`, where there are some, drown the voice.
    Packet next(media::ClipSource* tones, std::vector<std::uint8_t>& payload);
    void set_packet_time(sim::Duration packet_time);

  private:
    void read(media::ClipSource* tones);
    Packet encode(std::vector<std::uint8_t>& payload);
    Packet describe(media::ComfortNoise const& noise, std::vector<std::uint8_t>& payload);

    media::CodecInfo const* codec_;
    TalkerOptions options_;
    media::SpeechEncoder encoder_;
    media::ClipSource voice_;
    std::optional<media::TalkSpurts> talk_spurts_;
    std::optional<media::ComfortNoiseGenerator> room_;
    std::optional<media::SilenceSuppression> suppression_;
    sim::Duration packet_time_;
    sim::Duration at_{};  // since the first packet
    std::vector<std::int16_t> samples_;
};

}  // namespace voiplab::agents
