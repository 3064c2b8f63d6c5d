#include "voiplab/models/agents/media_session.hpp"

#include "voiplab/models/agents/server_codecs.hpp"
#include "voiplab/models/media/dtmf.hpp"
#include "voiplab/models/media/resampler.hpp"
#include "voiplab/models/media/skewed_clock.hpp"

#include <algorithm>
#include <utility>

namespace voiplab::agents {

namespace {

bool is_g711(media::CodecInfo const& codec) {
    return codec.encoding == "PCMU" || codec.encoding == "PCMA";
}

constexpr sim::Duration longest_packet_time = std::chrono::milliseconds(60);

}  // namespace

MediaSession::MediaSession(AgentContext const& context, std::string const& agent, MediaOptions const& options,
                           Speech const& speech, sim::RandomStream random)
    : context_(context),
      speech_(speech),
      random_(random),
      port_(context, agent, options.port, *this, options.listening),
      sender_(
          {.ssrc = options.ssrc, .first_sequence = options.first_sequence, .first_timestamp = options.first_timestamp}),
      rtcp_({.ssrc = options.ssrc, .cname = options.cname, .start = context.start, .extended_reports = options.rtcp_xr},
            context.scheduler.now(), random_),
      rtcp_xr_(options.rtcp_xr),
      own_packet_time_(options.packet_time),
      clock_skew_ppm_(options.clock_skew_ppm),
      talker_options_(options.talker),
      talker_random_(options.talker_random.value_or(sim::RandomStream(0))),
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
    auto const speech = std::find_if(remote.formats.begin(), remote.formats.end(), [](sip::MediaFormat const& format) {
        return sip::is_speech(format) && codec_of(format) != nullptr;
    });
    if (speech == remote.formats.end()) return;
    auto const* const before = std::exchange(codec_, codec_of(*speech));
    packet_time_ = choose_packet_time(remote);
    sender_.set_format(speech->payload_type, codec_->ticks_in(packet_time_));
    if (talker_) talker_->set_packet_time(packet_time_);
    if (codec_ == before) return;
    noise_type_ = remote.noise_type(codec_->clock_rate);
    talker_options_.describes_noise = noise_type_.has_value();
    source_.reset();
    talker_.reset();
    if (is_g711(*codec_) && !talker_options_.suppresses_silence && !talker_options_.talk_spurts) {
        source_.emplace(speech_.g711(codec_->encoding == "PCMU" ? media::G711Law::mu : media::G711Law::a));
    } else {
        talker_.emplace(*codec_, packet_time_, speech_.at(codec_->sample_rate), talker_options_, talker_random_);
    }
    port_.set_codec(*codec_, speech->payload_type, noise_type_, event_type_);
}

// RFC 4566 section 6: a=ptime is what the other party would like. What the codec cannot do, and what is longer than one
// or shorter than another likes, is left aside.
sim::Duration MediaSession::choose_packet_time(RemoteMedia const& remote) const {
    for (auto const& wanted : {remote.packet_time, own_packet_time_}) {
        if (wanted && *wanted <= longest_packet_time && codec_->allows(*wanted)) return *wanted;
    }
    return codec_->packet_time;
}

sim::Duration MediaSession::by_own_clock(sim::Duration nominal) const {
    return media::by_skewed_clock(nominal, clock_skew_ppm_);
}

void MediaSession::set_sending(bool sending) {
    if (sending == std::exchange(sending_, sending)) return;
    auto const now = context_.scheduler.now();
    if (!sending) {
        packet_timer_.cancel();
        press_.reset();
        paused_at_ = now;
    } else if (port_.open() && target_) {
        sender_.pause(media::to_rtp_time(now - paused_at_, codec_->clock_rate));
        packet_timer_.arm_in({});
    }
}

void MediaSession::press(char key, bool inband) {
    auto const event = media::event_of_key(key);
    if (!event || codec_ == nullptr || !sending_ || (!inband && !event_type_)) return;
    press_ = {*event, event_type_.value_or(0), sender_.timestamp(), packets_per_press(), {}, {}};
    if (!inband) return;
    auto const tones = media::make_dtmf(key, packet_time_ * packets_per_press());
    if (source_) {
        press_->tones.emplace(media::EncodedClip(tones, source_->law()));
    } else {
        press_->clip.emplace(media::resampled(tones, codec_->sample_rate));
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
        packet_timer_.arm_in(by_own_clock(started->second_packet + packet_time_ - std::chrono::milliseconds(20)));
    } else {
        packet_timer_.arm_in(by_own_clock(packet_time_));
    }
}

void MediaSession::send_speech() {
    if (source_) {
        auto& source = press_ ? *press_->tones : *source_;
        auto packet = context_.payloads.make(media::rtp_header_size + codec_->octets_in(packet_time_));
        sender_.next(context_.scheduler.now(), packet.writable(), source);
        port_.send_rtp(std::move(packet), sender_.ssrc(), codec_->encoding, *target_);
    } else {
        send_talk();
    }
    if (press_ && --press_->packets_left == 0) press_.reset();
}

// Through silence the timestamp goes on and the sequence number does not (RFC 3551 section 4.1).
void MediaSession::send_talk() {
    auto const what = talker_->next(press_ ? &*press_->clip : nullptr, payload_);
    auto const ticks = codec_->ticks_in(packet_time_);
    if (what == Talker::Packet::nothing) return sender_.pause(ticks);
    auto const now = context_.scheduler.now();
    auto packet = context_.payloads.make(media::rtp_header_size + payload_.size());
    auto const out = what == Talker::Packet::speech
                         ? sender_.next(now, packet.writable())
                         : sender_.next_aside(now, packet.writable(), *noise_type_, sender_.timestamp(), false);
    std::copy(payload_.begin(), payload_.end(), out.begin());
    port_.send_rtp(std::move(packet), sender_.ssrc(), codec_->encoding, *target_);
    if (what == Talker::Packet::comfort_noise) sender_.pause(ticks);
}

// As many as hold 160 ms.
unsigned MediaSession::packets_per_press() const {
    auto const packets = (press_time + packet_time_ - sim::Duration(1)) / packet_time_;
    return static_cast<unsigned>(packets);
}

// RFC 4733 section 2.5.1: the timestamp is the event's beginning throughout, its duration grows, speech is silent, and
// the last packet is sent three times.
void MediaSession::send_event() {
    auto const now = context_.scheduler.now();
    auto const done = packets_per_press() - press_->packets_left + 1;
    auto const ticks = codec_->ticks_in(packet_time_);
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
