#pragma once

#include "units.hpp"
#include "yaml_value.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

// Tables of fields: each struct of a scenario has one, in the struct's order, which is all that reading it takes. The
// tables are the list of keys too: of unknown keys' corrections, and of the schema's test.
namespace voiplab::scenarios {

enum class Need : std::uint8_t { optional, required };

template <class T>
struct Field {
    std::string_view key;
    Need need;
    void (*read)(YamlValue const& value, T& into);
};

template <class T, class M>
T owner_of(M T::*);

// A field that is read by its type.
template <auto member, class T = decltype(owner_of(member))>
constexpr Field<T> field(std::string_view key, Need need = Need::optional) {
    return {key, need, [](YamlValue const& value, T& into) { read(value, into.*member); }};
}

// A field that is read by a function of its own, which knows more of it than its type does.
template <auto member, auto reader, class T = decltype(owner_of(member))>
constexpr Field<T> field_by(std::string_view key, Need need = Need::optional) {
    return {key, need, [](YamlValue const& value, T& into) { reader(value, into.*member); }};
}

// The keys of one kind of mapping, as scenarios/schema.json has them among its definitions.
struct KeyList {
    std::string_view definition;
    std::vector<std::string_view> keys;
    std::vector<std::string_view> required;
};

template <class T>
KeyList key_list(std::string_view definition, std::span<Field<T> const> fields) {
    KeyList list{definition, {}, {}};
    for (auto const& field : fields) {
        list.keys.push_back(field.key);
        if (field.need == Need::required) list.required.push_back(field.key);
    }
    return list;
}

// Says what is wrong with a mapping's keys: unknown ones, repeated ones, missing ones. False where it is no mapping.
bool check_keys(YamlValue const& value, KeyList const& list);
// Says that this one key of a mapping is missing, where it is.
void require_key(YamlValue const& value, std::string_view key, KeyList const& list);

// Reads a mapping, in the order of the table.
template <class T>
void read_fields(YamlValue const& value, std::span<Field<T> const> fields, T& into) {
    if (!check_keys(value, key_list({}, fields))) return;
    for (auto const& field : fields) {
        if (auto const entry = value.key(field.key)) field.read(*entry, into);
    }
}

inline constexpr std::size_t list_limit = 10'000;

// Reads a list: each item over a default one. A wrong item leaves its default, so that items keep their numbers.
template <class T>
void read(YamlValue const& value, std::vector<T>& into) {
    if (value.node().kind != YamlNode::Kind::list) return value.expected("a list");
    if (value.node().items.size() > list_limit) return value.mistake("a list of more than 10000 items");
    into.clear();
    for (auto const& item : value.items()) {
        read(item, into.emplace_back());
    }
}

template <class T>
void read(YamlValue const& value, std::optional<T>& into) {
    read(value, into.emplace());
}

}  // namespace voiplab::scenarios
