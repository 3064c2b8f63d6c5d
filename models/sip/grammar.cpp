#include "models/sip/grammar.hpp"

#include <algorithm>
#include <utility>

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

bool Cursor::take_escaped_run(CharacterSet const& set, std::string_view& run) {
    auto const start = position_;
    while (true) {
        take_run(set);
        if (at_end() || text_[position_] != '%') break;
        auto const code = text_.substr(position_ + 1, 2);
        if (code.size() != 2 || !consists_of(code, hexdig)) return fail("an escape of \"%\" and two hex digits");
        position_ += 3;
    }
    run = since(start);
    return true;
}

bool Cursor::take_quoted_string(std::string_view& string) {
    auto const start = position_;
    if (!take('"')) return fail("a quoted string");
    while (!at_end()) {
        char const c = text_[position_++];
        if (c == '"') {
            string = since(start);
            return true;
        }
        if (c == '\\' && !at_end()) ++position_;
    }
    return fail("the closing quote of the string");
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

bool Cursor::take_host_port(bool white_space, HostPort& host_port) {
    host_port = {take_host(), std::nullopt};
    if (host_port.host.empty()) return fail("a host name or address");
    if (!(white_space ? take_separator(':') : take(':'))) return true;
    auto const digits = run_of(digit, rest());
    auto const port = decimal(rest().substr(0, digits), 65535);
    if (!port) return fail("a port of 0 to 65535");
    position_ += digits;
    host_port.port = static_cast<std::uint16_t>(*port);
    return true;
}

bool Cursor::fail(std::string_view expected) {
    if (at_end()) return fail(position_, fmt::format("found the end, expected {}", expected));
    auto const c = static_cast<unsigned char>(text_[position_]);
    auto const found =
        c > 0x20 && c < 0x7f ? fmt::format("'{}'", static_cast<char>(c)) : fmt::format("byte 0x{:02x}", c);
    return fail(position_, fmt::format("found {}, expected {}", found, expected));
}

bool Cursor::fail(std::size_t offset, std::string reason) {
    error_ = ParseError{offset, std::move(reason)};
    return false;
}

bool Cursor::fail(Cursor const& part, std::size_t start) {
    return fail(start + part.error().offset, part.error().reason);
}

}  // namespace voiplab::sip::grammar
