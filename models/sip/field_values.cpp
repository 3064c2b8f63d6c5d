#include "models/sip/field_values.hpp"

#include "models/sip/grammar.hpp"
#include "voiplab/models/sip/header_fields.hpp"

namespace voiplab::sip {

namespace {

// The text of a list without its first or its last value.
std::string without(std::string_view list, std::string_view value, bool is_first) {
    auto const at = static_cast<std::size_t>(value.data() - list.data());
    if (!is_first) return std::string(grammar::trimmed(list.substr(0, list.rfind(',', at))));
    return std::string(grammar::trimmed(list.substr(list.find(',', at + value.size()) + 1)));
}

std::string take_value(Message& message, std::size_t place, bool is_first) {
    auto const list = message.field(place).value;
    auto const values = split_list(list);
    auto const value = is_first ? values.front() : values.back();
    std::string taken(value);
    if (values.size() == 1) {
        message.erase(place);
    } else {
        message.set_value(place, without(list, value, is_first));
    }
    return taken;
}

// The place behind the last field of that name; 0 where there is none.
std::size_t behind_last(Message const& message, std::string_view name) {
    std::size_t behind = 0;
    for (auto place = message.find(name); place < message.field_count(); place = message.find(name, behind))
        behind = place + 1;
    return behind;
}

}  // namespace

std::vector<std::string_view> values_of(Message const& message, std::string_view name) {
    std::vector<std::string_view> values;
    for (auto const list : message.all(name)) {
        for (auto const value : ListValues(list))
            values.push_back(value);
    }
    return values;
}

std::optional<std::string> take_first_value(Message& message, std::string_view name) {
    auto const place = message.find(name);
    if (place == message.field_count() || ListValues(message.field(place).value).empty()) return std::nullopt;
    return take_value(message, place, true);
}

std::optional<std::string> take_last_value(Message& message, std::string_view name) {
    auto const behind = behind_last(message, name);
    if (behind == 0 || ListValues(message.field(behind - 1).value).empty()) return std::nullopt;
    return take_value(message, behind - 1, false);
}

void insert_field(Message& message, std::string_view name, std::string_view value, std::string_view after) {
    auto const first = message.find(name);
    message.insert(first < message.field_count() ? first : behind_last(message, after), name, value);
}

void append_field(Message& message, std::string_view name, std::string_view value) {
    message.insert(behind_last(message, name), name, value);
}

}  // namespace voiplab::sip
