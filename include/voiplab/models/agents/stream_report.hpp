#pragma once

#include "voiplab/models/agents/stream_listener.hpp"
#include "voiplab/models/media/rtcp_figures.hpp"
#include "voiplab/models/net/address.hpp"
#include "voiplab/sim/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace voiplab::agents {

// A part of a stream without a pause of a second or more: behind one, timestamps need not have gone on with the time.
struct SentStretch {
    std::uint32_t first_timestamp = 0;
    sim::Time first{};
    std::uint64_t packets = 0;
    // How much later than the first its packets left, each by its timestamp: the sum. A clock that runs wrong drifts.
    sim::Duration lag{};
};

// RTP that an agent sent from one port to another, as long as neither changed.
struct SentStream {
    std::string agent;
    std::uint64_t call = 0;  // a phone's; 0: a server's
    net::UdpEndpoint from;
    net::UdpEndpoint to;
    std::uint32_t ssrc = 0;
    std::string codec;  // "PCMU"
    std::uint32_t clock_rate = 8000;
    std::uint16_t first_sequence = 0;
    std::uint32_t first_timestamp = 0;
    sim::Time first{};
    sim::Time last{};
    std::uint64_t packets = 0;
    std::vector<SentStretch> stretches{};
    media::RtcpFigures rtcp{};
};

// Speech that an agent sent or heard in a call.
struct AudioPiece {
    std::string agent;
    std::uint64_t call = 0;  // a phone's
    bool sent = false;
    sim::Time begins{};
    std::uint32_t sample_rate = 8000;
    std::vector<std::int16_t> samples;
};

// RTP that an agent received from one port without a pause of a second or more, by its receiver's statistics.
struct ReceivedStream {
    std::string agent;
    net::UdpEndpoint from;
    net::UdpEndpoint to;
    std::uint32_t ssrc = 0;
    std::uint64_t packets = 0;
    std::uint32_t first_sequence = 0;  // extended, as the next
    std::uint32_t highest_sequence = 0;
    sim::Duration jitter{};  // RFC 3550 section 6.4.1, as it stood at the end
    std::uint32_t first_timestamp = 0;
    // The mean time of arrival, each packet's less its timestamp's distance from the first.
    sim::Time mean_arrival{};
    std::optional<HeardStream> heard;  // where somebody listens
};

// A pair of ports that an agent had for its RTP, and for how long.
struct RtpPortUse {
    std::string agent;
    net::UdpEndpoint endpoint;
    sim::Time opened{};
    std::optional<sim::Time> closed;  // unset: still open
};

// All RTP of an agent, or of a run.
struct StreamReport {
    std::vector<SentStream> sent;
    std::vector<ReceivedStream> received;
    std::vector<RtpPortUse> ports;
    std::vector<AudioPiece> audio;  // where it is kept

    void add(StreamReport const& other) {
        sent.insert(sent.end(), other.sent.begin(), other.sent.end());
        received.insert(received.end(), other.received.begin(), other.received.end());
        audio.insert(audio.end(), other.audio.begin(), other.audio.end());
        ports.insert(ports.end(), other.ports.begin(), other.ports.end());
    }
};

}  // namespace voiplab::agents
