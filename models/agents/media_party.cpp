#include "voiplab/models/agents/media_party.hpp"

#include "voiplab/sim/prefetch.hpp"

#include <cassert>
#include <cstddef>
#include <utility>

namespace voiplab::agents {

namespace {
constexpr sim::Duration packet_time = std::chrono::milliseconds(20);
constexpr std::size_t samples_per_packet = 160;
}  // namespace

MediaParty::MediaParty(sim::Scheduler& scheduler, net::Host& host, net::PayloadPool& payloads,
                       MediaPartyOptions const& options, media::EncodedClip const& speech)
    : speaker_(scheduler, host, payloads, options, speech), listener_(scheduler) {
    assert(options.packets > 0 && options.stream.samples_per_packet == samples_per_packet);
    host.bind(options.port, listener_);
    scheduler.schedule(options.begins, speaker_);
}

MediaParty::Speaker::Speaker(sim::Scheduler& scheduler_used, net::Host& from, net::PayloadPool& pool,
                             MediaPartyOptions const& options, media::EncodedClip const& clip)
    : scheduler(scheduler_used),
      host(from),
      payloads(pool),
      to(options.to),
      port(options.port),
      dscp(options.dscp),
      packets_left(options.packets),
      speech(clip),
      sender(options.stream) {}

void MediaParty::Speaker::run() {
    auto packet = payloads.make(media::rtp_header_size + samples_per_packet);
    sender.next(scheduler.now(), packet.writable(), speech);
    host.send(to, port, std::move(packet), dscp);
    if (--packets_left > 0) scheduler.schedule(scheduler.now() + packet_time, *this);
}

void MediaParty::Speaker::prefetch_run(unsigned turns) const {
    // The first cache line has been fetched.
    if (turns == 2) sim::prefetch(this, 2);
    host.prefetch_send(turns);
}

void MediaParty::Listener::receive(net::UdpDatagram const& datagram) {
    if (auto const packet = media::parse_rtp(datagram.payload.bytes())) {
        receiver.receive(scheduler.now(), packet->header);
    }
}

}  // namespace voiplab::agents
