#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <tl/expected.hpp>

namespace voiplab::sip {

// One header field (RFC 3261 section 7.3), spelled as it arrived or as a profile wants it. Folded lines are joined by
// one space, white space around the value is cut; nothing else is changed.
struct HeaderField {
    std::string name;
    std::string value;
    bool operator==(HeaderField const&) const = default;
};

struct RequestLine {
    std::string method;
    std::string uri;
    bool operator==(RequestLine const&) const = default;
};

struct StatusLine {
    int code = 0;  // 100 to 699
    std::string reason;
    bool operator==(StatusLine const&) const = default;
};

// A SIP message (RFC 3261 section 7). Header fields keep their order and spelling.
struct Message {
    std::variant<RequestLine, StatusLine> start;
    std::vector<HeaderField> headers;
    std::string body;

    [[nodiscard]] bool is_request() const { return std::holds_alternative<RequestLine>(start); }
    [[nodiscard]] bool is_response() const { return !is_request(); }
    // The request's method, or the method of a response's CSeq; empty where there is none.
    [[nodiscard]] std::string_view method() const;
    // The request-URI; only of a request.
    [[nodiscard]] std::string const& request_uri() const { return std::get<RequestLine>(start).uri; }
    // The status code; only of a response.
    [[nodiscard]] int status() const { return std::get<StatusLine>(start).code; }

    // Names compare without case, and a compact form equals its long one ("v" is Via).
    // The first field of that name.
    [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const;
    // Every field of that name, in order, comma-separated lists not split.
    [[nodiscard]] std::vector<std::string_view> all(std::string_view name) const;
    void add(std::string_view name, std::string_view value);
    // Replaces the first field of that name, or adds it at the end.
    void set(std::string_view name, std::string_view value);
    void remove(std::string_view name);

    bool operator==(Message const&) const = default;
};

// True where both name one header field: without case, compact forms (section 7.3.3, 20) included.
bool same_header(std::string_view a, std::string_view b);

struct ParseError {
    std::size_t offset = 0;  // byte at which the text stops being SIP
    std::string reason;      // one sentence: what was found, what was expected
};

// Parses one UDP datagram. Total: any bytes give a message or an error. Strict: the grammar of RFC 3261 section 25, the
// mandatory fields of section 8.1.1 (Max-Forwards may be missing, as RFC 2543 allowed), no contradiction between them
// (CSeq's method is the request's). A body longer than Content-Length is cut to it (section 18.3), a shorter one is an
// error.
tl::expected<Message, ParseError> parse_message(std::string_view datagram);

// The message's bytes, exactly as its parts spell it. Content-Length is the caller's affair.
std::string to_bytes(Message const& message);

// The RFC's reason phrase for a status code; "Unknown" where it has none.
std::string_view reason_phrase(int status);

}  // namespace voiplab::sip
