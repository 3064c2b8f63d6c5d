#pragma once

#include "voiplab/models/agents/rtp_port.hpp"
#include "voiplab/models/agents/timing.hpp"
#include "voiplab/models/media/audio_clip.hpp"
#include "voiplab/models/media/dtmf.hpp"
#include "voiplab/models/media/rtcp_session.hpp"
#include "voiplab/models/media/rtp_relay.hpp"
#include "voiplab/models/media/transcoder.hpp"
#include "voiplab/models/sip/sdp.hpp"
#include "voiplab/sim/callback.hpp"
#include "voiplab/sim/random.hpp"
#include "voiplab/sim/ring_buffer.hpp"
#include "voiplab/sim/timer.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace voiplab::agents {

class ServerMedia;

// The RTP of one leg at the server, as long as the leg lasts. The server ends each leg's RTP and sends its own: what
// comes from the other leg of a bridge leaves here under this leg's SSRC.
class ServerStream {
  public:
    // `relay_time` is from a packet's arrival at one leg to its leaving by the other. The port outlives the stream.
    ServerStream(AgentContext const& context, RtpPort& port, sim::Duration relay_time, sim::RandomStream random);

    // Where the leg's phone wants its RTP, in which format, and the payload type of its telephone-events, if it has
    // any.
    void set_remote(net::UdpEndpoint remote, sip::MediaFormat const& format, std::optional<std::uint8_t> event_type);
    // Sends where the phone's RTP comes from, once it has come: chan_sip's comedia.
    void follow_source() { follows_source_ = true; }
    // Packets that arrive here leave by `other` from now on; nullptr ends that.
    void bridge_to(ServerMedia* other);
    // Plays a clip to the leg's phone, once or again and again; `done` is called at the end of each time.
    void play(media::EncodedClip const& clip, std::uint8_t payload_type, sim::Callback done);
    void stop_playing();
    // Calls `pressed` for every key of the phone that is heard, as RTP events or, with `inband`, as tones. Where the
    // other leg of a bridge takes its keys in another way, events are not passed on.
    void listen_for_keys(bool inband, std::function<void(char)> pressed);
    void pass_events(bool pass) { pass_events_ = pass; }
    // Sends a key to the phone as an RTP event of 160 ms.
    void press(char key);
    // Packets of the other leg leave here from now on, with timestamps that go on from those that left so far.
    void begin_anew() { stream_.begin_anew(); }
    // A packet of the other leg, whose speech is in that format.
    void relay(media::RtpPacketView const& packet, sip::MediaFormat const& spoken);
    [[nodiscard]] bool passes_events() const { return pass_events_; }

    [[nodiscard]] std::uint32_t ssrc() const { return stream_.ssrc(); }

    void rtp_arrived(media::RtpPacketView const& packet, net::UdpEndpoint from);
    std::optional<media::PeerReport> rtcp_arrived(std::span<std::uint8_t const> compound);

  private:
    struct Leaving {
        sim::Time at;
        net::Payload packet;
    };
    static constexpr std::size_t most_leaving = 1000;
    static constexpr sim::Duration packet_time = std::chrono::milliseconds(20);

    void transcode(media::RtpPacketView const& packet, sip::MediaFormat const& spoken);
    void forward(media::RtpPacketView const& packet);
    void leave(net::Payload packet);
    void send_next();
    void play_next();
    void press_next();
    void hear_keys(media::RtpPacketView const& packet);
    void send_report();
    media::RtpReceiver& heard();

    AgentContext context_;
    sim::Duration relay_time_;
    RtpPort& port_;
    sim::RandomStream random_;
    media::RelayStream stream_;
    media::RtcpSession rtcp_;
    media::RtpReceiver nobody_;  // stands for the phone until its first packet
    std::optional<net::UdpEndpoint> remote_;
    std::optional<net::UdpEndpoint> source_;  // that is followed
    bool follows_source_ = false;
    sip::MediaFormat format_;
    std::optional<media::Transcoder> transcoder_;  // from another codec to this leg's
    std::vector<std::int16_t> samples_;
    std::vector<std::uint8_t> octets_;
    std::optional<std::uint8_t> event_type_;
    bool pass_events_ = true;
    std::function<void(char)> pressed_;
    media::EventKeys event_keys_;
    std::optional<media::DtmfDetector> detector_;      // where keys come as tones
    std::optional<media::ResamplingDecoder> hearing_;  // for it
    sim::RingBuffer<char> keys_;                       // to be sent
    std::uint32_t key_timestamp_ = 0;
    std::uint16_t key_duration_ = 0;
    ServerMedia* other_ = nullptr;
    sim::RingBuffer<Leaving> leaving_;
    bool reporting_ = false;
    std::optional<media::EncodedSource> playing_;
    media::RtpHeader play_header_;
    std::size_t play_left_ = 0;  // packets
    sim::Callback play_done_;
    sim::Timer leave_timer_;
    sim::Timer play_timer_;
    sim::Timer key_timer_;
    sim::Timer report_timer_;
};

}  // namespace voiplab::agents
