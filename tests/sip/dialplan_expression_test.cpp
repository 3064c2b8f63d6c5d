#include "models/sip/dialplan_expression.hpp"

#include "tests/catch.hpp"

#include <string>

using namespace voiplab::sip;
using asterisk::evaluate;

// The rows of expr_test in Asterisk's tests/test_expr.c, those with regular expressions and FLOOR aside.
TEST_CASE("an expression has the value that Asterisk gives it", "[dialplan]") {
    struct Row {
        char const* expression;
        char const* value;
    };
    auto const row = GENERATE(values<Row>({
        {"2 + 2", "4"},
        {"      2     +       2            ", "4"},
        {"", ""},
        {"2 - 4", "-2"},
        {"4 - 2", "2"},
        {"-4 - -2", "-2"},
        {"4 + 2 * 8", "20"},
        {"(4 + 2) * 8", "48"},
        {"4 + (2 * 8)", "20"},
        {"4 + (2 * 8) ? 3 :: 6", "3"},
        {"4 + 8 / 2", "8"},
        {"(4+8) / 3", "4"},
        {"4 + 8 % 3", "6"},
        {"4 + 9 % 3", "4"},
        {"(4+9) %3", "1"},
        {"(4+8)% 3", "0"},
        {"4 & 4", "4"},
        {"0 & 4", "0"},
        {"0 & 0", "0"},
        {"2 | 0", "2"},
        {"2 | 4", "2"},
        {"0 | 0", "0"},
        {"!0 | 0", "1"},
        {"!4 | 0", "0"},
        {"4 | !0", "4"},
        {"!4 | !0", "1"},
        {"0", "0"},
        {"!0", "1"},
        {"00", "00"},
        {"!00", "1"},
        {"01", "01"},
        {"!01", "0"},
        {"3 < 4", "1"},
        {"4 < 3", "0"},
        {"3 > 4", "0"},
        {"4 > 3", "1"},
        {"3 = 3", "1"},
        {"3 = 4", "0"},
        {"3 != 3", "0"},
        {"3 != 4", "1"},
        {"3 >= 4", "0"},
        {"3 >= 3", "1"},
        {"3 <= 4", "1"},
        {"4 <= 3", "0"},
        {"3 > 4 & 4 < 3", "0"},
        {"4 > 3 & 3 < 4", "1"},
        {"x = x", "1"},
        {"y = x", "0"},
        {"x != y", "1"},
        {"x != x", "0"},
        {"something", "something"},
        {"043", "043"},
    }));
    CAPTURE(row.expression);
    CHECK(evaluate(row.expression) == row.value);
}

// main/ast_expr2.y: op_eq, op_plus, op_div, op_or, op_cond and make_str.
TEST_CASE("texts, quotes and what is no number follow Asterisk's rules", "[dialplan]") {
    struct Row {
        char const* expression;
        char const* value;
    };
    auto const row = GENERATE(values<Row>({
        {"\"BUSY\" = \"BUSY\"", "1"},
        {"\"\" = \"\"", "1"},
        {"\"BUSY\" = BUSY", "0"},  // the quotes belong to the text
        {"\"5\" = 5", "0"},
        {"5 = 05", "1"},          // numbers
        {"\"5\" = \"05\"", "0"},  // texts
        {"abc < abd", "1"},
        {"10 < 9", "0"},
        {"\"10\" < \"9\"", "1"},
        {"2 + x", "2"},
        {"x + 2", "2"},
        {"x - 2", "-2"},
        {"x * 2", "0"},
        {"10 / 4", "2.5"},
        {"1 / 0", "2147483647"},
        {"7 % 0", "0"},
        {"1 == 1", "1"},
        {"1 && 0", "0"},
        {"0 || 7", "7"},
        {"0 ? yes :: no", "no"},
        {"\"\" ? yes :: no", "no"},
        {"1 = 1 | 1 = 2 & 1 = 3", "1"},  // & binds closer than |
        {"1 - 2 - 3", "-4"},
    }));
    CAPTURE(row.expression);
    CHECK(evaluate(row.expression) == row.value);
}

TEST_CASE("a syntax error gives an empty value", "[dialplan]") {
    auto const* const expression = GENERATE("= 1", "1 =", "1 2", "(1", "1)", "1 +", "* 2", "? 1 :: 2", "1 ? 2", "a : b",
                                            "a =~ b", "\"open = 1", "!");
    CAPTURE(expression);
    // An unclosed quote takes the rest as one text.
    CHECK(evaluate(expression) == (std::string(expression) == "\"open = 1" ? expression : ""));
}

TEST_CASE("nesting is limited", "[dialplan]") {
    CHECK(evaluate(std::string(20, '(') + "7" + std::string(20, ')')) == "7");
    CHECK(evaluate(std::string(5000, '(') + "7" + std::string(5000, ')')).empty());
    CHECK(evaluate(std::string(5000, '!') + "7").empty());
}

TEST_CASE("operators that are not known are found", "[dialplan]") {
    CHECK(asterisk::uses_unknown_operator("\"${A}\" =~ \"2.*\""));
    CHECK(asterisk::uses_unknown_operator("${A} : \"2\""));
    CHECK_FALSE(asterisk::uses_unknown_operator("${EXTEN:1} = 2"));
    CHECK_FALSE(asterisk::uses_unknown_operator("\"a:b\" = \"a=~b\""));
    CHECK_FALSE(asterisk::uses_unknown_operator("1 ? 2 :: 3"));
}

// test_expected_result rows of Asterisk's tests/test_substitution.c, and the table of its channel variables' manual.
TEST_CASE("variables are replaced, the innermost first", "[dialplan]") {
    auto const lookup = [](std::string_view name) -> std::string {
        if (name == "foo") return "123";
        if (name == "bar") return "foo";
        if (name == "baz") return "fo";
        if (name == "digits") return "123456789";
        if (name == "money") return "${foo}";
        return "";
    };
    struct Row {
        char const* text;
        char const* result;
    };
    auto const row = GENERATE(values<Row>({
        {"${foo}${foo}", "123123"},
        {"A${foo}A${foo}A", "A123A123A"},
        {"A${${bar}}A", "A123A"},
        {"A${${baz}o}A", "A123A"},
        {"A${${baz}o:1}A", "A23A"},
        {"A${${baz}o:1:1}A", "A2A"},
        {"A${${baz}o:1:-1}A", "A2A"},
        {"A${${baz}o:-1:1}A", "A3A"},
        {"A${${baz}o:-2:1}A", "A2A"},
        {"A${${baz}o:-2:-1}A", "A2A"},
        {"${digits:1}", "23456789"},
        {"${digits:-4}", "6789"},
        {"${digits:0:3}", "123"},
        {"${digits:2:3}", "345"},
        {"${digits:-4:3}", "678"},
        {"${digits:20}", ""},
        {"${digits:-20:2}", "12"},
        {"${digits:2:-20}", ""},
        {"$[${foo} + 1]", "124"},
        {"$[\"${bar}\" = \"foo\"]", "1"},
        {"a$[1 + $[2 * 3]]b", "a7b"},
        {"${unknown}", ""},
        {"${money}", "${foo}"},  // what a variable gives is not replaced again
        {"5$ and $", "5$ and $"},
        {"${foo", "123"},  // Asterisk takes the rest of the text for the name
        {"", ""},
    }));
    CAPTURE(row.text);
    CHECK(asterisk::substitute(row.text, lookup) == row.result);
}

TEST_CASE("substitution is limited in depth and length", "[dialplan]") {
    auto const lookup = [](std::string_view) { return std::string(3000, 'x'); };
    std::string deep;
    for (int i = 0; i < 5000; ++i)
        deep += "${a";
    CHECK(asterisk::substitute(deep, lookup).size() <= 8192);
    std::string wide;
    for (int i = 0; i < 1000; ++i)
        wide += "${a}";
    CHECK(asterisk::substitute(wide, lookup).size() == 8192);
}

// pbx_checkcondition of main/pbx.c.
TEST_CASE("GotoIf takes any text but the empty one and 0 for true", "[dialplan]") {
    CHECK(asterisk::is_condition_true("1"));
    CHECK(asterisk::is_condition_true("-1"));
    CHECK(asterisk::is_condition_true("yes"));
    CHECK_FALSE(asterisk::is_condition_true("0"));
    CHECK_FALSE(asterisk::is_condition_true(""));
}
