#include "load_calls.hpp"

#include "read_values.hpp"

#include <array>

#include <fmt/format.h>

namespace voiplab::scenarios {
namespace {

constexpr auto hang_up_fields = std::to_array<Field<HangUp>>({
    field_by<&HangUp::by, read_name>("by"),
    field<&HangUp::after>("after"),
});

void read_hang_up(YamlValue const& value, HangUp& into) {
    read_fields<HangUp>(value, hang_up_fields, into);
}

void read_action_kind(YamlValue const& value, PhoneAction::Kind& into) {
    static constexpr std::array<std::string_view, 5> words{"hold", "resume", "transfer", "consult", "dtmf"};
    if (auto const word = read_word(value, words)) into = static_cast<PhoneAction::Kind>(*word);
}

// The sixteen keys of ITU-T Q.23.
void read_digits(YamlValue const& value, std::string& into) {
    std::string text;
    read_name(value, text);
    if (text.find_first_not_of("0123456789*#ABCD") != std::string::npos) {
        return value.mistake(fmt::format("{} is not what a phone has keys for: 0 to 9, *, # and A to D", shown(text)));
    }
    into = std::move(text);
}

constexpr auto action_fields = std::to_array<Field<PhoneAction>>({
    field_by<&PhoneAction::by, read_name>("by", Need::required),
    field<&PhoneAction::after>("after", Need::required),
    field_by<&PhoneAction::kind, read_action_kind>("do", Need::required),
    field_by<&PhoneAction::to, read_user>("to"),
    field_by<&PhoneAction::digits, read_digits>("digits"),
});

void check_action(YamlValue const& value, PhoneAction const& action) {
    using Kind = PhoneAction::Kind;
    auto const says = [&](char const* key) { return value.node().find(key) != nullptr; };
    if (action.kind == Kind::consult && !says("to")) value.mistake("consult needs `to`: whom it dials");
    if (action.kind == Kind::dtmf && !says("digits")) value.mistake("dtmf needs `digits`: the keys it presses");
}

void read_actions(YamlValue const& value, std::vector<PhoneAction>& into) {
    if (value.node().kind != YamlNode::Kind::list) return value.expected("a list");
    for (auto const& item : value.items()) {
        auto& action = into.emplace_back();
        read_fields<PhoneAction>(item, action_fields, action);
        check_action(item, action);
    }
}

void read_give_up(YamlValue const& value, std::optional<sim::Duration>& into) {
    read_positive(value, into.emplace());
}

constexpr auto call_fields = std::to_array<Field<CallOptions>>({
    field_by<&CallOptions::from, read_name>("from", Need::required),
    field_by<&CallOptions::to, read_dialled>("to", Need::required),
    field<&CallOptions::at>("at", Need::required),
    field_by<&CallOptions::hang_up, read_hang_up>("hang_up"),
    field_by<&CallOptions::give_up_after, read_give_up>("give_up_after"),
    field_by<&CallOptions::actions, read_actions>("actions"),
});

}  // namespace

void read(YamlValue const& value, CallOptions& into) {
    read_fields<CallOptions>(value, call_fields, into);
    if (into.hang_up.by.empty()) into.hang_up.by = into.from;
}

std::vector<KeyList> call_keys() {
    return {key_list<CallOptions>("call", call_fields), key_list<HangUp>("hang_up", hang_up_fields),
            key_list<PhoneAction>("action", action_fields)};
}

}  // namespace voiplab::scenarios
