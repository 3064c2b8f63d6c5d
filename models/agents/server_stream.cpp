#include "voiplab/models/agents/server_stream.hpp"

#include "voiplab/models/agents/server_codecs.hpp"
#include "voiplab/models/agents/server_media.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace voiplab::agents {

namespace {

constexpr std::size_t samples_per_packet = 160;
constexpr std::uint16_t key_samples = 8 * samples_per_packet;
constexpr sim::Duration key_pause = std::chrono::milliseconds(100);
constexpr std::size_t most_octets = 1024;  // of a packet that is transcoded
// Asterisk's RTCP interval; its first report comes so long after its first packet.
constexpr sim::Duration report_interval = std::chrono::seconds(5);

media::RelayStream::Options draw_stream(sim::RandomStream& random) {
    media::RelayStream::Options options;
    options.ssrc = static_cast<std::uint32_t>(random.integer(1, 0xffffffff));
    options.first_sequence = static_cast<std::uint16_t>(random.integer(0, 0x7fff));
    options.first_timestamp = static_cast<std::uint32_t>(random.integer(0, 0xffffffff));
    return options;
}

}  // namespace

ServerStream::ServerStream(AgentContext const& context, RtpPort& port, sim::Duration relay_time,
                           sim::RandomStream random)
    : context_(context),
      relay_time_(relay_time),
      port_(port),
      random_(random),
      stream_(draw_stream(random_)),
      rtcp_({.ssrc = stream_.ssrc(), .cname = random_.hex(16), .start = context.start}, context.scheduler.now(),
            random_),
      leave_timer_(context.scheduler, [this] { send_next(); }),
      play_timer_(context.scheduler, [this] { play_next(); }),
      key_timer_(context.scheduler, [this] { press_next(); }),
      report_timer_(context.scheduler, [this] { send_report(); }) {}

void ServerStream::set_remote(net::UdpEndpoint remote, sip::MediaFormat const& format,
                              std::optional<std::uint8_t> event_type) {
    remote_ = source_.value_or(remote);
    format_ = format;
    if (auto const* const codec = codec_of(format)) port_.set_codec(*codec, format.payload_type);
    event_type_ = event_type;
}

void ServerStream::bridge_to(ServerMedia* other) {
    other_ = other;
    if (other != nullptr) other->begin_anew();
}

void ServerStream::play(media::EncodedClip const& clip, std::uint8_t payload_type, sim::Callback done) {
    playing_.emplace(clip);
    play_left_ = (clip.octets().size() + samples_per_packet - 1) / samples_per_packet;
    // Its numbers go on from clip to clip.
    play_header_.marker = true;
    play_header_.payload_type = payload_type;
    play_header_.ssrc = stream_.ssrc();
    play_done_ = done;
    play_timer_.arm_in({});
}

void ServerStream::stop_playing() {
    play_timer_.cancel();
}

void ServerStream::listen_for_keys(bool inband, std::function<void(char)> pressed) {
    if (inband) detector_.emplace();
    pressed_ = std::move(pressed);
}

void ServerStream::press(char key) {
    if (!event_type_ || !remote_) return;
    keys_.push_back(key);
    if (!key_timer_.armed()) press_next();
}

void ServerStream::rtp_arrived(media::RtpPacketView const& packet, net::UdpEndpoint from) {
    if (follows_source_) remote_ = source_ = from;
    hear_keys(packet);
    auto const is_event = packet.header.payload_type == event_type_;
    if (other_ != nullptr && !(is_event && !other_->passes_events())) other_->relay(packet, format_);
}

void ServerStream::hear_keys(media::RtpPacketView const& packet) {
    if (!pressed_) return;
    if (packet.header.payload_type == event_type_) {
        auto const key = event_keys_.read(packet.header.timestamp, packet.payload);
        if (key && !detector_) pressed_(*key);
        return;
    }
    auto const* const codec = codec_of(format_);
    if (!detector_ || codec == nullptr || packet.payload.size() > most_octets) return;
    if (!hearing_ || &hearing_->codec() != codec) hearing_.emplace(*codec, media::telephone_rate);
    hearing_->decode(packet.payload, samples_);
    for (auto const key : detector_->read(samples_)) {
        pressed_(key);
    }
}

std::optional<media::PeerReport> ServerStream::rtcp_arrived(std::span<std::uint8_t const> compound) {
    return rtcp_.receive(context_.scheduler.now(), compound);
}

// One packet every 20 ms, the last one three times, then the pause to the next key (RFC 4733 section 2.5.1).
void ServerStream::press_next() {
    if (keys_.empty() || !event_type_ || !remote_) {
        keys_ = {};
        return;
    }
    auto const begins = key_duration_ == 0;
    if (begins) key_timestamp_ = stream_.next_timestamp();
    key_duration_ = static_cast<std::uint16_t>(key_duration_ + samples_per_packet);
    media::TelephoneEvent const event{*media::event_of_key(keys_.front()), key_duration_ >= key_samples, 10,
                                      key_duration_};
    std::array<std::uint8_t, media::telephone_event_size> octets{};
    media::write_telephone_event(event, octets);
    for (auto copies = event.end ? 3 : 1; copies > 0; --copies) {
        auto payload = context_.payloads.make(media::rtp_header_size + octets.size());
        stream_.insert(context_.scheduler.now(), {*event_type_, begins, key_timestamp_, octets}, payload.writable());
        leave(std::move(payload));
    }
    if (event.end) {
        key_duration_ = 0;
        keys_.pop_front();
    }
    key_timer_.arm_in(event.end ? key_pause : packet_time);
}

void ServerStream::relay(media::RtpPacketView const& packet, sip::MediaFormat const& spoken) {
    if (packet.header.payload_type != spoken.payload_type) {
        forward(packet);
    } else if (sip::same_encoding(spoken, format_)) {
        auto renumbered = packet;
        renumbered.header.payload_type = format_.payload_type;
        forward(renumbered);
    } else {
        transcode(packet, spoken);
    }
}

// As Asterisk without a translator, nothing goes on where a codec is not one that is decoded and encoded, or where a
// packet is no whole number of the other codec's frames.
void ServerStream::transcode(media::RtpPacketView const& packet, sip::MediaFormat const& spoken) {
    using Payload = media::CodecInfo::Payload;
    auto const* const from = codec_of(spoken);
    auto const* const to = codec_of(format_);
    if (from == nullptr || to == nullptr || from->payload != Payload::real || to->payload != Payload::real) return;
    if (packet.payload.size() > most_octets) return;
    if (!transcoder_ || &transcoder_->from() != from || &transcoder_->to() != to) {
        transcoder_.emplace(*from, *to);
    }
    if (!transcoder_->transcode(packet.payload, octets_)) return;
    auto transcoded = packet;
    transcoded.header.payload_type = format_.payload_type;
    transcoded.header.timestamp = transcoder_->timestamp(packet.header.timestamp);
    transcoded.payload = octets_;
    forward(transcoded);
}

void ServerStream::forward(media::RtpPacketView const& packet) {
    if (!remote_ || leaving_.size() >= most_leaving) return;
    auto payload = context_.payloads.make(media::RelayStream::size_of(packet));
    stream_.forward(context_.scheduler.now(), packet, payload.writable());
    leave(std::move(payload));
}

void ServerStream::leave(net::Payload packet) {
    leaving_.push_back({context_.scheduler.now() + relay_time_, std::move(packet)});
    if (!leave_timer_.armed()) leave_timer_.arm(leaving_.front().at);
}

void ServerStream::send_next() {
    auto packet = std::move(leaving_.front().packet);
    leaving_.pop_front();
    if (!leaving_.empty()) leave_timer_.arm(leaving_.front().at);
    if (!reporting_) {
        reporting_ = true;
        report_timer_.arm_in(report_interval);
    }
    port_.send_rtp(std::move(packet), stream_.ssrc(), format_.encoding, *remote_);
}

void ServerStream::play_next() {
    if (play_left_ == 0 || !remote_) {
        // It may end the stream.
        auto done = play_done_;
        done();
        return;
    }
    std::array<std::uint8_t, samples_per_packet> octets{};
    playing_->read(octets);
    if (auto const law = sip::static_format(play_header_.payload_type)) relay({play_header_, {}, {}, octets}, *law);
    play_header_.marker = false;
    ++play_header_.sequence;
    play_header_.timestamp += samples_per_packet;
    --play_left_;
    play_timer_.arm_in(packet_time);
}

void ServerStream::send_report() {
    // A leg whose media has gone elsewhere has nothing to report.
    auto const now = context_.scheduler.now();
    if (now - stream_.sent().at > report_interval) {
        reporting_ = false;
        return;
    }
    port_.send_rtcp(rtcp_.report(now, stream_.sent(), heard()), *remote_);
    report_timer_.arm_in(report_interval);
}

media::RtpReceiver& ServerStream::heard() {
    auto* const latest = port_.latest_receiver();
    return latest != nullptr ? *latest : nobody_;
}

}  // namespace voiplab::agents
