#include "models/sip/text_scan.hpp"

namespace voiplab::sip {
namespace {

// How many UTF8-CONT follow that lead byte in the RFC's grammar; a stray UTF8-CONT is legal in a header value.
std::optional<std::size_t> continuations(unsigned char lead) {
    if (lead < 0xc0) return 0;
    if (lead < 0xe0) return 1;
    if (lead < 0xf0) return 2;
    if (lead < 0xf8) return 3;
    if (lead < 0xfc) return 4;
    if (lead < 0xfe) return 5;
    return std::nullopt;
}

bool is_utf8_sequence(std::string_view text, std::size_t length) {
    if (text.size() < length) return false;
    for (char const c : text.substr(1, length - 1)) {
        if ((static_cast<unsigned char>(c) & 0xc0) != 0x80) return false;
    }
    return true;
}

}  // namespace

std::optional<std::size_t> first_illegal_byte(std::string_view text) {
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        auto const c = static_cast<unsigned char>(text[i]);
        if (quoted && c == '\\' && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0x80) {
            ++i;
        } else if (c == '"') {
            quoted = !quoted;
        } else if ((c < 0x20 && c != '\t') || c == 0x7f) {
            return i;
        } else if (c >= 0x80) {
            auto const more = continuations(c);
            if (!more || !is_utf8_sequence(text.substr(i), *more + 1)) return i;
            i += *more;
        }
    }
    return std::nullopt;
}

}  // namespace voiplab::sip
