#pragma once

#include "voiplab/models/sip/field_views.hpp"
#include "voiplab/models/sip/message.hpp"
#include "voiplab/sim/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

namespace voiplab::sip {

// ";name" or ";name=value"; a quoted value keeps its quotes.
struct Parameter {
    std::string name;
    std::optional<std::string> value;
    bool operator==(Parameter const&) const = default;
};

using Parameters = std::vector<Parameter>;

// The parameter of that name (without case); nullptr where there is none.
Parameter const* find_parameter(Parameters const& parameters, std::string_view name);

// A sip or sips URI (RFC 3261 section 19.1); of another scheme only `scheme` and `opaque` are filled.
struct Uri {
    std::string scheme;  // lower case
    std::string user;    // escapes kept; empty: no user part
    std::string password;
    std::string host;  // an IPv6 literal keeps its brackets
    std::optional<std::uint16_t> port;
    Parameters parameters;
    std::string headers;  // after "?"
    std::string opaque;   // everything after the colon, for schemes that are neither sip nor sips

    bool operator==(Uri const&) const = default;
};

// Equality by the rules of section 19.1.4.
bool equivalent(Uri const& a, Uri const& b);

// One value of Via (section 20.42).
struct Via {
    std::string protocol = "SIP/2.0";
    std::string transport = "UDP";
    std::string host;
    std::optional<std::uint16_t> port;
    Parameters parameters;
    [[nodiscard]] std::string_view branch() const;  // empty where it has none
};

// One value of From, To, Contact, Route, Record-Route (section 20.10).
struct NameAddress {
    std::string display_name;  // as spelled, quotes included; empty where there is none
    Uri uri;
    Parameters parameters;                       // those behind the ">", or of a bare addr-spec
    [[nodiscard]] std::string_view tag() const;  // empty where it has none
};

struct CSeq {
    std::uint32_t number = 0;  // below 2**31
    std::string method;
};

// Each parses a whole field value; the offset of an error counts from its start.
tl::expected<Uri, ParseError> parse_uri(std::string_view text);
tl::expected<Via, ParseError> parse_via(std::string_view value);
tl::expected<NameAddress, ParseError> parse_name_address(std::string_view value);
tl::expected<CSeq, ParseError> parse_cseq(std::string_view value);
// Takes the delta-seconds (section 25.1) that a text starts with, as Expires and Session-Expires do, and leaves what
// follows them; nullopt where there are none, or more than 32 bits hold.
std::optional<sim::Duration> take_delta_seconds(std::string_view& text);
// Splits a comma-separated list, minding quotes and angle brackets ("a, b" of Via, Contact, Route).
std::vector<std::string_view> split_list(std::string_view value);

// What a view shows, as a value of its own.
Parameters to_value(ParameterViews const& view);
Uri to_value(UriView const& view);

std::string to_string(Uri const& uri);
std::string to_string(Via const& via);
std::string to_string(NameAddress const& address);  // `"2000" <sip:...>;tag=...`

// The first Via of a message that parsed; parse_message guarantees that there is one and that it is well-formed.
Via top_via(Message const& message);

}  // namespace voiplab::sip
