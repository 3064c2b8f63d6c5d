#pragma once

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>

namespace voiplab::agents {

inline void append(std::string& text, std::initializer_list<std::string_view> pieces) {
    for (auto const piece : pieces)
        text.append(piece);
}

// The pieces one after another: what fmt::format() would give, for what is put together in every call.
inline std::string joined(std::initializer_list<std::string_view> pieces) {
    std::size_t size = 0;
    for (auto const piece : pieces)
        size += piece.size();
    std::string text;
    text.reserve(size);
    append(text, pieces);
    return text;
}

}  // namespace voiplab::agents
