#include "voiplab/models/agents/media_party.hpp"

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
    : scheduler_(scheduler),
      host_(host),
      payloads_(payloads),
      to_(options.to),
      port_(options.port),
      dscp_(options.dscp),
      packets_left_(options.packets),
      speech_(speech),
      sender_(options.stream) {
    assert(options.packets > 0 && options.stream.samples_per_packet == samples_per_packet);
    host_.bind(port_, *this);
    scheduler_.schedule(options.begins, *this);
}

void MediaParty::run() {
    auto packet = payloads_.make(media::rtp_header_size + samples_per_packet);
    sender_.next(scheduler_.now(), packet.writable(), speech_);
    host_.send(to_, port_, std::move(packet), dscp_);
    if (--packets_left_ > 0) scheduler_.schedule(scheduler_.now() + packet_time, *this);
}

void MediaParty::prefetch(unsigned turns) const {
    // The first two cache lines have been fetched.
    if (turns == 2) __builtin_prefetch(reinterpret_cast<std::byte const*>(this) + 128);
    host_.prefetch_send(turns);
}

void MediaParty::receive(net::UdpDatagram const& datagram) {
    if (auto const packet = media::parse_rtp(datagram.payload.bytes())) {
        receiver_.receive(scheduler_.now(), packet->header);
    }
}

}  // namespace voiplab::agents
