#pragma once

#include <string>
#include <string_view>

namespace voiplab::scenarios {

// scenarios/schema.json, as it was when the library was built.
std::string_view schema_text();

}  // namespace voiplab::scenarios
