#pragma once

#include "voiplab/models/sip/message.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace voiplab::sip {

// Fields that are lists (Via, Route, Record-Route ...): one value a field, several separated by commas, or both (RFC
// 3261 section 7.3.1). What is not removed keeps its field and its spelling.

// Every value, in order.
std::vector<std::string_view> values_of(Message const& message, std::string_view name);
// Removes one value; nullopt where there is none.
std::optional<std::string> take_first_value(Message& message, std::string_view name);
std::optional<std::string> take_last_value(Message& message, std::string_view name);
// Puts a field of its own before the first of that name; where there is none, behind the last of `after`.
void insert_field(Message& message, std::string_view name, std::string_view value, std::string_view after);
// Puts a field of its own behind the last of that name, which there must be.
void append_field(Message& message, std::string_view name, std::string_view value);

}  // namespace voiplab::sip
