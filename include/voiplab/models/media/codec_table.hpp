#pragma once

#include "voiplab/sim/time.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace voiplab::media {

// What is known of a codec: RFC 3551's tables 4 and 5 and the payload format's own RFC, ITU-T G.113 for what it does to
// speech. All codecs stand in one table.
struct CodecInfo {
    std::string_view name;                     // as scenarios and commands have it: "pcmu"
    std::string_view encoding;                 // as rtpmap spells it
    std::optional<std::uint8_t> payload_type;  // RFC 3551's; none: dynamic
    std::uint32_t clock_rate = 8000;           // of the RTP timestamp
    std::uint32_t sample_rate = 8000;          // of the speech
    std::uint8_t channels = 1;                 // as rtpmap says
    sim::Duration frame{};                     // a packet holds a whole number of these
    std::size_t frame_octets = 0;              // 0: varies; see bit_rate
    std::uint32_t bit_rate = 0;                // bit/s, of the payload
    sim::Duration packet_time{};               // usual
    sim::Duration look_ahead{};                // the encoder waits for so much beyond a packet
    bool wideband = false;                     // its Ie and Bpl are G.107.1's
    double ie = 0;                             // G.113
    double bpl = 4.3;
    bool provisional = false;  // Ie or Bpl is not in G.113 but an estimate from other publications
    enum class Payload : std::uint8_t {
        real,    // encoded and decoded
        marked,  // of the right size and time, with a mark in place of speech
    };
    Payload payload = Payload::real;
    std::size_t sid_octets = 0;  // of its own silence descriptor (annexes B of G.729, A of G.723.1); 0: it has none

    // True where a packet can be of that time: a whole number of frames.
    [[nodiscard]] bool allows(sim::Duration packet) const {
        return packet >= frame && packet % frame == sim::Duration{};
    }
    // Octets in a packet of that time, which is a whole number of frames.
    [[nodiscard]] std::size_t octets_in(sim::Duration packet) const;
    // RTP clock ticks in that time.
    [[nodiscard]] std::uint32_t ticks_in(sim::Duration packet) const;
    // Samples in that time.
    [[nodiscard]] std::size_t samples_in(sim::Duration packet) const;
    // Bit/s on Ethernet, one way, in packets of that time: with IP, UDP, RTP and 18 octets of Ethernet.
    [[nodiscard]] double ethernet_bit_rate(sim::Duration packet) const;
};

std::span<CodecInfo const> codec_table();
// nullptr for a name that is not there.
CodecInfo const* find_codec(std::string_view name);
// The codec that an rtpmap means: of iLBC, whose modes share a name, the one of 30 ms, of G.723.1 that of 6.3 kbit/s,
// of Opus the one without forward error correction. nullptr where it is unknown.
CodecInfo const* find_encoding(std::string_view encoding, std::uint32_t clock_rate);

}  // namespace voiplab::media
