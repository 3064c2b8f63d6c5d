#include "tools/text.hpp"

#include <fmt/format.h>

namespace voiplab::tools {
namespace {

constexpr char32_t replacement = U'?';

// The length of the UTF-8 sequence that begins with this byte; 0: none begins so (RFC 3629 section 4).
std::size_t sequence_length(unsigned char first) {
    if (first < 0x80) return 1;
    if (first >= 0xC2 && first <= 0xDF) return 2;
    if (first >= 0xE0 && first <= 0xEF) return 3;
    if (first >= 0xF0 && first <= 0xF4) return 4;
    return 0;
}

bool is_control(char32_t character) {
    return character < 0x20 || (character >= 0x7F && character < 0xA0);
}

bool is_overlong_or_surrogate(char32_t character, std::size_t length) {
    return (length == 3 && character < 0x800) || (length == 4 && character < 0x10000) || character > 0x10FFFF ||
           (character >= 0xD800 && character <= 0xDFFF);
}

// One character from the front of the text, which it shortens.
char32_t take_character(std::string_view& text) {
    auto const first = static_cast<unsigned char>(text.front());
    auto const length = sequence_length(first);
    if (length == 0 || length > text.size()) {
        text.remove_prefix(1);
        return replacement;
    }
    auto character = static_cast<char32_t>(length == 1 ? first : first & (0x7FU >> length));
    for (std::size_t i = 1; i < length; ++i) {
        auto const byte = static_cast<unsigned char>(text[i]);
        if ((byte & 0xC0U) != 0x80U) {
            text.remove_prefix(1);
            return replacement;
        }
        character = (character << 6U) | (byte & 0x3FU);
    }
    text.remove_prefix(length);
    return is_control(character) || is_overlong_or_surrogate(character, length) ? replacement : character;
}

void append_utf8(std::string& text, char32_t character) {
    auto const byte = [&](char32_t bits) { text.push_back(static_cast<char>(static_cast<unsigned char>(bits))); };
    if (character < 0x80) {
        byte(character);
    } else if (character < 0x800) {
        byte(0xC0U | (character >> 6U));
        byte(0x80U | (character & 0x3FU));
    } else if (character < 0x10000) {
        byte(0xE0U | (character >> 12U));
        byte(0x80U | ((character >> 6U) & 0x3FU));
        byte(0x80U | (character & 0x3FU));
    } else {
        byte(0xF0U | (character >> 18U));
        byte(0x80U | ((character >> 12U) & 0x3FU));
        byte(0x80U | ((character >> 6U) & 0x3FU));
        byte(0x80U | (character & 0x3FU));
    }
}

}  // namespace

std::u32string to_cells(std::string_view utf8) {
    std::u32string cells;
    cells.reserve(utf8.size());
    while (!utf8.empty())
        cells.push_back(take_character(utf8));
    return cells;
}

std::string to_utf8(std::u32string_view cells) {
    std::string text;
    text.reserve(cells.size());
    for (auto const cell : cells)
        append_utf8(text, cell);
    return text;
}

std::string printable(std::string_view utf8) {
    return to_utf8(to_cells(utf8));
}

std::u32string shortened(std::u32string const& text, std::size_t width, Characters characters) {
    if (text.size() <= width) return text;
    auto const ellipsis = characters == Characters::unicode ? std::u32string(U"\u2026") : std::u32string(U"...");
    if (width <= ellipsis.size()) return ellipsis.substr(0, width);
    return text.substr(0, width - ellipsis.size()) + ellipsis;
}

std::string count_of(std::uint64_t count, std::string_view singular, std::string_view plural) {
    auto digits = fmt::format("{}", count);
    for (auto place = digits.size(); place > 3;) {
        place -= 3;
        digits.insert(place, ",");
    }
    return fmt::format("{} {}", digits, count == 1 ? singular : plural);
}

std::string seconds(sim::Duration duration) {
    constexpr std::uint64_t tick = 100'000;  // nanoseconds: a tenth of a millisecond
    constexpr std::uint64_t ticks_a_second = 10'000;
    auto const nanoseconds = duration.count();
    auto const magnitude =
        nanoseconds < 0 ? 0 - static_cast<std::uint64_t>(nanoseconds) : static_cast<std::uint64_t>(nanoseconds);
    auto const ticks = (magnitude + tick / 2) / tick;
    return fmt::format("{}{}.{:04}", nanoseconds < 0 && ticks > 0 ? "-" : "", ticks / ticks_a_second,
                       ticks % ticks_a_second);
}

}  // namespace voiplab::tools
