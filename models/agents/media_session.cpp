#include "voiplab/models/agents/media_session.hpp"

#include "voiplab/models/agents/server_codecs.hpp"
#include "voiplab/models/media/dtmf.hpp"

#include <algorithm>
#include <utility>

namespace voiplab::agents {

namespace {

bool is_g711(media::CodecInfo const& codec) {
    return codec.encoding == "PCMU" || codec.encoding == "PCMA";
}

}  // namespace

MediaSession::MediaSession(AgentContext const& context, std::string agent, MediaOptions const& options,
                           Speech const& speech, sim::RandomStream random)
    : context_(context),
      speech_(speech),
      random_(random),
      port_(context, std::move(agent), options.port, *this, options.listening),
      sender_(
          {.ssrc = options.ssrc, .first_sequence = options.first_sequence, .first_timestamp = options.first_timestamp}),
      rtcp_({.ssrc = options.ssrc, .cname = options.cname, .start = context.start, .extended_reports = options.rtcp_xr},
            context.scheduler.now(), random_),
      rtcp_xr_(options.rtcp_xr),
      packet_timer_(context.scheduler, [this] { send_packet(); }),
      report_timer_(context.scheduler, [this] { send_report(); }),
      move_timer_(context.scheduler, [this] { target_ = negotiated_; }) {}

void MediaSession::start(RemoteMedia const& remote, MediaStart const& when) {
    choose_format(remote);
    if (codec_ == nullptr) return;
    target_ = negotiated_ = remote.endpoint;
    start_ = when;
    report_interval_ = when.report_interval;
    packet_timer_.arm_in(when.first_packet);
}

void MediaSession::move(RemoteMedia const& remote, sim::Time at) {
    if (!port_.open() || !target_) return;
    choose_format(remote);
    negotiated_ = remote.endpoint;
    move_timer_.arm(at);
}

void MediaSession::finish() {
    packet_timer_.cancel();
    report_timer_.cancel();
    move_timer_.cancel();
    if (!port_.open()) return;
    if (negotiated_) {
        tell_metrics();
        auto const goodbye = rtcp_.goodbye(context_.scheduler.now(), sender_.sent(), heard());
        if (!goodbye.empty()) port_.send_rtcp(goodbye, *negotiated_);
    }
    port_.close();
}

void MediaSession::choose_format(RemoteMedia const& remote) {
    event_type_ = remote.event_type();
    auto const* const speech = remote.speech();
    auto const* const codec = speech == nullptr ? nullptr : codec_of(*speech);
    if (codec == nullptr || codec_ == codec) return;
    codec_ = codec;
    source_.reset();
    encoder_.reset();
    if (is_g711(*codec)) {
        source_.emplace(codec->encoding == "PCMU" ? speech_.ulaw : speech_.alaw);
    } else {
        encoder_.emplace(*codec);
        voice_.emplace(speech_.clip);
    }
    sender_.set_format(speech->payload_type, codec->ticks_in(codec->packet_time));
    port_.set_codec(*codec, speech->payload_type);
}

void MediaSession::set_sending(bool sending) {
    if (sending == std::exchange(sending_, sending)) return;
    auto const now = context_.scheduler.now();
    if (!sending) {
        packet_timer_.cancel();
        press_.reset();
        paused_at_ = now;
    } else if (port_.open() && target_) {
        sender_.pause(media::to_rtp_time(now - paused_at_, media::audio_sample_rate));
        packet_timer_.arm_in({});
    }
}

void MediaSession::press(char key, bool inband) {
    auto const event = media::event_of_key(key);
    if (!event || codec_ == nullptr || !sending_ || (!inband && !event_type_)) return;
    press_ = {*event, event_type_.value_or(0), sender_.timestamp(), packets_per_press(), {}, {}};
    if (!inband) return;
    auto const tones = media::make_dtmf(key, codec_->packet_time * packets_per_press());
    if (source_) {
        press_->tones.emplace(media::EncodedClip(tones, source_->law()));
    } else {
        press_->clip.emplace(tones);
    }
}

void MediaSession::send_packet() {
    if (press_ && !press_->tones && !press_->clip) {
        send_event();
    } else {
        send_speech();
    }
    if (auto const started = std::exchange(start_, std::nullopt)) {
        report_timer_.arm_in(started->first_report);
        // The products' times are those of packets of 20 ms.
        packet_timer_.arm_in(started->second_packet + codec_->packet_time - std::chrono::milliseconds(20));
    } else {
        packet_timer_.arm_in(codec_->packet_time);
    }
}

void MediaSession::send_speech() {
    if (source_) {
        auto& source = press_ ? *press_->tones : *source_;
        auto packet = context_.payloads.make(media::rtp_header_size + codec_->octets_in(codec_->packet_time));
        sender_.next(context_.scheduler.now(), packet.writable(), source);
        port_.send_rtp(std::move(packet), sender_.ssrc(), codec_->encoding, *target_);
    } else {
        send_encoded();
    }
    if (press_ && --press_->packets_left == 0) press_.reset();
}

void MediaSession::send_encoded() {
    samples_.resize(codec_->samples_in(codec_->packet_time));
    (press_ ? *press_->clip : *voice_).read(samples_);
    encoder_->encode(samples_, payload_);
    auto packet = context_.payloads.make(media::rtp_header_size + payload_.size());
    std::copy(payload_.begin(), payload_.end(), sender_.next(context_.scheduler.now(), packet.writable()).begin());
    port_.send_rtp(std::move(packet), sender_.ssrc(), codec_->encoding, *target_);
}

// As many as hold 160 ms.
unsigned MediaSession::packets_per_press() const {
    auto const packets = (press_time + codec_->packet_time - sim::Duration(1)) / codec_->packet_time;
    return static_cast<unsigned>(packets);
}

// RFC 4733 section 2.5.1: the timestamp is the event's beginning throughout, its duration grows, speech is silent, and
// the last packet is sent three times.
void MediaSession::send_event() {
    auto const now = context_.scheduler.now();
    auto const done = packets_per_press() - press_->packets_left + 1;
    auto const ticks = codec_->ticks_in(codec_->packet_time);
    media::TelephoneEvent event{press_->event, done == packets_per_press()};
    event.duration = static_cast<std::uint16_t>(done * ticks);
    for (auto copies = event.end ? 3 : 1; copies > 0; --copies) {
        auto packet = context_.payloads.make(media::rtp_header_size + media::telephone_event_size);
        media::write_telephone_event(
            event, sender_.next_aside(now, packet.writable(), press_->payload_type, press_->timestamp, done == 1));
        port_.send_rtp(std::move(packet), sender_.ssrc(), codec_->encoding, *target_);
    }
    if (--press_->packets_left > 0) return;
    sender_.pause(packets_per_press() * ticks);
    press_.reset();
}

void MediaSession::send_report() {
    auto const now = context_.scheduler.now();
    // The RFC's timer may put a report off when it fires; the first one, and those of a fixed interval, go out.
    auto const unconditional = report_interval_ || rtcp_.reports_sent() == 0;
    tell_metrics();
    auto const report =
        unconditional ? rtcp_.report(now, sender_.sent(), heard()) : rtcp_.on_timer(now, sender_.sent(), heard());
    if (!report.empty()) port_.send_rtcp(report, *target_);
    report_timer_.arm(report_interval_ ? now + *report_interval_ : rtcp_.due());
}

void MediaSession::tell_metrics() {
    if (rtcp_xr_) rtcp_.set_metrics(port_.metrics(rtcp_.round_trip()));
}

media::RtpReceiver& MediaSession::heard() {
    auto* const latest = port_.latest_receiver();
    return latest != nullptr ? *latest : nobody_;
}

void MediaSession::rtp_arrived(media::RtpPacketView const& /*packet*/, net::UdpEndpoint /*from*/) {}

void MediaSession::rtcp_arrived(std::span<std::uint8_t const> compound, net::UdpEndpoint from) {
    if (auto const said = rtcp_.receive(context_.scheduler.now(), compound)) port_.count_report(*said, from);
}

}  // namespace voiplab::agents
