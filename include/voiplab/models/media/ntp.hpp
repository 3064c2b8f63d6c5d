#pragma once

#include "voiplab/sim/time.hpp"

#include <chrono>
#include <cstdint>

namespace voiplab::media {

using WallClock = std::chrono::sys_time<std::chrono::nanoseconds>;

// An NTP timestamp (RFC 3550 section 4): seconds since 1900-01-01 UTC modulo 2^32, then 32 bits of fraction, rounded
// down.
std::uint64_t to_ntp(WallClock time);
// Its middle 32 bits, in 1/65536 s: the form of LSR and of the arrival time in a round trip.
std::uint32_t middle_of_ntp(std::uint64_t ntp);

// DLSR: a delay in 1/65536 s, rounded down; at most 2^32 - 1.
std::uint32_t to_ntp_delay(sim::Duration delay);

// The round-trip time A - LSR - DLSR of RFC 3550 section 6.4.1; `arrival` is the middle of the report block's arrival.
// Negative where clocks or roundings disagree.
sim::Duration round_trip_time(std::uint32_t arrival, std::uint32_t last_sr, std::uint32_t delay_since_last_sr);

}  // namespace voiplab::media
