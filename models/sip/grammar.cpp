#include "models/sip/grammar.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace voiplab::sip::grammar {

std::string lower(std::string_view text) {
    std::string result(text);
    for (char& c : result)
        c = lower(c);
    return result;
}

bool differ_in_case_alone(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

std::optional<std::uint32_t> decimal(std::string_view text, std::uint32_t maximum) {
    if (text.empty()) return std::nullopt;
    std::uint64_t value = 0;
    for (char const c : text) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + static_cast<std::uint64_t>(c - '0');
        if (value > maximum) return std::nullopt;
    }
    return static_cast<std::uint32_t>(value);
}

ParseError moved(ParseError error, std::size_t start) {
    error.offset += start;
    return error;
}

tl::expected<std::string_view, ParseError> Cursor::take_escaped_run(CharacterSet const& set) {
    auto const start = position_;
    while (true) {
        take_run(set);
        if (at_end() || text_[position_] != '%') return text_.substr(start, position_ - start);
        auto const code = text_.substr(position_ + 1, 2);
        if (code.size() != 2 || !consists_of(code, hexdig)) return failure("an escape of \"%\" and two hex digits");
        position_ += 3;
    }
}

tl::expected<std::string_view, ParseError> Cursor::take_quoted_string() {
    auto const start = position_;
    if (!take('"')) return failure("a quoted string");
    while (!at_end()) {
        char const c = text_[position_++];
        if (c == '"') return text_.substr(start, position_ - start);
        if (c == '\\' && !at_end()) ++position_;
    }
    return failure("the closing quote of the string");
}

std::string_view Cursor::take_host() {
    static constexpr auto name_characters = alphanum.with("-.");
    static constexpr auto literal_characters = hexdig.with("[:.");
    auto const start = position_;
    // Most hosts are addresses.
    position_ += ipv4_address_of(rest());
    if (position_ != start && (at_end() || !name_characters.contains(peek()))) {
        return text_.substr(start, position_ - start);
    }
    position_ = start;
    if (peek() == '[') {
        take_run(literal_characters);
        take(']');
    } else {
        take_run(name_characters);
    }
    auto const host = text_.substr(start, position_ - start);
    if (is_host(host)) return host;
    position_ = start;
    return {};
}

tl::expected<Cursor::HostPort, ParseError> Cursor::take_host_port(bool white_space) {
    HostPort result{take_host(), std::nullopt};
    if (result.host.empty()) return failure("a host name or address");
    if (!(white_space ? take_separator(':') : take(':'))) return result;
    auto const digits = run_of(digit, rest());
    auto const port = decimal(rest().substr(0, digits), 65535);
    if (!port) return failure("a port of 0 to 65535");
    position_ += digits;
    result.port = static_cast<std::uint16_t>(*port);
    return result;
}

tl::unexpected<ParseError> Cursor::failure(std::string_view expected) const {
    if (at_end()) return tl::unexpected(ParseError{position_, fmt::format("found the end, expected {}", expected)});
    auto const c = static_cast<unsigned char>(text_[position_]);
    auto const found =
        c > 0x20 && c < 0x7f ? fmt::format("'{}'", static_cast<char>(c)) : fmt::format("byte 0x{:02x}", c);
    return tl::unexpected(ParseError{position_, fmt::format("found {}, expected {}", found, expected)});
}

}  // namespace voiplab::sip::grammar
