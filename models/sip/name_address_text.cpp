#include "models/sip/name_address_text.hpp"

#include "models/sip/grammar.hpp"
#include "voiplab/models/sip/header_fields.hpp"

namespace voiplab::sip {

namespace {

// The first "<" that does not stand in a quoted display name.
std::size_t find_bracket(std::string_view text) {
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (quoted && text[i] == '\\') {
            ++i;
        } else if (text[i] == '"') {
            quoted = !quoted;
        } else if (!quoted && text[i] == '<') {
            return i;
        }
    }
    return std::string_view::npos;
}

}  // namespace

std::string_view uri_text(std::string_view name_address) {
    auto const bracket = find_bracket(name_address);
    // Without brackets every parameter is the header field's (section 20.10).
    if (bracket == std::string_view::npos) return grammar::trimmed(name_address.substr(0, name_address.find(';')));
    auto const uri = name_address.substr(bracket + 1);
    return uri.substr(0, uri.find('>'));
}

std::string tag_key(std::string_view name_address) {
    return grammar::lower(address_parameters(name_address).value_of("tag"));
}

}  // namespace voiplab::sip
