#pragma once

#include "fields.hpp"
#include "voiplab/models/agents/timing.hpp"
#include "voiplab/models/net/address.hpp"
#include "voiplab/models/net/quantity.hpp"
#include "voiplab/sim/time.hpp"

#include <concepts>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>

// Reads the values of fields. Each leaves what it reads into alone where the value is wrong, and says so.
namespace voiplab::scenarios {

// Any text on one line, up to 1,000 characters; numbers and words need no quotes.
void read(YamlValue const& value, std::string& into);
// The same over several lines, up to 10,000 characters.
void read_paragraphs(YamlValue const& value, std::string& into);
// A text of 1 to 64 characters.
void read_name(YamlValue const& value, std::string& into);
// A list of names.
void read_names(YamlValue const& value, std::vector<std::string>& into);
// A number of up to 15 digits, as a text: the name of the first of many.
void read_first_number(YamlValue const& value, std::string& into);
// The number that so many behind the first one has, in as many digits at least.
std::string number_after(std::string const& first, std::size_t steps);
// The user part of a SIP URI (RFC 3261 section 25.1) without escapes.
void read_user(YamlValue const& value, std::string& into);
// An IPv4 address, with or without a port: a domain.
void read_domain(YamlValue const& value, std::string& into);
// What a phone dials: a user, or user@domain.
void read_dialled(YamlValue const& value, std::string& into);
// The path of a file, relative to the file that names it.
void read_path(YamlValue const& value, std::filesystem::path& into);

// What yes and no, or true and false, say; nullopt for anything else.
std::optional<bool> truth_of(YamlNode const& node);
void read(YamlValue const& value, bool& into);
void read(YamlValue const& value, sim::Duration& into);
void read_positive(YamlValue const& value, sim::Duration& into);
// A time between one of many and the next: at least a millisecond, so that a run comes to its end.
void read_interval(YamlValue const& value, sim::Duration& into);
void read_interval(YamlValue const& value, std::optional<sim::Duration>& into);
void read(YamlValue const& value, sim::Time& into);
void read(YamlValue const& value, WallClock& into);
void read(YamlValue const& value, net::BitRate& into);
void read(YamlValue const& value, net::ByteCount& into);
void read(YamlValue const& value, net::Probability& into);
// A differentiated services codepoint, 0 to 63 or a name: ef, cs3, af31.
void read_dscp(YamlValue const& value, std::uint8_t& into);
void read(YamlValue const& value, net::MacAddress& into);
void read(YamlValue const& value, net::Ipv4Address& into);
void read(YamlValue const& value, net::Ipv4Network& into);
// One duration or a list of them.
void read(YamlValue const& value, agents::ThinkingTime& into);

// A whole number without quotes, or nullopt and a mistake.
std::optional<std::uint64_t> read_number(YamlValue const& value, std::uint64_t lowest, std::uint64_t highest);

// std::uint8_t, std::uint16_t ... over their whole range.
template <std::unsigned_integral T>
requires(!std::same_as<T, bool>) void read(YamlValue const& value, T& into) {
    if (auto const number = read_number(value, 0, std::numeric_limits<T>::max())) into = static_cast<T>(*number);
}

template <std::uint64_t lowest, std::uint64_t highest>
struct InRange {
    template <class T>
    void operator()(YamlValue const& value, T& into) const {
        if (auto const number = read_number(value, lowest, highest)) into = static_cast<T>(*number);
    }
};
template <std::uint64_t lowest, std::uint64_t highest>
inline constexpr InRange<lowest, highest> in_range{};

// What a scenario may ask a queue or a table to hold, at most.
inline constexpr std::uint64_t most_frames = 1'000'000;

// One of a few words. The mistake names the nearest.
std::optional<std::size_t> read_word(YamlValue const& value, std::span<std::string_view const> words);

}  // namespace voiplab::scenarios
