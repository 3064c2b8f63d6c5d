#include "tools/text.hpp"

#include "tests/catch.hpp"

#include <string>
#include <utility>
#include <vector>

using namespace std::chrono_literals;
using namespace voiplab::tools;

TEST_CASE("UTF-8 text of one to four bytes a character survives the way through cells") {
    // RFC 3629 section 7: "A<NOT IDENTICAL TO><ALPHA>.", and the example of four bytes, U+233B4.
    std::string const text = "A\xE2\x89\xA2\xCE\x91. \xF0\xA3\x8E\xB4";
    CHECK(to_cells(text) == U"A\u2262\u0391. \U000233B4");
    CHECK(printable(text) == text);
}

TEST_CASE("what is no UTF-8 or would steer the terminal becomes a question mark") {
    std::vector<std::pair<std::string, std::string>> const cases{
        {"\x1b[31m", "?[31m"},
        {"a\nb\x7f", "a?b?"},
        {"\xC2\x9B", "?"},                   // U+009B, CSI in one character
        {"\xC0\x80", "??"},                  // RFC 3629 section 10: an overlong NUL
        {"\xE0\x80\xAF", "?"},               // an overlong "/"
        {"\xED\xA1\x8C\xED\xBE\xB4", "??"},  // RFC 3629 section 10: surrogates
        {"\xF4\x90\x80\x80", "?"},           // above U+10FFFF
        {"\xE2\x89", "??"},                  // cut off
        {"\xE2x", "?x"},
        {"\x80", "?"},
    };
    for (auto const& [text, expected] : cases)
        CHECK(printable(text) == expected);
}

TEST_CASE("text that is too long ends in an ellipsis") {
    CHECK(shortened(U"180 Ringing", 11, Characters::ascii) == U"180 Ringing");
    CHECK(shortened(U"180 Ringing", 10, Characters::ascii) == U"180 Rin...");
    CHECK(shortened(U"180 Ringing", 10, Characters::unicode) == U"180 Ringi\u2026");
    CHECK(shortened(U"180 Ringing", 2, Characters::ascii) == U"..");
    CHECK(shortened(U"180 Ringing", 0, Characters::unicode).empty());
}

TEST_CASE("counts have a comma for thousands and the right number") {
    CHECK(count_of(0, "packet", "packets") == "0 packets");
    CHECK(count_of(1, "packet", "packets") == "1 packet");
    CHECK(count_of(999, "packet", "packets") == "999 packets");
    CHECK(count_of(1000, "packet", "packets") == "1,000 packets");
    CHECK(count_of(1234567, "packet", "packets") == "1,234,567 packets");
}

TEST_CASE("seconds are rounded to a tenth of a millisecond, a half away from zero") {
    std::vector<std::pair<voiplab::sim::Duration, std::string>> const cases{
        {0ns, "0.0000"},
        {49'999ns, "0.0000"},
        {50'000ns, "0.0001"},
        {92'627'684ns, "0.0926"},
        {-49'999ns, "0.0000"},
        {-50'000ns, "-0.0001"},
        {-60'969'500us, "-60.9695"},
        {999'950us, "1.0000"},
        {1h, "3600.0000"},
        {voiplab::sim::Duration::max(), "9223372036.8548"},
        {voiplab::sim::Duration::min(), "-9223372036.8548"},
    };
    for (auto const& [duration, expected] : cases)
        CHECK(seconds(duration) == expected);
}
