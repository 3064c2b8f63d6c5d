#include "voiplab/models/sip/header_name.hpp"

#include "tests/catch.hpp"

#include <cctype>
#include <string>

using namespace voiplab::sip;

namespace {

HeaderName name_at(std::size_t place) {
    return static_cast<HeaderName>(place);
}

}  // namespace

TEST_CASE("a header name is found in its own spelling and in any case") {
    for (std::size_t i = 1; i < header_name_count; ++i) {
        std::string text(to_string(name_at(i)));
        INFO(text);
        CHECK(header_name(text) == name_at(i));
        for (char& c : text) {
            auto const letter = static_cast<unsigned char>(c);
            c = static_cast<char>(std::isupper(letter) != 0 ? std::tolower(letter) : std::toupper(letter));
        }
        CHECK(header_name(text) == name_at(i));
    }
}

TEST_CASE("a name that differs from a known one in a single byte is another") {
    for (std::size_t i = 1; i < header_name_count; ++i) {
        std::string const name(to_string(name_at(i)));
        for (std::size_t at = 0; at < name.size(); ++at) {
            auto other = name;
            other[at] = '~';
            INFO(other);
            CHECK(header_name(other) == HeaderName::other);
            // The bit that tells a letter's case tells "-" from a control character.
            other[at] = static_cast<char>(name[at] ^ 0x20);
            CHECK((header_name(other) == name_at(i)) == (std::isalpha(static_cast<unsigned char>(name[at])) != 0));
        }
        CHECK(header_name(name + "s") != name_at(i));
        CHECK(header_name(name.substr(1)) != name_at(i));
    }
}
