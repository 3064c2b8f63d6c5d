#pragma once

#include <cstdint>
#include <variant>
#include <vector>

namespace voiplab::media {

// RTCP extended reports (RFC 3611): a packet of report blocks, of which these are read and written.

// Section 4.4: what a receiver that sends nothing asks with, as a sender does with its SR.
struct ReceiverReferenceTime {
    std::uint64_t ntp = 0;

    bool operator==(ReceiverReferenceTime const&) const = default;
};

// Section 4.5: the answer, for each receiver that asked.
struct DelaySinceLastRr {
    struct Receiver {
        std::uint32_t ssrc = 0;
        std::uint32_t last_rr = 0;              // LRR: middle of its NTP timestamp
        std::uint32_t delay_since_last_rr = 0;  // DLRR: in 1/65536 s

        bool operator==(Receiver const&) const = default;
    };
    std::vector<Receiver> receivers;

    bool operator==(DelaySinceLastRr const&) const = default;
};

// Section 4.7: what a receiver says of the speech of one source, since its beginning.
struct VoipMetrics {
    static constexpr std::uint8_t unavailable = 127;  // of levels, RERL, R and MOS

    // Section 4.7.6.
    enum class Concealment : std::uint8_t { unspecified = 0, disabled = 1, enhanced = 2, standard = 3 };
    enum class JitterBuffer : std::uint8_t { unknown = 0, fixed = 2, adaptive = 3 };

    std::uint32_t ssrc = 0;
    std::uint8_t loss_rate = 0;     // of 256: lost on the way
    std::uint8_t discard_rate = 0;  // of 256: late or early
    // Section 4.7.2: of 256, and mean, in ms.
    std::uint8_t burst_density = 0;
    std::uint8_t gap_density = 0;
    std::uint16_t burst_duration = 0;
    std::uint16_t gap_duration = 0;
    std::uint16_t round_trip_delay = 0;  // ms; 0: unknown
    std::uint16_t end_system_delay = 0;  // ms
    std::int8_t signal_level = unavailable;
    std::int8_t noise_level = unavailable;
    std::uint8_t rerl = unavailable;
    std::uint8_t gmin = 16;
    std::uint8_t r_factor = unavailable;  // 0 to 100
    std::uint8_t external_r_factor = unavailable;
    std::uint8_t mos_lq = unavailable;  // ten times
    std::uint8_t mos_cq = unavailable;  // ten times
    Concealment concealment = Concealment::unspecified;
    JitterBuffer jitter_buffer = JitterBuffer::unknown;
    std::uint8_t jitter_buffer_rate = 0;  // four bits; 0: unknown
    // ms
    std::uint16_t jitter_buffer_nominal = 0;
    std::uint16_t jitter_buffer_maximum = 0;
    std::uint16_t jitter_buffer_absolute_maximum = 0;

    bool operator==(VoipMetrics const&) const = default;
};

// A block of another type, or of another length than its type has; its body as it came: a multiple of four octets.
struct OtherXrBlock {
    std::uint8_t type = 0;
    std::uint8_t type_specific = 0;
    std::vector<std::uint8_t> body;

    bool operator==(OtherXrBlock const&) const = default;
};

using XrBlock = std::variant<ReceiverReferenceTime, DelaySinceLastRr, VoipMetrics, OtherXrBlock>;

// Section 2.
struct ExtendedReport {
    std::uint32_t ssrc = 0;  // of who reports
    std::vector<XrBlock> blocks;

    bool operator==(ExtendedReport const&) const = default;
};

}  // namespace voiplab::media
