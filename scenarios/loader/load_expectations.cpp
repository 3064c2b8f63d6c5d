#include "load_expectations.hpp"

#include "read_values.hpp"

#include <array>

namespace voiplab::scenarios {
namespace {

void read_outcome(YamlValue const& value, std::optional<std::string>& into) {
    static constexpr std::array<std::string_view, 5> words{"answered", "busy", "cancelled", "failed", "unanswered"};
    if (auto const word = read_word(value, words)) into = words[*word];
}

void read_status(YamlValue const& value, std::optional<int>& into) {
    if (auto const status = read_number(value, 200, 699)) into = static_cast<int>(*status);
}

void read_phone(YamlValue const& value, std::optional<std::string>& into) {
    read_name(value, into.emplace());
}

constexpr auto expectation_fields = std::to_array<Field<CallExpectation>>({
    field_by<&CallExpectation::from, read_name>("from", Need::required),
    field_by<&CallExpectation::to, read_dialled>("to", Need::required),
    field_by<&CallExpectation::outcome, read_outcome>("outcome"),
    field_by<&CallExpectation::status, read_status>("status"),
    field_by<&CallExpectation::answered_by, read_phone>("answered_by"),
    field<&CallExpectation::packets_lost>("packets_lost"),
});

}  // namespace

void read(YamlValue const& value, CallExpectation& into) {
    read_fields<CallExpectation>(value, expectation_fields, into);
}

std::vector<KeyList> expectation_keys() {
    return {key_list<CallExpectation>("expectation", expectation_fields)};
}

}  // namespace voiplab::scenarios
