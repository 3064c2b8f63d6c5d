#include "models/sip/dialplan_match.hpp"

#include "tests/catch.hpp"
#include "tests/sip/diagnostics.hpp"

#include <string>
#include <vector>

using namespace voiplab::sip;

namespace {

Dialplan read(std::string_view text) {
    Diagnostics diagnostics;
    return read_extensions_conf("extensions.conf", text, diagnostics);
}

std::string matched(Dialplan const& dialplan, std::string_view context, std::string_view number) {
    auto const* const extension = dialplan.match(context, number);
    return extension == nullptr ? "" : extension->pattern;
}

}  // namespace

// The meanings of X, Z, N, [], . and ! are those of configs/samples/extensions.conf.sample.
TEST_CASE("a pattern matches the numbers that it stands for", "[dialplan]") {
    struct Row {
        char const* pattern;
        char const* number;
        bool matches;
    };
    auto const row = GENERATE(values<Row>({
        {"2010", "2010", true},
        {"2010", "201", false},
        {"2010", "20100", false},
        {"20-10", "2010", true},
        {"2010", "20-10", true},
        {"X", "5", false},
        {"X", "X", true},
        {"_X", "0", true},
        {"_X", "9", true},
        {"_X", "a", false},
        {"_x", "5", true},
        {"_Z", "0", false},
        {"_Z", "1", true},
        {"_z", "9", true},
        {"_N", "1", false},
        {"_N", "2", true},
        {"_n", "9", true},
        {"_[1-5]", "1", true},
        {"_[1-5]", "5", true},
        {"_[1-5]", "6", false},
        {"_[137]", "3", true},
        {"_[137]", "2", false},
        {"_[13-57]", "4", true},
        {"_[13-57]", "7", true},
        {"_[13-57]", "6", false},
        {"_[5-]", "-5", true},
        {"_2X.", "20", false},
        {"_2X.", "201", true},
        {"_X.", "2010", true},
        {"_X.", "2", false},
        {"_X!", "2", true},
        {"_X!", "2010", true},
        {"_.", "abc", true},
        {"_.", "", false},
        {"_!", "", true},
        {"_NXX-XXXX", "5551234", true},
        {"_NXXXXXX", "555-1234", true},
        {"_NXXXXXX", "5551234567", false},
        {"_[12", "1", false},
        {"_[]X", "5", true},
        {"_s[n]x", "sn1", true},
        {"2010/5551", "2010", false},
    }));
    CAPTURE(row.pattern, row.number);
    CHECK(asterisk::matches(row.pattern, row.number) == row.matches);
}

// The order of ext_cmp() in main/pbx.c: a smaller set first, '.' behind every set, '!' behind '.', the end last.
TEST_CASE("the more specific pattern is tried first", "[dialplan]") {
    std::vector<std::string> const order = {"2000",  "_2000", "_200[1-5]", "_200N", "_200Z", "_200X",
                                            "_200.", "_200!", "_20NX",     "_2XXX", "_NXXX", "_XXXX",
                                            "_XX.",  "_X.",   "_X!",       "_.",    "_!"};
    for (std::size_t i = 0; i < order.size(); ++i) {
        for (std::size_t j = 0; j < order.size(); ++j) {
            CAPTURE(order[i], order[j]);
            CHECK((asterisk::compare_patterns(order[i], order[j]) < 0) == (i < j));
        }
    }
    CHECK((asterisk::compare_patterns("_[13]", "_[12]") > 0));
    CHECK((asterisk::compare_patterns("_[12]", "_[12]") == 0));
    CHECK((asterisk::compare_patterns("_X", "_[0-9]") == 0));
}

// The dialplan and the answers of pattern_match_test in Asterisk's tests/test_pbx.c.
TEST_CASE("a priority that the best match lacks comes from elsewhere", "[dialplan]") {
    auto const dialplan = read(
        "[test_pattern]\nexten => _2.,1,NoOp\nexten => 2000,1,NoOp\ninclude => test_pattern_include\n"
        "[test_pattern_include]\nexten => 2000,2,NoOp\n");
    auto const& own = dialplan.contexts[0].extensions;
    auto const& included = dialplan.contexts[1].extensions;
    CHECK(asterisk::extension_with_priority(dialplan, "test_pattern", "200", 1) == &own[0]);
    CHECK(asterisk::extension_with_priority(dialplan, "test_pattern", "2000", 1) == &own[1]);
    CHECK(asterisk::extension_with_priority(dialplan, "test_pattern", "2000", 2) == &included[0]);
    CHECK(asterisk::extension_with_priority(dialplan, "test_pattern_include", "2000", 2) == &included[0]);
    CHECK(asterisk::extension_with_priority(dialplan, "test_pattern_include", "2000", 1) == nullptr);
}

TEST_CASE("an exact match wins over patterns, and own extensions over included ones", "[dialplan]") {
    auto const dialplan = read(
        "[inner]\nexten => 2010,1,NoOp\nexten => 3000,1,NoOp\n[outer]\nexten => _.,1,NoOp\nexten => _2XXX,1,NoOp\n"
        "exten => 2020,1,NoOp\ninclude => inner\n[only]\ninclude => missing\ninclude => inner\n");
    CHECK(matched(dialplan, "outer", "2020") == "2020");
    CHECK(matched(dialplan, "outer", "2010") == "_2XXX");
    CHECK(matched(dialplan, "outer", "3000") == "_.");
    CHECK(matched(dialplan, "only", "3000") == "3000");
    CHECK(matched(dialplan, "only", "4000").empty());
    CHECK(matched(dialplan, "nowhere", "2010").empty());
}

TEST_CASE("circles of includes and long chains of them end", "[dialplan]") {
    auto const circle = read("[a]\ninclude => b\n[b]\ninclude => a\nexten => 1,1,NoOp\n");
    CHECK(matched(circle, "a", "1") == "1");
    CHECK(matched(circle, "a", "2").empty());
    std::string chain;
    for (int i = 0; i < 1000; ++i) {
        chain += "[c" + std::to_string(i) + "]\ninclude => c" + std::to_string(i + 1) + "\n";
    }
    auto const dialplan = read(chain + "[c1000]\nexten => 1,1,NoOp\n");
    CHECK(matched(dialplan, "c900", "1") == "1");
    CHECK(matched(dialplan, "c0", "1").empty());  // deeper than Asterisk's stack of 128 contexts
}

TEST_CASE("a sample number matches its pattern", "[dialplan]") {
    for (auto const* const pattern : {"2010", "_X.", "_NXX-Z[4-6]!", "_[a-c]."}) {
        CAPTURE(pattern);
        CHECK(asterisk::matches(pattern, asterisk::sample_number(pattern)));
    }
}
