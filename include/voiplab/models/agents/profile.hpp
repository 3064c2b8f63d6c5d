#pragma once

#include "voiplab/models/agents/timing.hpp"
#include "voiplab/models/sip/header_name.hpp"
#include "voiplab/models/sip/sdp.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace voiplab::agents {

// The kinds of message that a product lays out differently.
enum class MessageKind : std::uint8_t {
    invite,
    reinvite,
    ack_success,  // ACK to a 2xx
    ack_failure,  // ACK to a final response of 300 or more
    cancel,
    bye,
    register_request,
    other_request,
    trying,          // 100
    provisional,     // 101 to 199
    invite_success,  // 2xx to an INVITE
    register_success,
    success,    // 2xx to anything else
    challenge,  // 401, 407
    failure,    // 300 to 699
};
inline constexpr std::size_t message_kind_count = 15;
// As profiles spell the kinds, in the order of the enumeration.
inline constexpr std::array<std::string_view, message_kind_count> message_kind_names{
    "INVITE", "re-INVITE", "ACK 2xx",    "ACK failure",  "CANCEL", "BYE", "REGISTER", "other request",
    "100",    "1xx",       "2xx INVITE", "2xx REGISTER", "2xx",    "401", "failure"};

// A header field of a layout: as the product spells it, and the name that this spells.
struct LayoutField {
    explicit LayoutField(std::string_view spelling) : name(spelling), known(sip::header_name(spelling)) {}
    bool operator==(std::string_view spelling) const { return name == spelling; }
    std::string name;
    sip::HeaderName known;
};
using Layout = std::vector<LayoutField>;

// Values of header fields by the fields' names.
class FixedValues {
  public:
    std::string& operator[](std::string_view name) {
        for (auto& entry : values_) {
            if (entry.field == name) return entry.value;
        }
        return values_.emplace_back(Entry{LayoutField(name), {}}).value;
    }
    // nullptr where there is none.
    [[nodiscard]] std::string const* find(LayoutField const& field) const {
        for (auto const& entry : values_) {
            if (entry.field.known == field.known && entry.field == field.name) return &entry.value;
        }
        return nullptr;
    }
    void clear() { values_.clear(); }

  private:
    struct Entry {
        LayoutField field;
        std::string value;
    };
    std::vector<Entry> values_;
};

// Identifiers are drawn after a format: text with {hex:N} (N lower-case hexadecimal digits), {decimal:N} (a number of N
// digits), {random31} (a number below 2**31), {base64:N} (N random hexadecimal digits, base64-encoded without "="),
// {filetime} (microseconds since 1601 by the scenario's wall clock), {address} and {port} (the agent's own).
struct IdentifierFormats {
    std::string branch = "z9hG4bK{hex:16}";
    std::string tag = "{hex:8}";
    std::string call_id = "{hex:32}@{address}";
    std::string nonce = "{hex:32}";
    std::string cnonce = "{hex:16}";
    std::string contact_parameters;  // behind the Contact's host and port, drawn once a phone: ";rinstance={hex:16}"
    std::string sdp_offer_id = "{random31}";   // o='s session id in a first offer
    std::string sdp_answer_id = "{random31}";  // and in a first answer
};

// How a response's top Via says where its request came from (RFC 3581).
enum class ViaReceived : std::uint8_t {
    rfc3581,         // ";received=" appended and ";rport" filled in place
    rport_only,      // ";rport" filled in place, no ";received"
    received_first,  // ";rport" cut out, ";received=...;rport=..." appended
};

struct SdpStyle {
    std::string username = "-";                 // of o=
    std::string session_name = "-";             // s=
    std::vector<sip::MediaFormat> formats;      // what it offers and accepts, in order of preference
    bool rtpmap_for_static = true;              // static payload types get their rtpmap line too
    std::vector<sip::SdpAttribute> attributes;  // behind the formats' lines: maxptime, ...; the direction comes last
    // o='s version of a first offer and a first answer, then one more for each new description; unset: equal to the id.
    std::optional<std::uint64_t> offer_version;
    std::optional<std::uint64_t> answer_version;
};

// What makes a product that product, over the one user-agent implementation. Plain data, read from YAML.
struct Profile {
    std::string name = "generic";
    std::string product = "voiplab";  // the value of User-Agent and Server
    // For each kind of message the header fields that it has, as the product spells and orders them. A field that the
    // agent has no value for is left out. A field that the protocol needs and the layout does not list is put before
    // Content-Type or Content-Length; Contact, User-Agent, Server, Allow, Supported, Allow-Events, Date, X-Asterisk-*
    // and the like are left out where they are not listed.
    std::array<Layout, message_kind_count> layouts;
    FixedValues values;  // fixed values: Allow, Supported, Allow-Events ...
    IdentifierFormats identifiers;
    SdpStyle sdp;
    ViaReceived via_received = ViaReceived::rfc3581;
    bool display_name_space = true;                 // `"2000" <sip:...>`, not `"2000"<sip:...>`
    bool provisional_contact_display_name = false;  // the Contact of a 180 carries the display name
    std::uint32_t first_cseq = 1;                   // of the first request in a dialog that it opens
    std::uint32_t first_callee_cseq = 1;            // and in a dialog that the other side opened
    // The directives of Authorization and of WWW-Authenticate, in the product's order; one without a value is left out.
    std::vector<std::string> credentials{"username",  "realm",  "nonce", "uri", "response",
                                         "algorithm", "cnonce", "qop",   "nc",  "opaque"};
    std::vector<std::string> challenge{"realm", "nonce", "algorithm", "qop", "opaque", "stale"};
    std::string directive_separator = ", ";
    std::optional<sim::Duration> keep_alive;  // a datagram of CRLFCRLF that often, unless the phone says otherwise
    PhoneTiming phone_timing;
    ServerTiming server_timing;
};

}  // namespace voiplab::agents
