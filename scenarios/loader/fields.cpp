#include "fields.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace voiplab::scenarios {
namespace {

// Each key is compared with all before it; the longest list of known ones has some thirty.
constexpr std::size_t most_keys = 256;

void check_entry(YamlValue const& value, YamlEntry const& entry, KeyList const& list) {
    auto const& entries = value.node().entries;
    auto const first =
        std::find_if(entries.begin(), entries.end(), [&](YamlEntry const& e) { return e.key == entry.key; });
    if (&*first != &entry) {
        auto text = fmt::format("this key stands twice; first in line {}", first->line);
        value.mistake_at(entry.key, entry.line, entry.column, std::move(text));
    }
    if (std::find(list.keys.begin(), list.keys.end(), entry.key) != list.keys.end()) return;
    auto const guess = did_you_mean(entry.key, list.keys);
    auto text =
        fmt::format("unknown key{}{} keys here are {}", guess, guess.empty() ? "; the" : " The", list_of(list.keys));
    value.mistake_at(entry.key, entry.line, entry.column, std::move(text));
}

// A required key under a wrong name is one mistake, not two.
bool is_misspelt(std::string_view key, YamlValue const& value, KeyList const& list) {
    auto const& entries = value.node().entries;
    return std::any_of(entries.begin(), entries.end(), [&](YamlEntry const& entry) {
        auto const known = std::find(list.keys.begin(), list.keys.end(), entry.key) != list.keys.end();
        return !known && nearest(entry.key, list.keys) == key;
    });
}

}  // namespace

bool check_keys(YamlValue const& value, KeyList const& list) {
    if (value.node().kind != YamlNode::Kind::mapping) {
        value.expected("a mapping with " + list_of(list.keys));
        return false;
    }
    if (value.node().entries.size() > most_keys) {
        value.mistake(fmt::format("a mapping of more than {} keys", most_keys));
        return false;
    }
    for (auto const& entry : value.node().entries) {
        check_entry(value, entry, list);
    }
    for (auto const key : list.required) {
        require_key(value, key, list);
    }
    return true;
}

void require_key(YamlValue const& value, std::string_view key, KeyList const& list) {
    if (value.node().find(key) == nullptr && !is_misspelt(key, value, list)) {
        value.mistake_at(key, value.node().line, value.node().column, "missing; this key is required");
    }
}

}  // namespace voiplab::scenarios
