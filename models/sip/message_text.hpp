#pragma once

#include <cstddef>
#include <string_view>

// How a message is spelled, and how its pieces are put down one after another.
namespace voiplab::sip {

inline constexpr std::string_view crlf = "\r\n";

constexpr std::string_view separator_before(std::string_view value) {
    return {": ", value.empty() ? 1U : 2U};
}

inline char* copy(std::string_view text, char* out) {
    return out + text.copy(out, text.size());
}

// How long a field's line is, its CRLF included.
constexpr std::size_t line_size(std::string_view name, std::string_view value) {
    return name.size() + separator_before(value).size() + value.size() + crlf.size();
}

inline char* copy_line(std::string_view name, std::string_view value, char* out) {
    out = copy(name, out);
    *out++ = ':';
    if (!value.empty()) *out++ = ' ';
    out = copy(value, out);
    *out++ = '\r';
    *out++ = '\n';
    return out;
}

}  // namespace voiplab::sip
