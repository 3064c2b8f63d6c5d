#include "voiplab/models/net/dscp.hpp"

namespace voiplab::net {

namespace {
std::optional<std::uint8_t> digit(char character, char lowest, char highest) {
    if (character < lowest || character > highest) return std::nullopt;
    return static_cast<std::uint8_t>(character - '0');
}
}  // namespace

std::optional<std::uint8_t> dscp_named(std::string_view name) {
    if (name == "ef") return 46;
    if (name == "va") return 44;
    if (name == "le") return 1;
    if (name.starts_with("cs") && name.size() == 3) {
        auto const precedence = digit(name[2], '0', '7');
        return precedence ? std::optional<std::uint8_t>(8 * *precedence) : std::nullopt;
    }
    if (name.starts_with("af") && name.size() == 4) {
        auto const its_class = digit(name[2], '1', '4');
        auto const drop_precedence = digit(name[3], '1', '3');
        if (its_class && drop_precedence) return static_cast<std::uint8_t>(8 * *its_class + 2 * *drop_precedence);
    }
    return std::nullopt;
}

}  // namespace voiplab::net
