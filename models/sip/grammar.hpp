#pragma once

#include "voiplab/models/sip/message.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// The terminals of RFC 3261 section 25.1 that the parsers of this library share.
namespace voiplab::sip::grammar {

class CharacterSet {
  public:
    constexpr explicit CharacterSet(std::string_view members) { add(members); }
    static constexpr CharacterSet all_but(std::string_view members) {
        CharacterSet set(members);
        for (bool& member : set.members_)
            member = !member;
        return set;
    }
    [[nodiscard]] constexpr bool contains(char c) const { return members_[static_cast<unsigned char>(c)]; }
    [[nodiscard]] constexpr CharacterSet with(std::string_view more) const {
        CharacterSet set = *this;
        set.add(more);
        return set;
    }

  private:
    constexpr void add(std::string_view members) {
        for (char const c : members)
            members_[static_cast<unsigned char>(c)] = true;
    }
    std::array<bool, 256> members_{};
};

// Named as in RFC 3261's ABNF.
inline constexpr CharacterSet digit("0123456789");
inline constexpr CharacterSet hexdig = digit.with("abcdefABCDEF");
inline constexpr CharacterSet alpha("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
inline constexpr CharacterSet alphanum = alpha.with("0123456789");
inline constexpr CharacterSet unreserved = alphanum.with("-_.!~*'()");
inline constexpr CharacterSet token = alphanum.with("-.!%*_+`'~");
inline constexpr CharacterSet word = token.with("()<>:\\\"/[]?{}");
inline constexpr CharacterSet uri_user = unreserved.with("&=+$,;?/");
inline constexpr CharacterSet uri_parameter = unreserved.with("[]/:&+$");
inline constexpr CharacterSet uric = unreserved.with(";/?:@&=+$,[]");

constexpr char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
std::string lower(std::string_view text);
bool differ_in_case_alone(std::string_view a, std::string_view b);
// Mostly both are spelled alike.
inline bool equal_without_case(std::string_view a, std::string_view b) {
    return a.size() == b.size() && (a == b || differ_in_case_alone(a, b));
}

// How many characters at the start of the text are of the set.
inline std::size_t run_of(CharacterSet const& set, std::string_view text) {
    constexpr std::size_t stride = 4;
    std::size_t size = 0;
    // What is read most is read in strides.
    while (size + stride <= text.size() && set.contains(text[size]) && set.contains(text[size + 1]) &&
           set.contains(text[size + 2]) && set.contains(text[size + 3]))
        size += stride;
    while (size < text.size() && set.contains(text[size]))
        ++size;
    return size;
}
// True where there is at least one character and each is of the set.
inline bool consists_of(std::string_view text, CharacterSet const& set) {
    return !text.empty() && run_of(set, text) == text.size();
}
// Without spaces and tabs at either end. Even nothing has a place: callers count offsets from where the result points.
inline std::string_view trimmed(std::string_view text) {
    auto const is_blank = [](char c) { return c == ' ' || c == '\t'; };
    while (!text.empty() && is_blank(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back()))
        text.remove_suffix(1);
    return text;
}
// 1*DIGIT with a value of at most `maximum`, leading zeros allowed; nullopt for everything else.
std::optional<std::uint32_t> decimal(std::string_view text, std::uint32_t maximum);

// How long the dotted quad is that the text starts with; 0 where it starts with none.
std::size_t ipv4_address_of(std::string_view text);
// Domain name, dotted quad or bracketed IPv6 literal.
bool is_host(std::string_view text);
inline bool is_ipv4_address(std::string_view text) {
    return !text.empty() && ipv4_address_of(text) == text.size();
}
bool is_ipv6_address(std::string_view text);  // without brackets

// Counts the offset of `error` from a text in which the text it speaks of starts at `start`.
ParseError moved(ParseError error, std::size_t start);

// Reads a text from left to right. What cannot be read is left in place. A function that reads by one tells by its
// result whether it could; what it found instead is the cursor's error then.
class Cursor {
  public:
    explicit Cursor(std::string_view text) : text_(text) {}

    [[nodiscard]] std::size_t position() const { return position_; }
    [[nodiscard]] bool at_end() const { return position_ == text_.size(); }
    // The next character; NUL at the end, so ask at_end() where NUL matters.
    [[nodiscard]] char peek() const { return at_end() ? '\0' : text_[position_]; }
    [[nodiscard]] bool at_white_space() const { return peek() == ' ' || peek() == '\t'; }
    [[nodiscard]] std::string_view rest() const { return {text_.data() + position_, text_.size() - position_}; }
    // What has been read since that position.
    [[nodiscard]] std::string_view since(std::size_t start) const { return {text_.data() + start, position_ - start}; }
    void back_to(std::size_t position) { position_ = position; }

    bool take(char c) {
        if (at_end() || text_[position_] != c) return false;
        ++position_;
        return true;
    }
    void skip(std::size_t count) { position_ = count < text_.size() - position_ ? position_ + count : text_.size(); }
    // Spaces and tabs.
    void skip_white_space() {
        while (at_white_space())
            ++position_;
    }
    // LWS c LWS, as SEMI, EQUAL, SLASH and the like of the ABNF have it.
    bool take_separator(char c) {
        auto const start = position_;
        skip_white_space();
        if (!take(c)) {
            position_ = start;
            return false;
        }
        skip_white_space();
        return true;
    }
    // The longest run of the set; may be empty.
    std::string_view take_run(CharacterSet const& set) {
        auto const start = position_;
        position_ += run_of(set, rest());
        return since(start);
    }
    // The same where "%" HEXDIG HEXDIG may stand for a character.
    bool take_escaped_run(CharacterSet const& set, std::string_view& run);
    // A quoted-string, its quotes included.
    bool take_quoted_string(std::string_view& string);
    // host, and the port behind its colon; `white_space` says whether LWS may surround the colon (as in Via).
    struct HostPort {
        std::string_view host;
        std::optional<std::uint16_t> port;
    };
    bool take_host_port(bool white_space, HostPort& host_port);

    // "found ..., expected ..." at the current position. All of these give false.
    bool fail(std::string_view expected);
    bool fail(std::size_t offset, std::string reason);
    // What went wrong with the part of the text that starts there.
    bool fail(Cursor const& part, std::size_t start);
    // Only once something has failed.
    [[nodiscard]] ParseError const& error() const { return *error_; }

  private:
    // Empty where there is none.
    std::string_view take_host();

    std::string_view text_;
    std::size_t position_ = 0;
    std::optional<ParseError> error_;
};

}  // namespace voiplab::sip::grammar
