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
    auto const payload = next_aside(now, out, payload_type_, timestamp_, talkspurt_begins_);
    talkspurt_begins_ = false;
    timestamp_ += samples_per_packet_;
    return payload;
}

std::span<std::uint8_t> RtpSender::next_aside(sim::Time now, std::span<std::uint8_t> out, std::uint8_t payload_type,
                                              std::uint32_t timestamp, bool marker) {
    RtpHeader header;
    header.marker = marker;
    header.payload_type = payload_type;
    header.sequence = sequence_;
    header.timestamp = timestamp;
    header.ssrc = ssrc_;
    auto const payload = write_rtp(header, out);
    ++sequence_;
    ++sent_.packets;
    sent_.octets += static_cast<std::uint32_t>(payload.size());
    sent_.timestamp = timestamp;
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
