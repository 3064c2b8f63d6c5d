#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace voiplab::net {

// The differentiated services codepoint of that name, in lower case as tc and Asterisk have it: cs0 to cs7 (RFC 2474),
// af11 to af43 (RFC 2597), ef (RFC 3246), va (RFC 5865), le (RFC 8622).
std::optional<std::uint8_t> dscp_named(std::string_view name);

}  // namespace voiplab::net
