#include "voiplab/models/media/rtp_relay.hpp"

#include <algorithm>
#include <cassert>

namespace voiplab::media {

void RelayStream::forward(sim::Time now, RtpPacketView const& packet, std::span<std::uint8_t> out) {
    assert(out.size() == size_of(packet));
    auto const is_first = !started_ || source_changed_ || packet.header.ssrc != source_ssrc_;
    source_changed_ = false;
    if (is_first) start_from(packet.header);

    RtpHeader header;
    header.marker = is_first || packet.header.marker;
    header.payload_type = packet.header.payload_type;
    header.sequence = static_cast<std::uint16_t>(packet.header.sequence + sequence_shift_);
    header.timestamp = packet.header.timestamp + timestamp_shift_;
    header.ssrc = own_.ssrc;
    auto const payload = write_rtp(header, out);
    std::copy(packet.payload.begin(), packet.payload.end(), payload.begin());

    remember(header);
    ++sent_.packets;
    sent_.octets += static_cast<std::uint32_t>(packet.payload.size());
    sent_.timestamp = header.timestamp;
    sent_.at = now;
}

void RelayStream::insert(sim::Time now, OwnPacket const& packet, std::span<std::uint8_t> out) {
    RtpHeader header;
    header.marker = packet.marker;
    header.payload_type = packet.payload_type;
    header.sequence = started_ ? static_cast<std::uint16_t>(highest_sequence_ + 1) : own_.first_sequence;
    header.timestamp = packet.timestamp;
    header.ssrc = own_.ssrc;
    auto const payload = write_rtp(header, out);
    std::copy(packet.payload.begin(), packet.payload.end(), payload.begin());
    if (!started_) {
        started_ = source_changed_ = true;
        highest_timestamp_ = own_.first_timestamp - packet_time_;
    }
    highest_sequence_ = header.sequence;
    ++sequence_shift_;
    ++sent_.packets;
    sent_.octets += static_cast<std::uint32_t>(packet.payload.size());
    sent_.timestamp = header.timestamp;
    sent_.at = now;
}

std::uint32_t RelayStream::next_timestamp() const {
    return started_ ? highest_timestamp_ + packet_time_ : own_.first_timestamp;
}

void RelayStream::start_from(RtpHeader const& received) {
    auto const sequence = started_ ? static_cast<std::uint16_t>(highest_sequence_ + 1) : own_.first_sequence;
    auto const timestamp = started_ ? highest_timestamp_ + packet_time_ : own_.first_timestamp;
    sequence_shift_ = static_cast<std::uint16_t>(sequence - received.sequence);
    timestamp_shift_ = timestamp - received.timestamp;
    source_ssrc_ = received.ssrc;
    if (!started_) {
        highest_sequence_ = static_cast<std::uint16_t>(sequence - 1);
        highest_timestamp_ = timestamp - packet_time_;
        started_ = true;
    }
}

void RelayStream::remember(RtpHeader const& forwarded) {
    auto const ahead = static_cast<std::uint16_t>(forwarded.sequence - highest_sequence_);
    if (ahead == 0 || ahead >= 0x8000) return;  // a duplicate, or late
    if (ahead == 1 && !forwarded.marker) packet_time_ = forwarded.timestamp - highest_timestamp_;
    highest_sequence_ = forwarded.sequence;
    highest_timestamp_ = forwarded.timestamp;
}

}  // namespace voiplab::media
