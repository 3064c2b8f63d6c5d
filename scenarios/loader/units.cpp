#include "units.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <span>

#include <fmt/format.h>

namespace voiplab::scenarios {
namespace {

struct Unit {
    std::string_view name;
    std::int64_t scale;  // of the smallest unit
};

constexpr Unit duration_units[] = {{"ns", 1},
                                   {"us", 1'000},
                                   {"ms", 1'000'000},
                                   {"s", 1'000'000'000},
                                   {"min", 60'000'000'000},
                                   {"h", 3'600'000'000'000}};
constexpr Unit bit_rate_units[] = {{"bps", 1}, {"kbps", 1'000}, {"Mbps", 1'000'000}, {"Gbps", 1'000'000'000}};
constexpr Unit byte_units[] = {{"B", 1}, {"kB", 1'000}, {"MB", 1'000'000}};
constexpr Unit thousandth_units[] = {{"", 1'000}};
// Parts of 10^14: twelve decimals behind a percentage.
constexpr Unit probability_units[] = {{"%", 1'000'000'000'000}};

constexpr Unit number_units[] = {{"", 1'000'000}};
constexpr std::int64_t most_millionths = std::int64_t{1} << 60U;

constexpr std::int64_t longest_duration = std::int64_t{8760} * 3'600'000'000'000;
constexpr std::int64_t highest_bit_rate = 1'000'000'000'000;
constexpr std::int64_t most_bytes = 4'000'000'000;
constexpr std::int64_t most_thousandths = 1'000'000'000;
constexpr std::int64_t certainty = 100'000'000'000'000;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// A decimal number without sign: digits, and more digits behind a point.
struct Decimal {
    std::string_view whole;
    std::string_view fraction;  // without zeros at its end
    std::string_view rest;
};

std::optional<Decimal> split_decimal(std::string_view text) {
    auto const digits = [&text](std::size_t from) {
        return static_cast<std::size_t>(
            std::find_if_not(text.begin() + static_cast<std::ptrdiff_t>(from), text.end(), is_digit) - text.begin());
    };
    auto end = digits(0);
    if (end == 0) return std::nullopt;
    Decimal decimal{text.substr(0, end), {}, {}};
    if (end < text.size() && text[end] == '.') {
        auto const from = end + 1;
        end = digits(from);
        if (end == from) return std::nullopt;
        decimal.fraction = text.substr(from, end - from);
    }
    decimal.rest = text.substr(end);
    while (decimal.fraction.ends_with('0')) {
        decimal.fraction.remove_suffix(1);
    }
    return decimal;
}

__extension__ using Wide = __int128;

// So many digits stay below 2^127 even when they are scaled.
constexpr std::size_t most_digits = 18;

Wide number(std::string_view digits) {
    Wide value = 0;
    for (auto const digit : digits) {
        value = value * 10 + (digit - '0');
    }
    return value;
}

enum class Trouble : std::uint8_t { not_a_number, no_unit, wrong_unit, too_fine, too_large };

tl::expected<std::int64_t, Trouble> parse_quantity(std::string_view text, std::span<Unit const> units,
                                                   std::int64_t largest) {
    auto const decimal = split_decimal(text);
    if (!decimal) return tl::unexpected(Trouble::not_a_number);
    auto const unit = std::find_if(units.begin(), units.end(), [&](Unit const& u) { return u.name == decimal->rest; });
    if (unit == units.end()) {
        return tl::unexpected(decimal->rest.empty() ? Trouble::no_unit : Trouble::wrong_unit);
    }
    if (decimal->whole.size() > most_digits) return tl::unexpected(Trouble::too_large);
    if (decimal->fraction.size() > most_digits) return tl::unexpected(Trouble::too_fine);

    Wide divisor = 1;
    for (std::size_t i = 0; i < decimal->fraction.size(); ++i) {
        divisor *= 10;
    }
    auto const fraction = number(decimal->fraction) * unit->scale;
    if (fraction % divisor != 0) return tl::unexpected(Trouble::too_fine);
    auto const value = number(decimal->whole) * unit->scale + fraction / divisor;
    if (value > largest) return tl::unexpected(Trouble::too_large);
    return static_cast<std::int64_t>(value);
}

struct QuantityKind {
    std::span<Unit const> units;
    std::int64_t largest;
};
// In the order of Quantity::Kind.
constexpr QuantityKind kinds[] = {{number_units, most_millionths},
                                  {duration_units, longest_duration},
                                  {bit_rate_units, highest_bit_rate},
                                  {byte_units, most_bytes},
                                  {probability_units, certainty}};

std::int64_t scale_of(Quantity::Kind kind, std::string_view unit) {
    auto const units = kinds[static_cast<std::size_t>(kind)].units;
    return std::find_if(units.begin(), units.end(), [&](Unit const& u) { return u.name == unit; })->scale;
}

struct Words {
    std::string_view what;      // "a duration"
    std::string_view example;   // "20ms"
    std::string_view units;     // "ns, us, ms, s, min or h"
    std::string_view finest;    // "a nanosecond"
    std::string_view greatest;  // "8760h"
};

std::string explain(std::string_view text, Trouble trouble, Words const& words) {
    auto const found = shown(text);
    switch (trouble) {
        case Trouble::no_unit:
            return fmt::format("{} has no unit; expected {} such as {}", found, words.what, words.example);
        case Trouble::wrong_unit:
        case Trouble::not_a_number:
            return fmt::format("{} is not {}; expected a number with {}, such as {}", found, words.what, words.units,
                               words.example);
        case Trouble::too_fine:
            return fmt::format("{} is finer than {}; expected {} such as {}", found, words.finest, words.what,
                               words.example);
        case Trouble::too_large:
            return fmt::format("{} is too much; expected at most {}", found, words.greatest);
    }
    return {};
}

}  // namespace

double Quantity::value_in(std::string_view other) const {
    return static_cast<double>(count) / static_cast<double>(scale_of(kind, other));
}

bool Quantity::is_finer_than(Quantity const& other) const {
    return scale_of(kind, unit) < scale_of(kind, other.unit);
}

std::optional<Quantity> parse_quantity(std::string_view text) {
    for (std::size_t i = 0; i < std::size(kinds); ++i) {
        auto const count = parse_quantity(text, kinds[i].units, kinds[i].largest);
        if (!count) continue;
        // The unit as the table has it lives on.
        auto const unit = split_decimal(text)->rest;
        auto const known =
            std::find_if(kinds[i].units.begin(), kinds[i].units.end(), [&](Unit const& u) { return u.name == unit; });
        return Quantity{static_cast<Quantity::Kind>(i), known->name, *count};
    }
    return std::nullopt;
}

std::string to_string(Quantity const& quantity) {
    auto const scale = scale_of(quantity.kind, quantity.unit);
    auto text = fmt::format("{}", quantity.count / scale);
    if (auto const rest = quantity.count % scale; rest != 0) {
        constexpr int most_decimals = 14;  // a probability has them; thirds of a minute would not end
        Wide fraction = rest;
        std::string decimals;
        for (int i = 0; i < most_decimals && fraction != 0; ++i) {
            fraction *= 10;
            decimals += static_cast<char>('0' + static_cast<int>(fraction / scale));
            fraction %= scale;
        }
        text += "." + decimals;
    }
    return text + std::string(quantity.unit);
}

std::string shown(std::string_view text) {
    constexpr std::size_t longest = 60;
    auto const cut = text.size() > longest;
    text = text.substr(0, longest);
    auto const is_word = [](char c) { return c > ' ' && c != '"' && c != 0x7f; };
    if (!text.empty() && !cut && std::all_of(text.begin(), text.end(), is_word)) return std::string(text);
    std::string result = "\"";
    for (auto const c : text) {
        if (static_cast<unsigned char>(c) < ' ' || c == 0x7f) {
            result += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
        } else {
            result += c;
        }
    }
    return result + (cut ? "...\"" : "\"");
}

std::string shown(sim::Duration duration) {
    auto const s = std::chrono::floor<std::chrono::seconds>(duration);
    auto text = fmt::format("{}", s.count());
    if (duration != s) {
        text += fmt::format(".{:09}", (duration - s).count());
        text.erase(text.find_last_not_of('0') + 1);
    }
    return text + "s";
}

Parsed<sim::Duration> parse_duration(std::string_view text) {
    return parse_quantity(text, duration_units, longest_duration)
        .map([](std::int64_t nanoseconds) { return sim::Duration{nanoseconds}; })
        .map_error([text](Trouble trouble) {
            return explain(text, trouble, {"a duration", "20ms", "ns, us, ms, s, min or h", "a nanosecond", "8760h"});
        });
}

Parsed<net::BitRate> parse_bit_rate(std::string_view text) {
    return parse_quantity(text, bit_rate_units, highest_bit_rate)
        .map([](std::int64_t rate) { return net::BitRate{static_cast<std::uint64_t>(rate)}; })
        .map_error([text](Trouble trouble) {
            return explain(text, trouble,
                           {"a bit rate", "100Mbps", "bps, kbps, Mbps or Gbps", "a bit per second", "1000Gbps"});
        });
}

Parsed<net::ByteCount> parse_byte_count(std::string_view text) {
    return parse_quantity(text, byte_units, most_bytes)
        .map([](std::int64_t bytes) { return net::ByteCount{static_cast<std::uint64_t>(bytes)}; })
        .map_error([text](Trouble trouble) {
            return explain(text, trouble, {"a size", "1500B", "B, kB or MB", "a byte", "4000MB"});
        });
}

Parsed<double> parse_probability(std::string_view text) {
    return parse_quantity(text, probability_units, certainty)
        .map([](std::int64_t parts) { return static_cast<double>(parts) / static_cast<double>(certainty); })
        .map_error([text](Trouble trouble) {
            if (trouble == Trouble::no_unit) {
                return fmt::format("{} has no unit; expected a probability such as 1.5%", shown(text));
            }
            return fmt::format("{} is not a probability; expected 0% to 100%", shown(text));
        });
}

Parsed<std::uint64_t> parse_thousandths(std::string_view text) {
    auto const parsed = parse_quantity(text, thousandth_units, most_thousandths);
    if (parsed && *parsed > 0) return static_cast<std::uint64_t>(*parsed);
    return tl::unexpected(
        fmt::format("{} is not a number from 0.001 to 1000000 with up to three decimals", shown(text)));
}

Parsed<int> parse_clock_skew(std::string_view text) {
    constexpr int most = 1000;
    constexpr std::string_view unit = "ppm";
    int ppm = 0;
    auto const digits = text.ends_with(unit) ? text.substr(0, text.size() - unit.size()) : std::string_view{};
    auto const* const end = digits.data() + digits.size();
    auto const [stop, error] = std::from_chars(digits.data(), end, ppm);
    if (error == std::errc{} && stop == end && ppm >= -most && ppm <= most) return ppm;
    return tl::unexpected(fmt::format("{} is not a clock's skew; expected one such as 50ppm, from -{}ppm to {}ppm",
                                      shown(text), most, most));
}

Parsed<std::uint64_t> parse_integer(std::string_view text) {
    auto const hexadecimal = text.starts_with("0x");
    auto const digits = hexadecimal ? text.substr(2) : text;
    std::uint64_t value = 0;
    auto const* const end = digits.data() + digits.size();
    auto const [stop, error] = std::from_chars(digits.data(), end, value, hexadecimal ? 16 : 10);
    // YAML 1.1 reads 010 as eight and YAML 1.2 as ten: nobody is to guess.
    auto const ambiguous = !hexadecimal && digits.size() > 1 && digits.front() == '0';
    if (error != std::errc{} || stop != end || ambiguous) {
        return tl::unexpected(fmt::format("{} is not a whole number", shown(text)));
    }
    return value;
}

Parsed<WallClock> parse_wall_clock(std::string_view text) {
    using namespace std::chrono;
    auto const wrong = tl::unexpected(
        fmt::format("{} is not a date and time in UTC; expected one such as 2018-05-05T01:22:44Z", shown(text)));
    constexpr std::string_view pattern = "dddd-dd-ddTdd:dd:dd";
    if (text.size() < pattern.size() + 1 || text.back() != 'Z') return wrong;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (pattern[i] == 'd' ? !is_digit(text[i]) : text[i] != pattern[i]) return wrong;
    }
    auto const part = [text](std::size_t from, std::size_t length) {
        return static_cast<int>(number(text.substr(from, length)));
    };
    auto const date = year{part(0, 4)} / part(5, 2) / part(8, 2);
    auto const hour_of_day = part(11, 2);
    auto const minute_of_hour = part(14, 2);
    auto const second_of_minute = part(17, 2);
    auto const in_range = date.year() >= year{1970} && date.year() < year{2200};
    if (!date.ok() || !in_range || hour_of_day > 23 || minute_of_hour > 59 || second_of_minute > 59) return wrong;

    auto fraction = text.substr(pattern.size(), text.size() - pattern.size() - 1);
    std::int64_t sub_second = 0;
    if (!fraction.empty()) {
        auto const digits = fmt::format("0{}s", fraction);
        auto const parsed = fraction.front() == '.' ? parse_duration(digits) : wrong;
        if (!parsed) return wrong;
        sub_second = parsed->count();
    }
    return WallClock{sys_days{date} + hours{hour_of_day} + minutes{minute_of_hour} + seconds{second_of_minute} +
                     nanoseconds{sub_second}};
}

}  // namespace voiplab::scenarios
