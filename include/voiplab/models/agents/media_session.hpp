#pragma once

#include "voiplab/models/agents/rtp_port.hpp"
#include "voiplab/models/agents/sdp_session.hpp"
#include "voiplab/models/agents/speech.hpp"
#include "voiplab/models/agents/talker.hpp"
#include "voiplab/models/media/audio_clip.hpp"
#include "voiplab/models/media/codec_table.hpp"
#include "voiplab/models/media/rtcp_session.hpp"
#include "voiplab/models/media/rtp_sender.hpp"
#include "voiplab/sim/timer.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace voiplab::agents {

struct MediaOptions {
    std::uint16_t port = 40000;  // RTP; even
    std::uint32_t ssrc = 0;
    std::uint16_t first_sequence = 0;
    std::uint32_t first_timestamp = 0;
    std::string cname;  // of RTCP's SDES (RFC 3550 section 6.5.1)
    std::optional<ListeningOptions> listening{};
    std::optional<sim::Duration> packet_time{};  // unset: what the other party asks for, or the codec's usual
    int clock_skew_ppm = 0;                      // how much too fast the phone's sound device runs
    TalkerOptions talker{};                      // whether noise is described, the session sees from the other party
    std::optional<sim::RandomStream> talker_random{};  // where the talker draws
    bool rtcp_xr = false;                              // RFC 3611's extended reports, of what is listened to
};

// When a session's first packets leave, counted from its start.
struct MediaStart {
    sim::Duration first_packet;
    sim::Duration second_packet;                   // after the first
    sim::Duration first_report;                    // after the first
    std::optional<sim::Duration> report_interval;  // from one report to the next; unset: drawn by RFC 3550's rule
};

// One phone's RTP session: real speech in any codec of the table, RTCP reports, and a BYE at the end.
class MediaSession final : RtpPortUser {
  public:
    // The context, the agent's name and `speech` outlive the session.
    MediaSession(AgentContext const& context, std::string const& agent, MediaOptions const& options,
                 Speech const& speech, sim::RandomStream random);

    // Begins to send to where the other party said, in the first format that carries speech of a codec of the table,
    // and in packets of the time that the other party asks for, where the codec can.
    void start(RemoteMedia const& remote, MediaStart const& when);
    // Sends to another endpoint from `at` on; the RTCP BYE goes there already.
    void move(RemoteMedia const& remote, sim::Time at);
    // Whether speech is sent at all: not while a call is held.
    void set_sending(bool sending);
    // Presses a key for 160 ms: its tones in the speech, or as RTP events where the parties agreed on those.
    void press(char key, bool inband);
    // Says goodbye, if anything was sent, and frees the ports.
    void finish();

    [[nodiscard]] net::UdpEndpoint address() const { return port_.address(); }
    [[nodiscard]] RtpPort const& port() const { return port_; }

  private:
    // A key that is down: what is left of it, and of its RTP event the beginning.
    struct KeyPress {
        std::uint8_t event;
        std::uint8_t payload_type;
        std::uint32_t timestamp;
        unsigned packets_left;
        std::optional<media::EncodedSource> tones;  // where it is heard in the speech: in place of source_'s,
        std::optional<media::ClipSource> clip;      // or by the talker
    };
    static constexpr sim::Duration press_time = std::chrono::milliseconds(160);

    void rtp_arrived(media::RtpPacketView const& packet, net::UdpEndpoint from) override;
    void rtcp_arrived(std::span<std::uint8_t const> compound, net::UdpEndpoint from) override;
    void send_packet();
    void send_speech();
    void send_talk();
    [[nodiscard]] unsigned packets_per_press() const;
    void send_event();
    void send_report();
    void tell_metrics();
    void choose_format(RemoteMedia const& remote);
    [[nodiscard]] sim::Duration choose_packet_time(RemoteMedia const& remote) const;
    // How long the phone's own clock takes for that.
    [[nodiscard]] sim::Duration by_own_clock(sim::Duration nominal) const;
    media::RtpReceiver& heard();

    AgentContext context_;
    Speech const& speech_;
    sim::RandomStream random_;
    RtpPort port_;
    media::RtpSender sender_;
    media::RtcpSession rtcp_;
    bool rtcp_xr_;
    media::RtpReceiver nobody_;  // stands for the other party until its first packet
    std::optional<sim::Duration> own_packet_time_;
    int clock_skew_ppm_;
    media::CodecInfo const* codec_ = nullptr;  // nullptr: no speech
    sim::Duration packet_time_{};
    TalkerOptions talker_options_;
    sim::RandomStream talker_random_;
    std::optional<media::EncodedSource> source_;  // of G.711 without a pause
    std::optional<Talker> talker_;                // of all else
    std::optional<std::uint8_t> noise_type_;      // the payload type of comfort noise
    std::vector<std::uint8_t> payload_;
    std::optional<net::UdpEndpoint> target_;      // where RTP goes
    std::optional<net::UdpEndpoint> negotiated_;  // where the last description says that it should go
    std::optional<MediaStart> start_;             // until the first packet has left
    std::optional<sim::Duration> report_interval_;
    bool sending_ = true;
    sim::Time paused_at_{};
    std::optional<std::uint8_t> event_type_;  // the payload type of telephone-event
    std::optional<KeyPress> press_;
    sim::Timer packet_timer_;
    sim::Timer report_timer_;
    sim::Timer move_timer_;
};

}  // namespace voiplab::agents
