#include "voiplab/models/agents/identifiers.hpp"

#include "tests/catch.hpp"

#include <algorithm>
#include <string>

using namespace voiplab;
using agents::IdentifierSource;

namespace {

IdentifierSource make_source(std::uint64_t seed = 1) {
    using std::chrono::May;
    auto const start = std::chrono::sys_days{std::chrono::year{2018} / May / 5} + std::chrono::hours(1);
    return {sim::RandomStreams(seed).stream("phone:2000/identifiers"), start, {net::Ipv4Address{0xc0a80685}, 5060}};
}

bool consists_of(std::string const& text, std::string_view alphabet) {
    return std::all_of(text.begin(), text.end(), [&](char c) { return alphabet.find(c) != std::string_view::npos; });
}

}  // namespace

TEST_CASE("each field of an identifier's format gives what it says") {
    auto source = make_source();
    auto const hex = source.draw("as{hex:8}", {});
    CHECK(hex.size() == 10);
    CHECK(hex.starts_with("as"));
    CHECK(consists_of(hex.substr(2), "0123456789abcdef"));
    auto const decimal = source.draw("{decimal:10}", {});
    CHECK(decimal.size() == 10);
    CHECK(decimal.front() != '0');
    CHECK(consists_of(decimal, "0123456789"));
    // 32 characters in base64 are 44 with one "=" at the end.
    CHECK(source.draw("90534{base64:32}", {}).size() == 5 + 43);
    CHECK(std::stoull(source.draw("{random31}", {})) < 1ULL << 31);
    CHECK(source.draw("x@{address}:{port}", {}) == "x@192.168.6.133:5060");
}

TEST_CASE("a FILETIME in microseconds counts from 1601 by the wall clock") {
    auto source = make_source();
    // 11,644,473,600 s lie between 1601 and 1970 (MS-DTYP section 2.3.3); date -ud "2018-05-05 01:00:01" +%s says
    // 1525482001.
    CHECK(source.draw("{filetime}", sim::Time{std::chrono::milliseconds(1500)}) ==
          std::to_string((11'644'473'600ULL + 1'525'482'001ULL) * 1'000'000 + 500'000));
}

TEST_CASE("the same seed draws the same identifiers, another draws others") {
    CHECK(make_source(7).draw("{hex:32}", {}) == make_source(7).draw("{hex:32}", {}));
    CHECK(make_source(7).draw("{hex:32}", {}) != make_source(8).draw("{hex:32}", {}));
}

TEST_CASE("a format that cannot be drawn from is told why") {
    for (auto const* const right : {"z9hG4bK{hex:16}", "{hex:32}@{address}:{port}", "90534{base64:32}", "", "plain"}) {
        CHECK(agents::check_identifier_format(right, false).empty());
    }
    for (auto const* const wrong :
         {"{hex}", "{hex:0}", "{hex:65}", "{decimal:19}", "{colour:3}", "{random31:2}", "{", "}", "{hex:8", "{}"}) {
        INFO(wrong);
        CHECK_FALSE(agents::check_identifier_format(wrong, false).empty());
    }
    // RFC 4566 section 5.2: the session id is a numeric string.
    for (auto const* const digits : {"{decimal:8}", "{filetime}", "12{random31}", "1"}) {
        CHECK(agents::check_identifier_format(digits, true).empty());
    }
    for (auto const* const more : {"{hex:8}", "x{decimal:8}", "{address}", "{base64:4}"}) {
        CHECK_FALSE(agents::check_identifier_format(more, true).empty());
    }
}

TEST_CASE("the Date header has RFC 1123's form") {
    using std::chrono::November;
    // RFC 3261 section 20.17's example.
    auto const time = std::chrono::sys_days{std::chrono::year{2010} / November / 13} + std::chrono::hours(23) +
                      std::chrono::minutes(29);
    CHECK(agents::sip_date(time) == "Sat, 13 Nov 2010 23:29:00 GMT");
}
