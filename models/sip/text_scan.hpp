#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace voiplab::sip {

// The first place at `from` or behind it of a byte that is not printable ASCII: it may end a line, and else asks for a
// closer look. Sixteen bytes are looked at together where the processor can, else eight as one number.
inline std::size_t find_unusual(std::string_view text, std::size_t from) {
    constexpr std::uint64_t ones = 0x0101010101010101;
    constexpr std::uint64_t tops = 0x8080808080808080;
    static_assert(std::endian::native == std::endian::little, "the first byte is the lowest");
#ifdef __SSE2__
    auto const space = _mm_set1_epi8(' ');
    auto const del = _mm_set1_epi8('\x7f');
    for (; from + 16 <= text.size(); from += 16) {
        auto const bytes = _mm_loadu_si128(reinterpret_cast<__m128i const*>(text.data() + from));
        // A byte that is not ASCII counts as a negative number, and so as less than a space.
        auto const unusual = _mm_or_si128(_mm_cmplt_epi8(bytes, space), _mm_cmpeq_epi8(bytes, del));
        if (auto const found = static_cast<unsigned>(_mm_movemask_epi8(unusual)); found != 0) {
            return from + static_cast<std::size_t>(std::countr_zero(found));
        }
    }
#endif
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

// The first place of that byte; the text's size where there is none. For short texts, where a call to the C library
// costs more than the search.
inline std::size_t find_byte(std::string_view text, char wanted) {
    std::size_t at = 0;
#ifdef __SSE2__
    auto const all_wanted = _mm_set1_epi8(wanted);
    for (; at + 16 <= text.size(); at += 16) {
        auto const bytes = _mm_loadu_si128(reinterpret_cast<__m128i const*>(text.data() + at));
        if (auto const found = static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, all_wanted)));
            found != 0) {
            return at + static_cast<std::size_t>(std::countr_zero(found));
        }
    }
#endif
    while (at < text.size() && text[at] != wanted)
        ++at;
    return at;
}

// The first byte that no header value may have: a control character that is not a quoted-pair, or broken UTF-8.
std::optional<std::size_t> first_illegal_byte(std::string_view text);

}  // namespace voiplab::sip
