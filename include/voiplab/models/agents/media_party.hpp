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
class MediaParty {
  public:
    // All outlive the party; the host's port is free.
    MediaParty(sim::Scheduler& scheduler, net::Host& host, net::PayloadPool& payloads, MediaPartyOptions const& options,
               media::EncodedClip const& speech);
    MediaParty(MediaParty const&) = delete;
    MediaParty& operator=(MediaParty const&) = delete;

    [[nodiscard]] media::RtpSent const& sent() const { return speaker_.sender.sent(); }
    [[nodiscard]] media::RtpReceiver const& heard() const { return listener_.receiver; }

  private:
    // Two cache lines.
    struct alignas(64) Speaker final : sim::Recurring {
        Speaker(sim::Scheduler& scheduler_used, net::Host& from, net::PayloadPool& pool,
                MediaPartyOptions const& options, media::EncodedClip const& clip);
        void run() override;
        void prefetch_run(unsigned turns) const override;

        sim::Scheduler& scheduler;
        net::Host& host;
        net::PayloadPool& payloads;
        net::UdpEndpoint to;
        std::uint16_t port;
        std::uint8_t dscp;
        std::uint32_t packets_left;
        media::EncodedSource speech;
        media::RtpSender sender;
    };
    // One.
    struct alignas(64) Listener final : net::UdpReceiver {
        explicit Listener(sim::Scheduler& scheduler_used) : scheduler(scheduler_used) {}
        void receive(net::UdpDatagram const& datagram) override;

        sim::Scheduler& scheduler;
        media::RtpReceiver receiver;
    };
    static_assert(sizeof(Speaker) == 128 && sizeof(Listener) == 64);

    Speaker speaker_;
    Listener listener_;
};

}  // namespace voiplab::agents
