#include "voiplab/models/sip/replaces.hpp"

#include "voiplab/models/sip/header_fields.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace voiplab::sip {

namespace {

std::string tag_of(std::string const& address) {
    auto const parsed = parse_name_address(address);
    return parsed ? std::string(parsed->tag()) : std::string{};
}

}  // namespace

Replaces Replaces::of(Dialog const& dialog) {
    return {dialog.call_id(), tag_of(dialog.remote_address()), tag_of(dialog.local_address())};
}

bool Replaces::names(Dialog const& dialog) const {
    return *this == Replaces{dialog.call_id(), tag_of(dialog.local_address()), tag_of(dialog.remote_address())};
}

Replaces parse_replaces(std::string_view value) {
    Replaces replaces;
    replaces.call_id = value.substr(0, value.find(';'));
    while (!value.empty()) {
        auto const part = value.substr(0, value.find(';'));
        if (part.starts_with("to-tag=")) replaces.to_tag = part.substr(7);
        if (part.starts_with("from-tag=")) replaces.from_tag = part.substr(9);
        value.remove_prefix(std::min(part.size() + 1, value.size()));
    }
    return replaces;
}

std::string to_string(Replaces const& replaces) {
    return fmt::format("{};to-tag={};from-tag={}", replaces.call_id, replaces.to_tag, replaces.from_tag);
}

std::string escape_header_value(std::string_view text) {
    std::string result;
    for (auto const character : text) {
        auto const plain = (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
                           (character >= '0' && character <= '9') ||
                           std::string_view("-_.!~*'()[]/?:+$").find(character) != std::string_view::npos;
        result += plain ? std::string(1, character) : fmt::format("%{:02X}", static_cast<unsigned char>(character));
    }
    return result;
}

std::string unescape_header_value(std::string_view text) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        unsigned value = 0;
        auto const* const digits = text.data() + i + 1;
        auto const complete = text[i] == '%' && i + 2 < text.size();
        if (complete && std::from_chars(digits, digits + 2, value, 16).ptr == digits + 2) {
            result += static_cast<char>(value);
            i += 2;
        } else {
            result += text[i];
        }
    }
    return result;
}

}  // namespace voiplab::sip
