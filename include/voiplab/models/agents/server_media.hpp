#pragma once

#include "voiplab/models/agents/rtp_port.hpp"
#include "voiplab/models/agents/server_stream.hpp"
#include "voiplab/sim/callback.hpp"
#include "voiplab/sim/random.hpp"
#include "voiplab/sim/timer.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>

namespace voiplab::agents {

// A leg's ports at the server and, until it is stopped, its RTP; what is asked of that afterwards does nothing. Stopped
// media only counts what comes late: much of it does at a time, and takes no more memory than for that.
class ServerMedia final : RtpPortUser {
  public:
    // `relay_time` is from a packet's arrival at one leg to its leaving by the other. The context and the agent's name
    // outlive the media.
    ServerMedia(AgentContext const& context, std::string const& agent, std::uint16_t port, sim::Duration relay_time,
                sim::RandomStream random);

    // As ServerStream has them.
    void set_remote(net::UdpEndpoint remote, sip::MediaFormat const& format, std::optional<std::uint8_t> event_type);
    void follow_source();
    void bridge_to(ServerMedia* other);
    void play(media::EncodedClip const& clip, std::uint8_t payload_type, sim::Callback done);
    void stop_playing();
    void listen_for_keys(bool inband, std::function<void(char)> pressed);
    void pass_events(bool pass);
    void press(char key);
    void begin_anew();
    void relay(media::RtpPacketView const& packet, sip::MediaFormat const& spoken);
    [[nodiscard]] bool passes_events() const;

    // Sends nothing more, not even an RTCP BYE: Asterisk says none. The ports stay bound for a while, as chan_sip's do,
    // so that late packets meet an open port; then `closed` is called.
    void stop(sim::Callback closed);

    [[nodiscard]] net::UdpEndpoint address() const { return port_.address(); }
    [[nodiscard]] RtpPort const& port() const { return port_; }

  private:
    void rtp_arrived(media::RtpPacketView const& packet, net::UdpEndpoint from) override;
    void rtcp_arrived(std::span<std::uint8_t const> compound, net::UdpEndpoint from) override;
    [[nodiscard]] std::optional<media::PeerReport> late_report(std::span<std::uint8_t const> compound) const;

    AgentContext const& context_;
    RtpPort port_;
    std::unique_ptr<ServerStream> stream_;  // nullptr: stopped
    std::uint32_t ssrc_;                    // the stream's
    sim::Callback closed_;
    sim::Timer close_timer_;
};

}  // namespace voiplab::agents
