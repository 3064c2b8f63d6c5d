#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

namespace voiplab::sip {

// The first place at `from` or behind it of a byte that is not printable ASCII: it may end a line, and else asks for a
// closer look. Eight bytes are looked at as one number.
inline std::size_t find_unusual(std::string_view text, std::size_t from) {
    constexpr std::uint64_t ones = 0x0101010101010101;
    constexpr std::uint64_t tops = 0x8080808080808080;
    static_assert(std::endian::native == std::endian::little, "the first byte is the lowest");
    for (; from + 8 <= text.size(); from += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data() + from, sizeof word);
        // What is below a space falls below zero, and 0x7f reaches 0x80. A carry goes to higher bytes alone, so that
        // the lowest byte that is found is the first one.
        if (auto const found = ((word - 0x20 * ones) | (word + ones) | word) & tops; found != 0) {
            return from + static_cast<std::size_t>(std::countr_zero(found)) / 8;
        }
    }
    while (from < text.size() && text[from] >= ' ' && text[from] < '\x7f')
        ++from;
    return from;
}

// The first byte that no header value may have: a control character that is not a quoted-pair, or broken UTF-8.
std::optional<std::size_t> first_illegal_byte(std::string_view text);

}  // namespace voiplab::sip
