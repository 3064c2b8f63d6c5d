#include "voiplab/models/agents/stream_listener.hpp"

#include "voiplab/models/media/g711.hpp"

#include <algorithm>
#include <cmath>

namespace voiplab::agents {

namespace {

constexpr std::uint8_t ulaw_type = 0;  // RFC 3551 table 4
constexpr std::uint8_t alaw_type = 8;
constexpr auto second = std::chrono::seconds(1);
constexpr std::uint64_t noise_seed = 3389;

bool is_g711(std::uint8_t payload_type) {
    return payload_type == ulaw_type || payload_type == alaw_type;
}

bool is_after(std::uint32_t timestamp, std::uint32_t other) {
    return static_cast<std::int32_t>(timestamp - other) > 0;
}

}  // namespace

bool decode_g711(std::uint8_t payload_type, std::span<std::uint8_t const> payload, std::vector<std::int16_t>& samples) {
    if (!is_g711(payload_type)) return false;
    samples.resize(payload.size());
    media::decode(payload_type == ulaw_type ? media::G711Law::mu : media::G711Law::a, payload, samples);
    return true;
}

StreamListener::StreamListener(ListeningOptions const& options)
    : options_(options), concealer_(options.concealment), noise_(sim::RandomStream(noise_seed)) {
    heard_.concealment = options.concealment;
    if (options.codec != nullptr) decoder_ = std::make_shared<media::SpeechDecoder>(*options.codec);
}

bool StreamListener::is_speech(std::uint8_t payload_type) const {
    return decoder_ ? payload_type == options_.payload_type : is_g711(payload_type);
}

void StreamListener::receive(sim::Time now, media::RtpPacketView const& packet) {
    auto const& header = packet.header;
    auto const place = order_.add(header.sequence);
    heard_.packets.count(place);
    second_of(now).packets.count(place);
    // Events and comfort noise are not played, but they have numbers too.
    if (!is_speech(header.payload_type)) {
        if (others_.size() < most_others) others_.push_back(header.sequence);
        if (buffer_) play_until(now);
        if (header.payload_type == options_.noise_type) take_noise(packet);
        if (header.payload_type == options_.event_type) {
            if (auto const key = event_keys_.read(header.timestamp, packet.payload)) heard_.event_keys += *key;
        }
        return;
    }
    if (!started_) start(now, packet);
    payload_type_ = header.payload_type;
    last_arrived_ = header.timestamp;
    play_until(now);
    follow_jitter(now, header.timestamp);
    if (place == media::SequenceOrder::Place::duplicate) return;
    buffer_->put(now, header.sequence, header.timestamp,
                 options_.keep_audio ? packet.payload : decltype(packet.payload){});
}

void StreamListener::start(sim::Time now, media::RtpPacketView const& packet) {
    started_ = true;
    heard_.first_timestamp = packet.header.timestamp;
    first_arrival_ = now;
    auto const& codec = options_.codec != nullptr ? *options_.codec : *media::find_codec("pcmu");
    heard_.sample_rate = codec.sample_rate;
    heard_.frame = media::packet_time_of(codec, packet.payload);
    options_.jitter_buffer.frame_ticks = codec.ticks_in(heard_.frame);
    buffer_.emplace(options_.jitter_buffer);
}

void StreamListener::follow_jitter(sim::Time now, std::uint32_t timestamp) {
    constexpr double gain = 1.0 / 16;
    auto const ticks = static_cast<std::int32_t>(timestamp - heard_.first_timestamp);
    auto const elapsed_ms = std::chrono::duration<double, std::milli>(now - first_arrival_).count();
    auto const transit_ms = elapsed_ms - ticks * 1000.0 / options_.jitter_buffer.clock_rate;
    if (arrived_ > 0) jitter_ms_ += (std::abs(transit_ms - last_transit_ms_) - jitter_ms_) * gain;
    last_transit_ms_ = transit_ms;
    ++arrived_;
    heard_.mean_jitter_ms += (jitter_ms_ - heard_.mean_jitter_ms) / static_cast<double>(arrived_);
    heard_.max_jitter_ms = std::max(heard_.max_jitter_ms, jitter_ms_);
}

HeardStream const& StreamListener::heard_until(sim::Time now) {
    if (buffer_) {
        play_until(now);
        heard_.frames = buffer_->counts();
    }
    return heard_;
}

void StreamListener::finish() {
    if (!buffer_) return;
    while (buffer_->waiting())
        play_until(buffer_->due());
    heard_.frames = buffer_->counts();
    // What came too late for the last frames.
    if (last_played_) count_lost(buffer_->due(), static_cast<std::uint16_t>(order_.highest() + 1));
    auto const played = static_cast<std::int64_t>(heard_.frames.played);
    if (played > 0) heard_.mean_playout = first_arrival_ + playout_sum_ / played;
    heard_.tone_keys = media::find_dtmf(heard_.audio, heard_.sample_rate);
}

void StreamListener::play_until(sim::Time now) {
    Frame frame{};
    while (buffer_->next(now, frame))
        play(frame);
}

void StreamListener::play(Frame const& frame) {
    if (frame.kind == Frame::Kind::played) {
        play_packet(frame);
    } else if (frame.kind == Frame::Kind::missing) {
        ++missing_;
        recovered_ = recovers();
    }
    if (options_.keep_audio) hear(frame);
}

void StreamListener::play_packet(Frame const& frame) {
    count_lost(frame.at, frame.sequence);
    auto& now = second_of(frame.at);
    now.pattern.add(false);
    now.buffer_delay = buffer_->delay();
    now.jitter_ms = jitter_ms_;
    heard_.pattern.add(false);
    auto const ticks = static_cast<std::int32_t>(frame.timestamp - heard_.first_timestamp);
    playout_sum_ += frame.at - first_arrival_ -
                    sim::Duration(std::int64_t{ticks} * 1'000'000'000 / options_.jitter_buffer.clock_rate);
    last_played_ = frame.sequence;
    last_timestamp_ = frame.timestamp;
    missing_ = 0;
    recovered_ = false;
    std::erase_if(others_, [&](std::uint16_t other) { return static_cast<std::int16_t>(other - frame.sequence) <= 0; });
}

// Frames for which nothing came were lost where numbers are missing too; else the sender was silent.
void StreamListener::count_lost(sim::Time at, std::uint16_t sequence) {
    if (!last_played_) return;
    std::uint64_t const gap = static_cast<std::uint16_t>(sequence - *last_played_ - 1);
    auto const others = std::count_if(others_.begin(), others_.end(), [&](std::uint16_t other) {
        return std::uint64_t{static_cast<std::uint16_t>(other - *last_played_ - 1)} < gap;
    });
    auto const lost = std::min(gap - static_cast<std::uint64_t>(others), missing_);
    for (auto left = lost; left > 0; --left) {
        auto const is_lost = !(left == 1 && recovered_);
        if (!is_lost) ++heard_.recovered;
        second_of(at - heard_.frame * static_cast<std::int64_t>(left)).pattern.add(is_lost);
        heard_.pattern.add(is_lost);
    }
}

void StreamListener::hear(Frame const& frame) {
    if (heard_.audio.empty()) heard_.audio_begins = frame.at;
    if (frame.kind == Frame::Kind::played) {
        if (decoder_) {
            decoder_->decode(frame.payload, samples_);
        } else {
            decode_g711(payload_type_, frame.payload, samples_);
        }
        samples_.resize(frame_samples());  // a silence descriptor decodes to nothing
        concealer_.pass(samples_);
    } else {
        hear_gap(frame);
    }
    heard_.audio.insert(heard_.audio.end(), samples_.begin(), samples_.end());
}

// Whether the next packet is there, and repeats the one that is not.
bool StreamListener::recovers() const {
    return options_.codec != nullptr && options_.codec->name == "opus-fec" && buffer_->has_following();
}

void StreamListener::hear_gap(Frame const& frame) {
    auto const count = frame_samples();
    auto const is_missing = frame.kind == Frame::Kind::missing;
    if (is_missing && recovers() && decoder_->recover(buffer_->following_payload(), count, samples_)) return;
    if (!is_silence(frame) && options_.concealment == media::Concealment::plc && decoder_ &&
        decoder_->conceal(count, samples_))
        return;
    samples_.resize(count);
    if (is_silence(frame)) {
        noise_.read(samples_);
    } else {
        concealer_.fill(samples_);
    }
}

void StreamListener::take_noise(media::RtpPacketView const& packet) {
    auto const noise = media::parse_comfort_noise(packet.payload);
    if (!noise) return;
    noise_.set(*noise);
    if (!noise_from_ || is_after(last_arrived_, *noise_from_)) noise_from_ = packet.header.timestamp;
}

// Comfort noise came for that time, or for before it, and no speech since.
bool StreamListener::is_silence(Frame const& frame) const {
    if (!noise_from_ || !is_after(*noise_from_, last_timestamp_)) return false;
    return frame.kind == Frame::Kind::stretched || !is_after(*noise_from_, frame.timestamp);
}

HeardSecond& StreamListener::second_of(sim::Time at) {
    auto const number = at.time_since_epoch() / second;
    auto const found = std::find_if(heard_.seconds.rbegin(), heard_.seconds.rend(),
                                    [&](HeardSecond const& known) { return known.second == number; });
    if (found != heard_.seconds.rend()) return *found;
    auto const place = std::find_if(heard_.seconds.begin(), heard_.seconds.end(),
                                    [&](HeardSecond const& known) { return known.second > number; });
    auto& added = *heard_.seconds.insert(place, HeardSecond{});
    added.second = number;
    return added;
}

}  // namespace voiplab::agents
