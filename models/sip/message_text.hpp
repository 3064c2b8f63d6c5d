#pragma once

#include <cstddef>
#include <string_view>

// How a message is spelled, and how its pieces are put down one after another.
namespace voiplab::sip {

inline constexpr std::string_view crlf = "\r\n";

// Of ": " before a value, or of ":" where there is none.
constexpr std::size_t separator_size(std::size_t value_size) {
    return value_size == 0 ? 1 : 2;
}

// How long a field's line is, its CRLF included.
constexpr std::size_t line_size(std::size_t name_size, std::size_t value_size) {
    return name_size + separator_size(value_size) + value_size + crlf.size();
}

inline char* copy(std::string_view text, char* out) {
    return out + text.copy(out, text.size());
}

// A field's name and what stands between it and its value.
inline char* copy_name(std::string_view name, std::size_t value_size, char* out) {
    out = copy(name, out);
    *out++ = ':';
    if (value_size != 0) *out++ = ' ';
    return out;
}

inline char* copy_crlf(char* out) {
    *out++ = '\r';
    *out++ = '\n';
    return out;
}

}  // namespace voiplab::sip
