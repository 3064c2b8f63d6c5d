#include "scenarios/sweep/varied.hpp"

#include "tests/catch.hpp"

using namespace voiplab::scenarios;

namespace {

std::string shown_values(std::string const& text) {
    auto const varied = understand({"a.b", split_values(text)});
    if (!varied) return "mistake: " + varied.error();
    std::string all;
    for (auto const& value : varied->values) {
        all += (all.empty() ? "" : " ") + value.text;
    }
    return all;
}

}  // namespace

TEST_CASE("An axis is a list, a range, or both") {
    struct Row {
        char const* text;
        char const* values;
    };
    auto const row = GENERATE(values<Row>({
        {"0%,1%,2.5%", "0% 1% 2.5%"},
        {"0ms:60ms:20ms", "0ms 20ms 40ms 60ms"},
        {"0ms:50ms:20ms", "0ms 20ms 40ms"},
        {"0s:1s:250ms", "0ms 250ms 500ms 750ms 1000ms"},
        {"0%:0.3%:0.1%", "0% 0.1% 0.2% 0.3%"},
        {"1:4:1", "1 2 3 4"},
        {"0.5:1.5:0.5", "0.5 1 1.5"},
        {"10ms:90ms:x2", "10ms 20ms 40ms 80ms"},
        {"1:10:x1.5", "1 1.5 2.25 3.375 5.0625 7.59375"},
        {"1min:3min:x2", "60s 120s"},
        {"64kbps:256kbps:64kbps", "64kbps 128kbps 192kbps 256kbps"},
        {"0ms:40ms:20ms,500ms", "0ms 20ms 40ms 500ms"},
        {"PCMU,gsm", "PCMU gsm"},
        {"[PCMU, gsm],[PCMA]", "[PCMU, gsm] [PCMA]"},
        {"\"1,2\",3", "\"1,2\" 3"},
        {"192.168.6.133:5060", "192.168.6.133:5060"},
        {"00:0c:29:cd:de:c3", "00:0c:29:cd:de:c3"},
    }));
    CHECK(shown_values(row.text) == row.values);
}

TEST_CASE("What is wrong with an axis is told in one clause") {
    struct Row {
        char const* text;
        char const* mistake;
    };
    auto const row = GENERATE(values<Row>({
        {"", "an empty value; expected values such as 0%,1%,2% or 0ms:300ms:20ms"},
        {"1%,,2%", "an empty value; expected values such as 0%,1%,2% or 0ms:300ms:20ms"},
        {"1%,2%,1%", "1% stands twice"},
        {"300ms:0ms:20ms", "300ms:0ms:20ms ends before it begins"},
        {"0ms:300:20ms", "0ms:300:20ms does not end at a duration as it begins with one"},
        {"0ms:300ms:20", "0ms:300ms:20 has a step that is not a duration"},
        {"0ms:300ms:0ms", "0ms:300ms:0ms has a step of nothing"},
        {"0ms:300ms:x2", "0ms:300ms:x2 begins at nothing, which no factor makes more"},
        {"1ms:300ms:x1", "1ms:300ms:x1 has no factor above 1, such as x2"},
        {"1ms:300ms:20ms:2ms", "1ms:300ms:20ms:2ms has too many parts; expected FIRST:LAST:STEP"},
        {"0ns:1s:1ns", "0ns:1s:1ns has more than 100000 values"},
        {"0%:5%,7%", "0%:5% has no step; expected FIRST:LAST:STEP or FIRST:LAST:xFACTOR"},
        {"0%:5%:log", "0%:5%:log is logarithmic and begins at nothing"},
    }));
    CHECK(shown_values(row.text) == std::string("mistake: ") + row.mistake);
}

TEST_CASE("The numbers of an axis are in its finest unit, and words have none") {
    auto const times = understand({"a", {"500ms", "1s"}});
    REQUIRE(times);
    CHECK(times->parameter.unit == "ms");
    CHECK(times->values[0] == SweepValue{"500ms", 500.0});
    CHECK(times->values[1] == SweepValue{"1s", 1000.0});
    auto const words = understand({"a", {"5", "PCMU"}});
    REQUIRE(words);
    CHECK(words->parameter.unit.empty());
    CHECK(words->values[0] == SweepValue{"5", std::nullopt});
}

TEST_CASE("A range without a step is gone through by parts") {
    auto const delay = understand({"a", {"0ms:300ms"}});
    REQUIRE(delay);
    REQUIRE(delay->range);
    CHECK(to_string(delay->range->at(0.5)) == "150ms");
    CHECK(to_string(delay->range->at(1.0 / 3)) == "100ms");
    CHECK(to_string(delay->range->at(1, 1024)) == "0.292968ms");
    CHECK(to_string(delay->range->at(1024, 1024)) == "300ms");
    auto const rate = understand({"a", {"10kbps:1Mbps:log"}});
    REQUIRE(rate);
    CHECK(to_string(rate->range->at(0.5)) == "100kbps");
    auto const lines = understand({"a", {"1:4"}});
    REQUIRE(lines);
    CHECK(to_string(lines->range->at(0.4)) == "2");
    CHECK(to_string(lines->range->at(2, 4)) == "2");
}
