#include "dialplan_match.hpp"

#include <algorithm>
#include <bitset>
#include <functional>
#include <vector>

namespace voiplab::sip {
namespace asterisk {
namespace {

using CharacterSet = std::bitset<256>;

constexpr std::size_t deepest_include = 128;  // AST_PBX_MAX_STACK

// One place of a pattern.
struct Place {
    enum class Kind : unsigned char { set, one_or_more, zero_or_more, end, malformed };
    Kind kind = Kind::end;
    CharacterSet set;
};

CharacterSet range(char first, char last) {
    CharacterSet set;
    for (auto c = static_cast<unsigned char>(first); c <= static_cast<unsigned char>(last); ++c) {
        set.set(c);
        if (c == 255) break;
    }
    return set;
}

// What stands between '[' and ']'.
CharacterSet set_of(std::string_view members) {
    CharacterSet set;
    for (std::size_t i = 0; i < members.size(); ++i) {
        bool const is_range = i + 2 < members.size() && members[i + 1] == '-';
        set |= range(members[i], members[is_range ? i + 2 : i]);
        if (is_range) i += 2;
    }
    return set;
}

CharacterSet set_of(char c) {
    switch (c) {
        case 'N':
        case 'n':
            return range('2', '9');
        case 'X':
        case 'x':
            return range('0', '9');
        case 'Z':
        case 'z':
            return range('1', '9');
        default:
            return range(c, c);
    }
}

// Cuts the first place off a pattern (without its '_').
Place next_place(std::string_view& pattern) {
    while (!pattern.empty()) {
        char const c = pattern.front();
        pattern.remove_prefix(1);
        if (c == '-') continue;
        if (c == '.') return {Place::Kind::one_or_more, {}};
        if (c == '!') return {Place::Kind::zero_or_more, {}};
        if (c != '[') return {Place::Kind::set, set_of(c)};
        auto const close = pattern.find(']');
        if (close == std::string_view::npos) return {Place::Kind::malformed, {}};
        auto const set = set_of(pattern.substr(0, close));
        pattern.remove_prefix(close + 1);
        if (set.any()) return {Place::Kind::set, set};
    }
    return {Place::Kind::end, {}};
}

std::size_t lowest(CharacterSet const& set) {
    std::size_t c = 0;
    while (c < set.size() && !set.test(c))
        ++c;
    return c;
}

std::strong_ordering compare_places(Place const& left, Place const& right) {
    if (auto const order = left.kind <=> right.kind; std::is_neq(order)) return order;
    if (auto const order = left.set.count() <=> right.set.count(); std::is_neq(order)) return order;
    auto const difference = lowest(left.set ^ right.set);
    if (difference == left.set.size()) return std::strong_ordering::equal;
    if (auto const order = lowest(left.set) <=> lowest(right.set); std::is_neq(order)) return order;
    return left.set.test(difference) ? std::strong_ordering::less : std::strong_ordering::greater;
}

void skip_hyphens(std::string_view& text) {
    while (text.starts_with('-'))
        text.remove_prefix(1);
}

bool same_number(std::string_view left, std::string_view right) {
    while (true) {
        skip_hyphens(left);
        skip_hyphens(right);
        if (left.empty() || right.empty()) return left.empty() && right.empty();
        if (left.front() != right.front()) return false;
        left.remove_prefix(1);
        right.remove_prefix(1);
    }
}

using ExtensionTest = std::function<bool(Extension const&)>;

// The first extension, in Asterisk's order, that the number matches and that passes the test; a context's includes come
// after its own. `seen` holds the contexts already searched: circles of includes end there.
Extension const* search(Dialplan const& dialplan, std::string_view name, std::string_view number,
                        ExtensionTest const& test, std::vector<std::string_view>& seen, std::size_t depth) {
    auto const* const context = dialplan.context(name);
    if (context == nullptr || depth > deepest_include || std::find(seen.begin(), seen.end(), name) != seen.end()) {
        return nullptr;
    }
    if (!context->includes.empty()) seen.push_back(name);
    Extension const* best = nullptr;
    for (auto const& extension : context->extensions) {
        if (!test(extension) || !matches(extension.pattern, number)) continue;
        if (best == nullptr || std::is_lt(compare_patterns(extension.pattern, best->pattern))) best = &extension;
    }
    for (auto include = context->includes.begin(); best == nullptr && include != context->includes.end(); ++include) {
        best = search(dialplan, *include, number, test, seen, depth + 1);
    }
    return best;
}

Extension const* search(Dialplan const& dialplan, std::string_view context, std::string_view number,
                        ExtensionTest const& test) {
    std::vector<std::string_view> seen;
    return search(dialplan, context, number, test, seen, 0);
}

}  // namespace

bool matches(std::string_view pattern, std::string_view number) {
    if (pattern.find('/') != std::string_view::npos) return false;
    if (!pattern.starts_with('_')) return same_number(pattern, number);
    pattern.remove_prefix(1);
    while (true) {
        skip_hyphens(number);
        auto const place = next_place(pattern);
        switch (place.kind) {
            case Place::Kind::set:
                if (number.empty() || !place.set.test(static_cast<unsigned char>(number.front()))) return false;
                number.remove_prefix(1);
                break;
            case Place::Kind::one_or_more:
                return !number.empty();
            case Place::Kind::zero_or_more:
                return true;
            case Place::Kind::end:
                return number.empty();
            case Place::Kind::malformed:
                return false;
        }
    }
}

std::strong_ordering compare_patterns(std::string_view left, std::string_view right) {
    bool const left_is_pattern = left.starts_with('_');
    bool const right_is_pattern = right.starts_with('_');
    if (left_is_pattern != right_is_pattern) return left_is_pattern <=> right_is_pattern;
    if (!left_is_pattern) return left <=> right;
    left.remove_prefix(1);
    right.remove_prefix(1);
    while (true) {
        auto const place = next_place(left);
        auto const order = compare_places(place, next_place(right));
        if (std::is_neq(order)) return order;
        if (place.kind == Place::Kind::end || place.kind == Place::Kind::malformed) return std::strong_ordering::equal;
    }
}

bool is_malformed(std::string_view pattern) {
    if (!pattern.starts_with('_')) return false;
    pattern.remove_prefix(1);
    auto place = next_place(pattern);
    while (place.kind != Place::Kind::end && place.kind != Place::Kind::malformed)
        place = next_place(pattern);
    return place.kind == Place::Kind::malformed;
}

std::string sample_number(std::string_view pattern) {
    if (!pattern.starts_with('_')) return std::string(pattern);
    pattern.remove_prefix(1);
    std::string number;
    for (auto place = next_place(pattern); place.kind == Place::Kind::set || place.kind == Place::Kind::one_or_more;
         place = next_place(pattern)) {
        number += place.kind == Place::Kind::set ? static_cast<char>(lowest(place.set)) : '0';
    }
    return number;
}

Priority const* find_priority(Extension const& extension, int number) {
    auto const found = std::lower_bound(extension.priorities.begin(), extension.priorities.end(), number,
                                        [](Priority const& priority, int wanted) { return priority.number < wanted; });
    return found == extension.priorities.end() || found->number != number ? nullptr : &*found;
}

Priority const* find_label(Extension const& extension, std::string_view label) {
    auto const found = std::find_if(extension.priorities.begin(), extension.priorities.end(),
                                    [&](Priority const& priority) { return priority.label == label; });
    return label.empty() || found == extension.priorities.end() ? nullptr : &*found;
}

Extension const* extension_with_priority(Dialplan const& dialplan, std::string_view context, std::string_view number,
                                         int priority) {
    return search(dialplan, context, number,
                  [&](Extension const& extension) { return find_priority(extension, priority) != nullptr; });
}

Extension const* extension_with_label(Dialplan const& dialplan, std::string_view context, std::string_view number,
                                      std::string_view label) {
    return search(dialplan, context, number,
                  [&](Extension const& extension) { return find_label(extension, label) != nullptr; });
}

}  // namespace asterisk

DialplanContext const* Dialplan::context(std::string_view name) const {
    auto const found =
        std::find_if(contexts.begin(), contexts.end(), [&](DialplanContext const& each) { return each.name == name; });
    return found == contexts.end() ? nullptr : &*found;
}

Extension const* Dialplan::match(std::string_view context, std::string_view number) const {
    return asterisk::search(*this, context, number, [](Extension const&) { return true; });
}

}  // namespace voiplab::sip
