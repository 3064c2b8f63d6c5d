#include "models/sip/field_values.hpp"

#include "models/sip/grammar.hpp"
#include "voiplab/models/sip/header_fields.hpp"

#include <algorithm>

namespace voiplab::sip {

namespace {

// The text of a list without its first or its last value.
std::string without(std::string const& list, std::string_view value, bool is_first) {
    auto const at = static_cast<std::size_t>(value.data() - list.data());
    if (!is_first) return std::string(grammar::trimmed(std::string_view(list).substr(0, list.rfind(',', at))));
    return std::string(grammar::trimmed(std::string_view(list).substr(list.find(',', at + value.size()) + 1)));
}

template <typename Iterator>
std::string take_value(std::vector<HeaderField>& headers, Iterator field, bool is_first) {
    auto const values = split_list(field->value);
    auto const value = is_first ? values.front() : values.back();
    std::string taken(value);
    if (values.size() == 1) {
        headers.erase(field);
    } else {
        field->value = without(field->value, value, is_first);
    }
    return taken;
}

auto named(std::string_view name) {
    return [name](HeaderField const& field) { return same_header(field.name, name); };
}

}  // namespace

std::vector<std::string_view> values_of(Message const& message, std::string_view name) {
    std::vector<std::string_view> values;
    for (auto const list : message.all(name)) {
        auto const more = split_list(list);
        values.insert(values.end(), more.begin(), more.end());
    }
    return values;
}

std::optional<std::string> take_first_value(Message& message, std::string_view name) {
    auto& headers = message.headers;
    auto const field = std::find_if(headers.begin(), headers.end(), named(name));
    if (field == headers.end() || split_list(field->value).empty()) return std::nullopt;
    return take_value(headers, field, true);
}

std::optional<std::string> take_last_value(Message& message, std::string_view name) {
    auto& headers = message.headers;
    auto const field = std::find_if(headers.rbegin(), headers.rend(), named(name));
    if (field == headers.rend() || split_list(field->value).empty()) return std::nullopt;
    return take_value(headers, std::prev(field.base()), false);
}

void insert_field(Message& message, std::string_view name, std::string_view value, std::string_view after) {
    auto& headers = message.headers;
    auto const first = std::find_if(headers.begin(), headers.end(), named(name));
    auto const place =
        first != headers.end() ? first : std::find_if(headers.rbegin(), headers.rend(), named(after)).base();
    headers.insert(place, {std::string(name), std::string(value)});
}

void append_field(Message& message, std::string_view name, std::string_view value) {
    auto& headers = message.headers;
    auto const place = std::find_if(headers.rbegin(), headers.rend(), named(name)).base();
    headers.insert(place, {std::string(name), std::string(value)});
}

}  // namespace voiplab::sip
