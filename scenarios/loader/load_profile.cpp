#include "load_profile.hpp"

#include "bundled_profile_texts.hpp"
#include "profile_fields.hpp"
#include "read_values.hpp"
#include "voiplab/models/agents/identifiers.hpp"

#include <algorithm>
#include <cassert>

#include <fmt/format.h>

namespace voiplab::scenarios {
namespace {

using agents::Profile;

constexpr std::size_t most_bases = 16;

bool names_a_file(std::string_view text) {
    return text.find('/') != std::string_view::npos || text.ends_with(".yaml") || text.ends_with(".yml");
}

// Reads a profile over `profile`, or over what it says it is based on.
Profile read_text(std::string_view text, Source const& source, Profile profile) {
    auto const root = parse_yaml(text);
    if (!root) {
        auto const& mistake = root.error();
        source.session.mistakes.add({source.file, mistake.line, mistake.column, {}, mistake.text});
        return profile;
    }
    YamlValue const value(*root, {}, source);
    if (auto const base = value.key("based_on")) {
        auto const name = std::move(profile.name);
        read_profile(*base, profile);
        profile.name = name;
    }
    read_profile_fields(value, profile);
    return profile;
}

void read_file(YamlValue const& value, std::string_view path, Profile& into) {
    auto& session = value.source().session;
    auto const file = (value.source().folder / path).lexically_normal();
    session.files.insert(file);
    if (auto const known = session.profiles.find(file.string()); known != session.profiles.end()) {
        into = known->second;
        return;
    }
    auto& open = session.open_profiles;
    if (std::find(open.begin(), open.end(), file.string()) != open.end()) {
        return value.mistake("this profile is based on itself");
    }
    if (open.size() == most_bases) return value.mistake(fmt::format("based on more than {} others", most_bases));
    auto const text = read_text_file(file);
    if (!text) return value.mistake(fmt::format("{}: {}", file.string(), text.error()));

    open.push_back(file.string());
    auto base = bundled_profile("generic", session);
    base.name = file.stem().string();
    into = read_text(*text, {file.string(), file.parent_path(), session}, std::move(base));
    open.pop_back();
    session.profiles.insert_or_assign(file.string(), into);
}

void read_format(YamlValue const& value, std::string& into, bool only_decimal) {
    std::string text;
    read(value, text);
    if (auto const mistake = agents::check_identifier_format(text, only_decimal); !mistake.empty()) {
        return value.mistake(mistake);
    }
    into = std::move(text);
}

}  // namespace

std::vector<std::string_view> bundled_profile_names() {
    std::vector<std::string_view> names;
    for (auto const& profile : bundled_profile_texts()) {
        names.push_back(profile.name);
    }
    return names;
}

Profile bundled_profile(std::string_view name, Session& session) {
    if (auto const known = session.profiles.find(name); known != session.profiles.end()) return known->second;
    auto const texts = bundled_profile_texts();
    auto const text = std::find_if(texts.begin(), texts.end(), [name](auto const& t) { return t.name == name; });
    assert(text != texts.end());
    Profile base;
    base.name = name;
    auto profile = read_text(text->yaml, {fmt::format("(profile {})", name), {}, session}, std::move(base));
    session.profiles.emplace(name, profile);
    return profile;
}

void read_profile(YamlValue const& value, Profile& into) {
    auto const names = bundled_profile_names();
    auto const expected = fmt::format("one of {}, or a file that ends in .yaml", list_of(names));
    auto const text = scalar(value, expected);
    if (!text) return;
    if (names_a_file(*text)) return read_file(value, *text, into);
    if (std::find(names.begin(), names.end(), *text) == names.end()) {
        return value.mistake(
            fmt::format("no profile is named {}; expected {}{}", shown(*text), expected, did_you_mean(*text, names)));
    }
    into = bundled_profile(*text, value.source().session);
}

void read_identifier_format(YamlValue const& value, std::string& into) {
    read_format(value, into, false);
}
void read_sdp_id_format(YamlValue const& value, std::string& into) {
    read_format(value, into, true);
}

}  // namespace voiplab::scenarios
