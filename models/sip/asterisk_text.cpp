#include "asterisk_text.hpp"

#include <algorithm>
#include <charconv>

namespace voiplab::sip::asterisk {
namespace {

bool is_blank(char c) {
    return static_cast<unsigned char>(c) <= ' ';
}

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string_view skip_blanks(std::string_view text) {
    while (!text.empty() && is_blank(text.front()))
        text.remove_prefix(1);
    return text;
}

}  // namespace

std::string_view strip(std::string_view text) {
    text = skip_blanks(text);
    while (!text.empty() && is_blank(text.back()))
        text.remove_suffix(1);
    return text;
}

bool same_word(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

std::string to_lower(std::string_view text) {
    std::string lowered(text);
    std::transform(lowered.begin(), lowered.end(), lowered.begin(), lower);
    return lowered;
}

bool is_true(std::string_view text) {
    for (auto const word : {"yes", "true", "y", "t", "1", "on"}) {
        if (same_word(text, word)) return true;
    }
    return false;
}

std::optional<int> leading_integer(std::string_view text) {
    text = skip_blanks(text);
    if (text.size() > 1 && text[0] == '+' && text[1] != '-') text.remove_prefix(1);
    int value = 0;
    auto const result = std::from_chars(text.data(), text.data() + text.size(), value);
    if (result.ec != std::errc()) return std::nullopt;
    return value;
}

std::optional<double> leading_number(std::string_view text, std::string_view* rest) {
    text = skip_blanks(text);
    double value = 0;
    auto const* const end = text.data() + text.size();
    auto const result = std::from_chars(text.data(), end, value, std::chars_format::fixed);
    // from_chars knows "inf" and "nan" too, which Asterisk's files do not.
    bool const is_number = result.ec == std::errc() && text.find_first_of("0123456789") != std::string_view::npos &&
                           (result.ptr[-1] == '.' || (result.ptr[-1] >= '0' && result.ptr[-1] <= '9'));
    if (!is_number) return std::nullopt;
    if (rest != nullptr) *rest = std::string_view(result.ptr, static_cast<std::size_t>(end - result.ptr));
    return value;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    while (true) {
        auto const end = text.find(separator);
        parts.push_back(strip(text.substr(0, end)));
        if (end == std::string_view::npos) return parts;
        text.remove_prefix(end + 1);
    }
}

}  // namespace voiplab::sip::asterisk
