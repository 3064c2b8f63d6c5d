#pragma once

#include "voiplab/models/media/audio_clip.hpp"
#include "voiplab/models/media/rtp_receiver.hpp"
#include "voiplab/models/media/rtp_sender.hpp"
#include "voiplab/models/net/host.hpp"
#include "voiplab/sim/recurring.hpp"
#include "voiplab/sim/scheduler.hpp"

#include <cstdint>

namespace voiplab::agents {

struct MediaPartyOptions {
    std::uint16_t port = 40000;
    net::UdpEndpoint to;        // where its RTP goes
    sim::Time begins;           // when its first packet leaves
    std::uint32_t packets = 1;  // how many it sends, one every 20 ms; at least one
    std::uint8_t dscp = 46;     // RFC 3246: expedited forwarding
    media::RtpSender::Options stream;
};

// One party of a call without signalling: sends G.711 every 20 ms, and keeps RFC 3550's statistics of what it hears.
class alignas(64) MediaParty final : sim::Recurring, net::UdpReceiver {
  public:
    // All outlive the party; the host's port is free.
    MediaParty(sim::Scheduler& scheduler, net::Host& host, net::PayloadPool& payloads, MediaPartyOptions const& options,
               media::EncodedClip const& speech);
    MediaParty(MediaParty const&) = delete;
    MediaParty& operator=(MediaParty const&) = delete;

    [[nodiscard]] media::RtpSent const& sent() const { return sender_.sent(); }
    [[nodiscard]] media::RtpReceiver const& heard() const { return receiver_; }

  private:
    void run() override;
    void prefetch(unsigned turns) const override;
    void receive(net::UdpDatagram const& datagram) override;

    // What it hears stands in front, what it sends behind.
    sim::Scheduler& scheduler_;
    media::RtpReceiver receiver_;
    net::Host& host_;
    net::PayloadPool& payloads_;
    net::UdpEndpoint to_;
    std::uint16_t port_;
    std::uint8_t dscp_;
    std::uint32_t packets_left_;
    media::EncodedSource speech_;
    media::RtpSender sender_;
};

}  // namespace voiplab::agents
