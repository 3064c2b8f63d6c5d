#pragma once

#include <string_view>

// How a message is spelled, and how its pieces are put down one after another.
namespace voiplab::sip {

inline constexpr std::string_view crlf = "\r\n";

constexpr std::string_view separator_before(std::string_view value) {
    return value.empty() ? ":" : ": ";
}

inline char* copy(std::string_view text, char* out) {
    return out + text.copy(out, text.size());
}

}  // namespace voiplab::sip
