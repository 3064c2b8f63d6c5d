#include "voiplab/models/agents/media_session.hpp"

#include <utility>

namespace voiplab::agents {

namespace {
constexpr std::size_t samples_per_packet = 160;
}

MediaSession::MediaSession(AgentContext const& context, std::string agent, MediaOptions const& options,
                           Speech const& speech, sim::RandomStream random)
    : context_(context),
      speech_(speech),
      random_(random),
      port_(context, std::move(agent), options.port, *this),
      sender_(
          {.ssrc = options.ssrc, .first_sequence = options.first_sequence, .first_timestamp = options.first_timestamp}),
      rtcp_({.ssrc = options.ssrc, .cname = options.cname, .start = context.start}, context.scheduler.now(), random_),
      packet_timer_(context.scheduler, [this] { send_packet(); }),
      report_timer_(context.scheduler, [this] { send_report(); }),
      move_timer_(context.scheduler, [this] { target_ = negotiated_; }) {}

void MediaSession::start(RemoteMedia const& remote, MediaStart const& when) {
    choose_format(remote);
    if (!source_) return;
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
        auto const goodbye = rtcp_.goodbye(context_.scheduler.now(), sender_.sent(), heard());
        if (!goodbye.empty()) port_.send_rtcp(goodbye, *negotiated_);
    }
    port_.close();
}

void MediaSession::choose_format(RemoteMedia const& remote) {
    auto const* const speech = remote.speech();
    if (speech == nullptr || (speech->encoding != "PCMU" && speech->encoding != "PCMA")) return;
    if (codec_ == speech->encoding) return;
    codec_ = speech->encoding;
    source_.emplace(codec_ == "PCMU" ? speech_.ulaw : speech_.alaw);
    sender_.set_payload_type(speech->payload_type);
}

void MediaSession::send_packet() {
    auto const now = context_.scheduler.now();
    auto packet = context_.payloads.make(media::rtp_header_size + samples_per_packet);
    sender_.next(now, packet.writable(), *source_);
    port_.send_rtp(std::move(packet), sender_.ssrc(), codec_, *target_);
    if (auto const started = std::exchange(start_, std::nullopt)) {
        report_timer_.arm_in(started->first_report);
        packet_timer_.arm_in(started->second_packet);
    } else {
        packet_timer_.arm_in(packet_time);
    }
}

void MediaSession::send_report() {
    auto const now = context_.scheduler.now();
    // The RFC's timer may put a report off when it fires; the first one, and those of a fixed interval, go out.
    auto const unconditional = report_interval_ || rtcp_.reports_sent() == 0;
    auto const report =
        unconditional ? rtcp_.report(now, sender_.sent(), heard()) : rtcp_.on_timer(now, sender_.sent(), heard());
    if (!report.empty()) port_.send_rtcp(report, *target_);
    report_timer_.arm(report_interval_ ? now + *report_interval_ : rtcp_.due());
}

media::RtpReceiver& MediaSession::heard() {
    auto* const latest = port_.latest_receiver();
    return latest != nullptr ? *latest : nobody_;
}

void MediaSession::rtp_arrived(media::RtpPacketView const& /*packet*/, net::UdpEndpoint /*from*/) {}

void MediaSession::rtcp_arrived(std::span<std::uint8_t const> compound, net::UdpEndpoint /*from*/) {
    rtcp_.receive(context_.scheduler.now(), compound);
}

}  // namespace voiplab::agents
