#include "voiplab/models/sip/header_name.hpp"

#include "models/sip/grammar.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace voiplab::sip {
namespace {

// In the order of the enumeration.
constexpr std::array<std::string_view, header_name_count> spellings{"",
                                                                    "Accept",
                                                                    "Accept-Contact",
                                                                    "Allow",
                                                                    "Allow-Events",
                                                                    "Authorization",
                                                                    "Call-ID",
                                                                    "Contact",
                                                                    "Content-Encoding",
                                                                    "Content-Length",
                                                                    "Content-Type",
                                                                    "CSeq",
                                                                    "Date",
                                                                    "Event",
                                                                    "Expires",
                                                                    "From",
                                                                    "Identity",
                                                                    "Identity-Info",
                                                                    "Max-Forwards",
                                                                    "Min-Expires",
                                                                    "Min-SE",
                                                                    "Proxy-Authenticate",
                                                                    "Proxy-Authorization",
                                                                    "Proxy-Require",
                                                                    "Reason",
                                                                    "Record-Route",
                                                                    "Refer-To",
                                                                    "Referred-By",
                                                                    "Reject-Contact",
                                                                    "Replaces",
                                                                    "Request-Disposition",
                                                                    "Require",
                                                                    "Retry-After",
                                                                    "Route",
                                                                    "Server",
                                                                    "Session-Expires",
                                                                    "Subject",
                                                                    "Subscription-State",
                                                                    "Supported",
                                                                    "Timestamp",
                                                                    "To",
                                                                    "Unsupported",
                                                                    "User-Agent",
                                                                    "Via",
                                                                    "Warning",
                                                                    "WWW-Authenticate",
                                                                    "X-Asterisk-HangupCause",
                                                                    "X-Asterisk-HangupCauseCode"};
static_assert(spellings.back() == "X-Asterisk-HangupCauseCode");

// RFC 3261 section 20 and the later ones of IANA's registry.
HeaderName compact_name(char letter) {
    switch (grammar::lower(letter)) {
        case 'a':
            return HeaderName::accept_contact;
        case 'b':
            return HeaderName::referred_by;
        case 'c':
            return HeaderName::content_type;
        case 'd':
            return HeaderName::request_disposition;
        case 'e':
            return HeaderName::content_encoding;
        case 'f':
            return HeaderName::from;
        case 'i':
            return HeaderName::call_id;
        case 'j':
            return HeaderName::reject_contact;
        case 'k':
            return HeaderName::supported;
        case 'l':
            return HeaderName::content_length;
        case 'm':
            return HeaderName::contact;
        case 'n':
            return HeaderName::identity_info;
        case 'o':
            return HeaderName::event;
        case 'r':
            return HeaderName::refer_to;
        case 's':
            return HeaderName::subject;
        case 't':
            return HeaderName::to;
        case 'u':
            return HeaderName::allow_events;
        case 'v':
            return HeaderName::via;
        case 'x':
            return HeaderName::session_expires;
        case 'y':
            return HeaderName::identity;
        default:
            return HeaderName::other;
    }
}

constexpr std::size_t longest = 26;
constexpr std::size_t slot_count = 256;

constexpr std::size_t slot_of(std::string_view text) {
    // With this bit a letter is a small one.
    constexpr unsigned case_bit = 0x20;
    auto const first = static_cast<unsigned char>(text.front()) | case_bit;
    auto const last = static_cast<unsigned char>(text.back()) | case_bit;
    auto const middle = static_cast<unsigned char>(text[text.size() / 2]) | case_bit;
    return (first * 7 + last * 32 + middle * 2 + text.size() * 58) % slot_count;
}

// A hash table that is made at compile time. The factors of slot_of give each name a slot of its own; were one to be
// added that meets another, it would stand in the next free one.
constexpr auto slots = [] {
    std::array<HeaderName, slot_count> table{};
    for (std::size_t i = 1; i < spellings.size(); ++i) {
        auto slot = slot_of(spellings[i]);
        while (table[slot] != HeaderName::other)
            slot = (slot + 1) % slot_count;
        table[slot] = static_cast<HeaderName>(i);
    }
    return table;
}();

template <typename Word>
bool same_word(char const* a, char const* b) {
    Word ours = 0;
    Word theirs = 0;
    std::memcpy(&ours, a, sizeof ours);
    std::memcpy(&theirs, b, sizeof theirs);
    return ours == theirs;
}

// True where two names of one size, of two bytes at least, are spelled alike. The last word may lie over the one
// before.
template <typename Word>
bool same_words(char const* a, char const* b, std::size_t size) {
    auto const last = size - sizeof(Word);
    for (std::size_t at = 0; at < last; at += sizeof(Word)) {
        if (!same_word<Word>(a + at, b + at)) return false;
    }
    return same_word<Word>(a + last, b + last);
}

bool same_spelling(std::string_view a, std::string_view b) {
    if (a.size() >= 8) return same_words<std::uint64_t>(a.data(), b.data(), a.size());
    if (a.size() >= 4) return same_words<std::uint32_t>(a.data(), b.data(), a.size());
    return same_words<std::uint16_t>(a.data(), b.data(), a.size());
}

}  // namespace

HeaderName header_name(std::string_view text) {
    if (text.size() == 1) return compact_name(text.front());
    if (text.empty() || text.size() > longest) return HeaderName::other;
    for (auto slot = slot_of(text); slots[slot] != HeaderName::other; slot = (slot + 1) % slot_count) {
        auto const spelling = to_string(slots[slot]);
        if (spelling.size() != text.size()) continue;
        if (same_spelling(spelling, text)) return slots[slot];
        if (grammar::differ_in_case_alone(spelling, text)) return slots[slot];
    }
    return HeaderName::other;
}

std::string_view to_string(HeaderName name) {
    return spellings[static_cast<std::size_t>(name)];
}

}  // namespace voiplab::sip
