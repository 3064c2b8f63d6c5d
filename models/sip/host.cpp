#include "models/sip/grammar.hpp"

#include <algorithm>

namespace voiplab::sip::grammar {
namespace {

// domainlabel, or toplabel, which must start with a letter so that no dotted quad passes for a name.
bool is_label(std::string_view label, bool top) {
    return consists_of(label, alphanum.with("-")) && alphanum.contains(label.back()) &&
           (top ? alpha : alphanum).contains(label.front());
}

bool is_hostname(std::string_view text) {
    if (!text.empty() && text.back() == '.') text.remove_suffix(1);
    auto const last_dot = text.rfind('.');
    if (last_dot == std::string_view::npos) return is_label(text, true);
    for (std::size_t start = 0; start <= last_dot;) {
        auto const dot = text.find('.', start);
        if (!is_label(text.substr(start, dot - start), false)) return false;
        start = dot + 1;
    }
    return is_label(text.substr(last_dot + 1), true);
}

// hexseq of the ABNF, which may end in a dotted quad: how many 16-bit groups it has, nullopt where it is malformed.
std::optional<int> hex_groups(std::string_view text, bool quad_allowed) {
    if (text.empty()) return 0;
    int groups = 0;
    while (true) {
        auto const colon = text.find(':');
        auto const group = text.substr(0, colon);
        if (colon == std::string_view::npos && quad_allowed && is_ipv4_address(group)) return groups + 2;
        if (group.size() > 4 || !consists_of(group, hexdig)) return std::nullopt;
        ++groups;
        if (colon == std::string_view::npos) return groups;
        text.remove_prefix(colon + 1);
    }
}

}  // namespace

std::size_t ipv4_address_of(std::string_view text) {
    std::size_t at = 0;
    for (int group = 0;; ++at) {
        int digits = 0;
        int value = 0;
        for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, ++digits) {
            if (digits == 3) return 0;
            value = value * 10 + (text[at] - '0');
        }
        if (digits == 0 || value > 255) return 0;
        if (++group == 4) return at;
        if (at == text.size() || text[at] != '.') return 0;
    }
}

bool is_ipv6_address(std::string_view text) {
    constexpr int all_groups = 8;
    auto const gap = text.find("::");
    if (gap == std::string_view::npos) return hex_groups(text, true) == all_groups;
    auto const before = hex_groups(text.substr(0, gap), false);
    auto const after = hex_groups(text.substr(gap + 2), true);
    return before && after && *before + *after < all_groups;
}

bool is_host(std::string_view text) {
    if (text.size() >= 2 && text.front() == '[') {
        return text.back() == ']' && is_ipv6_address(text.substr(1, text.size() - 2));
    }
    return is_ipv4_address(text) || is_hostname(text);
}

}  // namespace voiplab::sip::grammar
