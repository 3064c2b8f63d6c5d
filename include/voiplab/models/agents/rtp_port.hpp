#pragma once

#include "voiplab/models/agents/sip_endpoint.hpp"
#include "voiplab/models/agents/stream_listener.hpp"
#include "voiplab/models/agents/stream_report.hpp"
#include "voiplab/models/media/rtcp_xr.hpp"
#include "voiplab/models/media/rtp.hpp"
#include "voiplab/models/media/rtp_receiver.hpp"
#include "voiplab/models/net/host.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace voiplab::agents {

// Hears the RTP of a port, and the compound RTCP packets of the port above it.
class RtpPortUser {
  public:
    virtual void rtp_arrived(media::RtpPacketView const& packet, net::UdpEndpoint from) = 0;
    virtual void rtcp_arrived(std::span<std::uint8_t const> compound, net::UdpEndpoint from) = 0;

  protected:
    ~RtpPortUser() = default;
};

// A pair of UDP ports for RTP and RTCP (RFC 3550 section 11), with the statistics of what passes.
class RtpPort {
  public:
    // `port` is even; it and the next one are free on the host. The context, the agent's name and the user outlive the
    // port. With `listening` each source is listened to.
    RtpPort(AgentContext const& context, std::string const& agent, std::uint16_t port, RtpPortUser& user,
            std::optional<ListeningOptions> const& listening = std::nullopt);
    ~RtpPort();
    RtpPort(RtpPort const&) = delete;
    RtpPort& operator=(RtpPort const&) = delete;

    // Sends a packet of that stream; `packet` is written and not changed afterwards. `codec` is the encoding's name.
    void send_rtp(net::Payload packet, std::uint32_t ssrc, std::string_view codec, net::UdpEndpoint to);
    // Sends to the port above the RTP endpoint `to`.
    void send_rtcp(std::span<std::uint8_t const> compound, net::UdpEndpoint to);
    // Counts what RTCP from that endpoint says of the stream that goes there.
    void count_report(media::PeerReport const& report, net::UdpEndpoint from);
    // What the speech is coded in from now on, both ways; G.711 is known without. Sources that were in another codec
    // are counted anew.
    void set_codec(media::CodecInfo const& codec, std::uint8_t payload_type,
                   std::optional<std::uint8_t> noise_type = std::nullopt,
                   std::optional<std::uint8_t> event_type = std::nullopt);
    // Frees both ports; nothing arrives any more. The statistics stay.
    void close();

    [[nodiscard]] net::UdpEndpoint address() const { return own_; }
    [[nodiscard]] bool open() const { return open_; }
    // Adds what passed, as of call number `call` of a phone, or 0.
    void report(std::uint64_t call, StreamReport& report) const;
    // The receiver of the source heard last; nullptr before the first packet.
    [[nodiscard]] media::RtpReceiver* latest_receiver();
    // What is to be said of that source by RFC 3611 section 4.7; nullopt where nobody listens to it, or nothing of it
    // was played yet.
    std::optional<media::VoipMetrics> metrics(std::optional<sim::Duration> const& round_trip);

  private:
    struct Source {
        net::UdpEndpoint from;
        std::uint32_t ssrc;
        media::RtpReceiver receiver;
        std::uint32_t clock_rate;
        sim::Time last;
        std::uint32_t first_timestamp;
        bool done = false;  // its codec is no longer the port's
        sim::Time first{};
        sim::Duration transit{};  // the sum over its packets of how much longer than the first they were on their way
        std::int64_t packets = 0;
        std::optional<StreamListener> listener{};
    };
    // What it takes to listen to what arrives, and what is kept of what is sent.
    struct Monitor {
        ListeningOptions options;
        std::vector<AudioPiece> spoken{};
        std::optional<media::SpeechDecoder> spoken_decoder{};  // of a codec other than G.711
        std::uint32_t spoken_until = 0;                        // timestamp
        std::uint32_t spoken_ssrc = 0;
    };
    // More sources than this at one port are passed on but not counted.
    static constexpr std::size_t most_sources = 1000;
    static constexpr std::uint32_t telephone_clock = 8000;
    // A source that was silent for so long is counted anew: its media was elsewhere, and its numbers have gone on.
    static constexpr sim::Duration longest_pause = std::chrono::seconds(1);

    void receive_rtp(net::UdpDatagram const& datagram);
    void receive_rtcp(net::UdpDatagram const& datagram);
    void count(media::RtpPacketView const& packet, net::UdpEndpoint from);
    [[nodiscard]] std::vector<SentStream>::reverse_iterator stream_to(net::UdpEndpoint to);
    void keep_sent(std::span<std::uint8_t const> packet);
    [[nodiscard]] std::uint32_t clock_rate() const { return codec_ == nullptr ? telephone_clock : codec_->clock_rate; }

    // Passes one UDP port's datagrams on.
    template <void (RtpPort::*deliver)(net::UdpDatagram const&)>
    struct Receiver : net::UdpReceiver {
        RtpPort& port;
        explicit Receiver(RtpPort& owner) : port(owner) {}
        void receive(net::UdpDatagram const& datagram) override { (port.*deliver)(datagram); }
    };

    AgentContext const& context_;
    std::string const& agent_;
    RtpPortUser& user_;
    Receiver<&RtpPort::receive_rtp> rtp_;
    Receiver<&RtpPort::receive_rtcp> rtcp_;
    net::UdpEndpoint own_;
    bool open_ = true;
    sim::Time opened_;
    std::optional<sim::Time> closed_;
    media::CodecInfo const* codec_ = nullptr;  // nullptr: one of G.711's
    std::unique_ptr<Monitor> monitor_;         // nullptr: nobody listens
    std::vector<SentStream> sent_;
    std::vector<Source> sources_;
    std::size_t latest_ = 0;
};

}  // namespace voiplab::agents
