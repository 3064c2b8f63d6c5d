#pragma once

#include "voiplab/models/media/codec_table.hpp"
#include "voiplab/models/media/comfort_noise.hpp"
#include "voiplab/models/media/concealment.hpp"
#include "voiplab/models/media/dtmf.hpp"
#include "voiplab/models/media/jitter_buffer.hpp"
#include "voiplab/models/media/rtp.hpp"
#include "voiplab/models/media/sequence_order.hpp"
#include "voiplab/models/media/speech_codec.hpp"
#include "voiplab/models/quality/loss_pattern.hpp"
#include "voiplab/sim/time.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace voiplab::agents {

// How a phone turns what arrives into what is heard.
struct ListeningOptions {
    media::JitterBufferOptions jitter_buffer;  // its frame is what the first packet says
    media::Concealment concealment = media::Concealment::plc;
    bool keep_audio = false;
    media::CodecInfo const* codec = nullptr;   // of the speech that comes; nullptr: G.711
    std::uint8_t payload_type = 0;             // of that codec
    std::optional<std::uint8_t> noise_type{};  // of comfort noise (RFC 3389), where the parties agreed on it
    std::optional<std::uint8_t> event_type{};  // of telephone events (RFC 4733), likewise
};

// One second of a stream: its packets by when they arrived, its frames by when they were played.
struct HeardSecond {
    std::int64_t second = 0;  // from the run's start
    media::SequenceOrder::Counts packets;
    quality::LossPattern pattern;
    sim::Duration buffer_delay{};  // at its end
    double jitter_ms = 0;          // likewise, as it was when the last of its frames was played
};

// What was made of one stream. A frame is a packet's time.
struct HeardStream {
    sim::Duration frame{};  // how long it is; zero before the first packet of speech
    media::Concealment concealment = media::Concealment::plc;
    std::uint32_t first_timestamp = 0;
    // The mean time at which frames were played, each less its timestamp's distance from the first.
    sim::Time mean_playout{};
    media::JitterBuffer::Counts frames;
    quality::LossPattern pattern;  // of frames that the other party sent: lost on the way, late or early
    std::uint64_t recovered = 0;   // frames without a packet that forward error correction brought back: not lost
    media::SequenceOrder::Counts packets;
    // RFC 3550 section 6.4.1 after each packet of speech that arrived, in floating milliseconds as analysers have it.
    double mean_jitter_ms = 0;
    double max_jitter_ms = 0;
    std::vector<HeardSecond> seconds;
    sim::Time audio_begins{};
    std::uint32_t sample_rate = 8000;
    std::vector<std::int16_t> audio;  // empty where it is not kept
    std::string event_keys;           // keys that came as events (RFC 4733)
    std::string tone_keys;            // keys whose tones are in the audio
};

// The listener at the end of a stream: a jitter buffer, concealment, a decoder. It watches; nothing of the run depends
// on it but what extended reports say.
class StreamListener {
  public:
    explicit StreamListener(ListeningOptions const& options);

    void receive(sim::Time now, media::RtpPacketView const& packet);
    // Plays what is due: what was heard so far.
    HeardStream const& heard_until(sim::Time now);
    [[nodiscard]] ListeningOptions const& options() const { return options_; }
    // nullptr before the first packet of speech.
    [[nodiscard]] media::JitterBuffer const* buffer() const { return buffer_ ? &*buffer_ : nullptr; }
    // Plays what waits; nothing comes after it.
    void finish();
    [[nodiscard]] HeardStream const& heard() const { return heard_; }

  private:
    using Frame = media::JitterBuffer::Frame;
    static constexpr std::size_t most_others = 1000;

    void start(sim::Time now, media::RtpPacketView const& packet);
    void follow_jitter(sim::Time now, std::uint32_t timestamp);
    void play_until(sim::Time now);
    void play(Frame const& frame);
    void play_packet(Frame const& frame);
    // Of the frames before one that is due at that time and whose packet has that number.
    void count_lost(sim::Time at, std::uint16_t sequence);
    void hear(Frame const& frame);
    void hear_gap(Frame const& frame);
    void take_noise(media::RtpPacketView const& packet);
    [[nodiscard]] bool is_silence(Frame const& frame) const;
    [[nodiscard]] bool recovers() const;
    [[nodiscard]] std::size_t frame_samples() const {
        return static_cast<std::size_t>(heard_.frame.count() * heard_.sample_rate / 1'000'000'000);
    }
    HeardSecond& second_of(sim::Time at);

    [[nodiscard]] bool is_speech(std::uint8_t payload_type) const;

    ListeningOptions options_;
    std::optional<media::JitterBuffer> buffer_;  // from the first packet of speech on
    media::Concealer concealer_;
    media::ComfortNoiseGenerator noise_;       // the same in every run: what is heard hangs on no seed
    std::optional<std::uint32_t> noise_from_;  // the timestamp of the first comfort noise of the last silence
    media::EventKeys event_keys_;
    std::uint32_t last_arrived_ = 0;                 // of the last speech that arrived
    std::uint32_t last_timestamp_ = 0;               // of the last speech that was played
    std::shared_ptr<media::SpeechDecoder> decoder_;  // of a codec other than G.711; copies of a listener share it
    HeardStream heard_;
    bool started_ = false;
    media::SequenceOrder order_;
    std::uint8_t payload_type_ = 0;
    std::vector<std::uint16_t> others_;  // numbers of packets of other kinds behind the last speech that was played
    std::optional<std::uint16_t> last_played_;  // its sequence number
    std::uint64_t missing_ = 0;                 // frames since then
    bool recovered_ = false;                    // the last of these was recovered
    sim::Duration playout_sum_{};               // since the first packet's arrival
    sim::Time first_arrival_{};
    double last_transit_ms_ = 0;  // more than the first packet's
    double jitter_ms_ = 0;
    std::uint64_t arrived_ = 0;
    std::vector<std::int16_t> samples_;
};

// The samples of a G.711 packet; false where its payload type is neither of G.711's.
bool decode_g711(std::uint8_t payload_type, std::span<std::uint8_t const> payload, std::vector<std::int16_t>& samples);

}  // namespace voiplab::agents
