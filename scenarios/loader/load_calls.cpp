#include "load_calls.hpp"

#include "read_values.hpp"

#include <array>

namespace voiplab::scenarios {
namespace {

constexpr auto hang_up_fields = std::to_array<Field<HangUp>>({
    field_by<&HangUp::by, read_name>("by"),
    field<&HangUp::after>("after"),
});

void read_hang_up(YamlValue const& value, HangUp& into) {
    read_fields<HangUp>(value, hang_up_fields, into);
}

constexpr auto call_fields = std::to_array<Field<CallOptions>>({
    field_by<&CallOptions::from, read_name>("from", Need::required),
    field_by<&CallOptions::to, read_dialled>("to", Need::required),
    field<&CallOptions::at>("at", Need::required),
    field_by<&CallOptions::hang_up, read_hang_up>("hang_up"),
});

}  // namespace

void read(YamlValue const& value, CallOptions& into) {
    read_fields<CallOptions>(value, call_fields, into);
    if (into.hang_up.by.empty()) into.hang_up.by = into.from;
}

std::vector<KeyList> call_keys() {
    return {key_list<CallOptions>("call", call_fields), key_list<HangUp>("hang_up", hang_up_fields)};
}

}  // namespace voiplab::scenarios
