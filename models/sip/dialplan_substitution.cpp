#include "asterisk_text.hpp"
#include "dialplan_expression.hpp"

#include <algorithm>

namespace voiplab::sip::asterisk {
namespace {

constexpr std::size_t longest_result = 8192;  // of Asterisk's buffers

struct Substring {
    std::string_view name;
    int offset = 0;
    int length = 0;
    bool is_whole = true;
};

// "EXTEN:1:2": the colons that count stand outside of a function's parentheses.
Substring parse_name(std::string_view text) {
    int depth = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '(') ++depth;
        if (text[i] == ')') --depth;
        if (text[i] != ':' || depth > 0) continue;
        auto const numbers = text.substr(i + 1);
        auto const colon = numbers.find(':');
        Substring part{text.substr(0, i)};
        part.is_whole = false;
        part.offset = leading_integer(numbers).value_or(0);
        part.length = longest_result;
        if (colon != std::string_view::npos) {
            part.length = leading_integer(numbers.substr(colon + 1)).value_or(part.length);
        }
        return part;
    }
    return {text};
}

// A negative offset counts from the end; a negative length leaves so many characters off the end.
std::string_view cut(std::string_view value, Substring const& part) {
    if (part.is_whole) return value;
    auto const size = static_cast<long>(value.size());
    long const offset = std::clamp(part.offset < 0 ? size + part.offset : long{part.offset}, 0L, size);
    long const wanted = part.length < 0 ? size - offset + part.length : long{part.length};
    return value.substr(static_cast<std::size_t>(offset), static_cast<std::size_t>(std::max(wanted, 0L)));
}

std::string substitute(std::string_view text, VariableLookup const& lookup, std::size_t depth) {
    std::string result;
    while (!text.empty() && result.size() < longest_result) {
        auto const mark = std::min(text.find('$'), text.size());
        result += text.substr(0, mark);
        text.remove_prefix(mark);
        if (text.size() < 2 || (text[1] != '{' && text[1] != '[')) {
            result += text.substr(0, 1);
            text.remove_prefix(std::min<std::size_t>(1, text.size()));
            continue;
        }
        bool const is_variable = text[1] == '{';
        auto const length = bracketed_length(text.substr(1));
        auto inner = text.substr(2, length - 1);
        if (inner.ends_with(is_variable ? '}' : ']')) inner.remove_suffix(1);
        text.remove_prefix(length + 1);
        if (depth >= deepest_substitution) continue;
        auto const replaced = substitute(inner, lookup, depth + 1);
        if (is_variable) {
            auto const part = parse_name(replaced);
            result += cut(lookup(part.name), part);
        } else {
            result += evaluate(replaced);
        }
    }
    result.resize(std::min(result.size(), longest_result));
    return result;
}

}  // namespace

std::size_t bracketed_length(std::string_view text) {
    if (text.empty()) return 0;
    char const open = text.front();
    char const close = open == '{' ? '}' : ']';
    int depth = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == open) ++depth;
        if (text[i] == close && --depth == 0) return i + 1;
    }
    return text.size();
}

std::string substitute(std::string_view text, VariableLookup const& lookup) {
    return substitute(text, lookup, 0);
}

}  // namespace voiplab::sip::asterisk
