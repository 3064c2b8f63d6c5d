#include "voiplab/models/media/rtp_sender.hpp"

#include <cassert>

namespace voiplab::media {

RtpSender::RtpSender(Options const& options)
    : ssrc_(options.ssrc),
      samples_per_packet_(options.samples_per_packet),
      timestamp_(options.first_timestamp),
      sequence_(options.first_sequence),
      payload_type_(options.payload_type) {}

std::span<std::uint8_t> RtpSender::next(sim::Time now, std::span<std::uint8_t> out) {
    RtpHeader header;
    header.marker = talkspurt_begins_;
    header.payload_type = payload_type_;
    header.sequence = sequence_;
    header.timestamp = timestamp_;
    header.ssrc = ssrc_;
    auto const payload = write_rtp(header, out);

    talkspurt_begins_ = false;
    ++sequence_;
    timestamp_ += samples_per_packet_;
    ++sent_.packets;
    sent_.octets += static_cast<std::uint32_t>(payload.size());
    sent_.timestamp = header.timestamp;
    sent_.at = now;
    return payload;
}

void RtpSender::next(sim::Time now, std::span<std::uint8_t> out, EncodedSource& source) {
    assert(out.size() == rtp_header_size + samples_per_packet_);
    source.read(next(now, out));
}

void RtpSender::pause(std::uint32_t samples) {
    timestamp_ += samples;
    talkspurt_begins_ = true;
}

}  // namespace voiplab::media
