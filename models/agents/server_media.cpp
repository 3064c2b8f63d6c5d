#include "voiplab/models/agents/server_media.hpp"

#include <memory>
#include <utility>

namespace voiplab::agents {

namespace {

// chan_sip keeps a dialog, and its RTP ports with it, for 64 T1 after its end.
constexpr sim::Duration late_packets = std::chrono::seconds(32);

}  // namespace

ServerMedia::ServerMedia(AgentContext const& context, std::string const& agent, std::uint16_t port,
                         sim::Duration relay_time, sim::RandomStream random)
    : context_(context),
      port_(context, agent, port, *this),
      stream_(std::make_unique<ServerStream>(context, port_, relay_time, random)),
      ssrc_(stream_->ssrc()),
      close_timer_(context.scheduler, [this] {
          port_.close();
          closed_();
      }) {}

void ServerMedia::stop(sim::Callback closed) {
    closed_ = closed;
    stream_.reset();
    close_timer_.arm_in(late_packets);
}

void ServerMedia::set_remote(net::UdpEndpoint remote, sip::MediaFormat const& format,
                             std::optional<std::uint8_t> event_type) {
    if (stream_) stream_->set_remote(remote, format, event_type);
}

void ServerMedia::follow_source() {
    if (stream_) stream_->follow_source();
}

void ServerMedia::bridge_to(ServerMedia* other) {
    if (stream_) stream_->bridge_to(other);
}

void ServerMedia::play(media::EncodedClip const& clip, std::uint8_t payload_type, sim::Callback done) {
    if (stream_) stream_->play(clip, payload_type, done);
}

void ServerMedia::stop_playing() {
    if (stream_) stream_->stop_playing();
}

void ServerMedia::listen_for_keys(bool inband, std::function<void(char)> pressed) {
    if (stream_) stream_->listen_for_keys(inband, std::move(pressed));
}

void ServerMedia::pass_events(bool pass) {
    if (stream_) stream_->pass_events(pass);
}

void ServerMedia::press(char key) {
    if (stream_) stream_->press(key);
}

void ServerMedia::begin_anew() {
    if (stream_) stream_->begin_anew();
}

void ServerMedia::relay(media::RtpPacketView const& packet, sip::MediaFormat const& spoken) {
    if (stream_) stream_->relay(packet, spoken);
}

bool ServerMedia::passes_events() const {
    return stream_ && stream_->passes_events();
}

void ServerMedia::rtp_arrived(media::RtpPacketView const& packet, net::UdpEndpoint from) {
    if (stream_) stream_->rtp_arrived(packet, from);
}

void ServerMedia::rtcp_arrived(std::span<std::uint8_t const> compound, net::UdpEndpoint from) {
    if (auto const said = stream_ ? stream_->rtcp_arrived(compound) : late_report(compound))
        port_.count_report(*said, from);
}

std::optional<media::PeerReport> ServerMedia::late_report(std::span<std::uint8_t const> compound) const {
    auto const packets = media::parse_rtcp(compound);
    if (!packets) return std::nullopt;
    return media::read_peer_report(*packets, ssrc_, context_.start + context_.scheduler.now().time_since_epoch());
}

}  // namespace voiplab::agents
