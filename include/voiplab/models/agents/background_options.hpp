#pragma once

#include "voiplab/models/net/quantity.hpp"
#include "voiplab/sim/time.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace voiplab::agents {

// How long a span of an on-off source lasts.
struct SpanOptions {
    enum class Distribution : std::uint8_t { constant, exponential, pareto };
    sim::Duration mean{};
    Distribution distribution = Distribution::exponential;
    double shape =
        1.5;  // of pareto, above 1; up to 2 the spans' variance is infinite, and traffic of many self-similar
};

// Packets that voice has to share its way with, from one host to another, over UDP.
struct BackgroundOptions {
    // constant: evenly spaced. poisson: exponential times between packets. on_off: evenly spaced while it is on.
    // greedy: as much as gets through, as a TCP transfer without end.
    enum class Kind : std::uint8_t { constant, poisson, on_off, greedy };
    std::string from;  // hosts
    std::string to;
    Kind kind = Kind::constant;
    net::BitRate rate{1'000'000};  // of IP packets, headers included; of on_off while it is on; not of greedy
    net::ByteCount size{1500};     // of each IP packet, headers included
    std::uint8_t dscp = 0;
    sim::Time start;
    std::optional<sim::Time> stop;  // by default at the end of the run
    std::optional<SpanOptions> on;  // of on_off, which begins with one
    std::optional<SpanOptions> off;
};

}  // namespace voiplab::agents
