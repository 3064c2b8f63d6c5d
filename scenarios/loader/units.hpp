#pragma once

#include "voiplab/models/net/quantity.hpp"
#include "voiplab/sim/time.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

// The quantities of scenarios and profiles, as people write them. All are exact: no floating point on the way.
namespace voiplab::scenarios {

using WallClock = std::chrono::sys_time<std::chrono::nanoseconds>;

// The quantity, or what is wrong with the text: "20 has no unit; expected a duration such as 20ms".
template <class T>
using Parsed = tl::expected<T, std::string>;

// A number with ns, us, ms, s, min or h: "1.5s". Up to a year, in whole nanoseconds.
Parsed<sim::Duration> parse_duration(std::string_view text);
// A number with bps, kbps, Mbps or Gbps (powers of 1000): "100Mbps". Up to 1000Gbps, in whole bits per second.
Parsed<net::BitRate> parse_bit_rate(std::string_view text);
// A number with B, kB or MB (powers of 1000): "1500B". Up to 4000MB.
Parsed<net::ByteCount> parse_byte_count(std::string_view text);
// A number with %: "1.5%" is 0.015.
Parsed<double> parse_probability(std::string_view text);
// A number above 0 without a unit, in thousandths: "1.5" is 1500. Up to 1,000,000.
Parsed<std::uint64_t> parse_thousandths(std::string_view text);
// RFC 3339 in UTC: "2018-05-05T01:22:44Z", with or without a fraction of a second; 1970 to 2199.
Parsed<WallClock> parse_wall_clock(std::string_view text);
// Whole parts in a million, too fast or, below 0, too slow: "50ppm", "-120ppm". Up to 1000ppm either way.
Parsed<int> parse_clock_skew(std::string_view text);
// Decimal, or hexadecimal behind 0x.
Parsed<std::uint64_t> parse_integer(std::string_view text);

// A number of any of these kinds, or a plain one of up to six decimals.
struct Quantity {
    enum class Kind : std::uint8_t { number, duration, bit_rate, byte_count, probability };
    Kind kind = Kind::number;
    std::string_view unit;   // as it was written; of a plain number: empty
    std::int64_t count = 0;  // of the kind's smallest unit

    // In units of its own, or in another one of its kind.
    [[nodiscard]] double value() const { return value_in(unit); }
    [[nodiscard]] double value_in(std::string_view other) const;
    // True where this unit is smaller than that of `other`.
    [[nodiscard]] bool is_finer_than(Quantity const& other) const;
};
// nullopt where the text is no quantity.
std::optional<Quantity> parse_quantity(std::string_view text);
// As parse_quantity reads it.
std::string to_string(Quantity const& quantity);

// A text as a message shows it: as it stands where it is one word, else in quotes, control characters escaped and the
// rest of a long one cut off.
std::string shown(std::string_view text);
// A duration in seconds: "2.5s".
std::string shown(sim::Duration duration);

}  // namespace voiplab::scenarios
