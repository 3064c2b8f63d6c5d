#include "tools/command_line.hpp"

#include "tests/catch.hpp"

#include <string>
#include <vector>

using namespace voiplab::tools;

namespace {

template <typename Arguments>
Arguments parsed_as(std::vector<std::string> words) {
    auto const command_line = parse_command_line(std::move(words));
    REQUIRE(std::holds_alternative<Arguments>(command_line));
    return std::get<Arguments>(command_line);
}

}  // namespace

TEST_CASE("run needs no more than a file") {
    auto const run = parsed_as<RunArguments>({"run", "a.yaml"});
    CHECK(run.files == std::vector<std::string>{"a.yaml"});
    CHECK(run.output == "captures");
    CHECK_FALSE(run.seed);
    CHECK(run.overrides.empty());
    CHECK(run.ladder == Ladder::automatic);
    CHECK_FALSE(run.all);
}

TEST_CASE("run takes options before, between and behind its files") {
    auto const run =
        parsed_as<RunArguments>({"run", "--set", "a.b=1", "a.yaml", "--set=c[0]=x=y", "b.yaml", "-o", "there", "--seed",
                                 "18446744073709551615", "--ladder", "none", "--all", "c.yaml"});
    CHECK(run.files == std::vector<std::string>{"a.yaml", "b.yaml", "c.yaml"});
    REQUIRE(run.overrides.size() == 2);
    CHECK(run.overrides[0].path == "a.b");
    CHECK(run.overrides[0].value == "1");
    CHECK(run.overrides[1].path == "c[0]");
    CHECK(run.overrides[1].value == "x=y");
    CHECK(run.output == "there");
    CHECK(run.seed == 18446744073709551615U);
    CHECK(run.ladder == Ladder::none);
    CHECK(run.all);
}

TEST_CASE("a file may have the name of a command, and begin with a hyphen behind --") {
    CHECK(parsed_as<RunArguments>({"run", "list", "check"}).files == std::vector<std::string>{"list", "check"});
    CHECK(parsed_as<RunArguments>({"run", "--", "-x", "--all"}).files == std::vector<std::string>{"-x", "--all"});
}

TEST_CASE("check takes files and what is set in them") {
    auto const check = parsed_as<CheckArguments>({"check", "a.yaml", "--set", "seed=2", "b.yaml"});
    CHECK(check.files == std::vector<std::string>{"a.yaml", "b.yaml"});
    REQUIRE(check.overrides.size() == 1);
    CHECK(check.overrides[0].path == "seed");
}

TEST_CASE("list takes nothing") {
    parsed_as<ListArguments>({"list"});
}

TEST_CASE("every help has an example") {
    std::vector<std::vector<std::string>> const helps{
        {"--help"},     {"-h"},           {"run", "--help"}, {"check", "--help"},        {"topology", "-h"},
        {"list", "-h"}, {"emodel", "-h"}, {"codecs", "-h"},  {"run", "a.yaml", "--help"}};
    for (auto const& words : helps) {
        auto const text = parsed_as<TextOnly>(words).text;
        auto const example = text.find("Example");
        REQUIRE(example != std::string::npos);
        CHECK(text.find("\n  voiplab ", example) != std::string::npos);
        CHECK(text.ends_with('\n'));
    }
}

TEST_CASE("the version is told with the name") {
    CHECK(parsed_as<TextOnly>({"--version"}).text == "voiplab " VOIPLAB_VERSION "\n");
}

TEST_CASE("a bad command line is told in one line that names what was found") {
    struct Case {
        std::vector<std::string> words;
        std::string found;
    };
    std::vector<Case> const cases{
        {{}, "expected a command"},
        {{"rum", "a.yaml"}, "rum is no command"},
        {{"--verbose"}, "--verbose"},
        {{"run"}, "FILE"},
        {{"check"}, "FILE"},
        {{"run", "--fast", "a.yaml"}, "--fast"},
        {{"list", "a.yaml"}, "a.yaml"},
        {{"run", "a.yaml", "-o"}, "-o"},
        {{"run", "a.yaml", "-o", ""}, "--output"},
        {{"run", "a.yaml", "--seed", "-1"}, "-1 is not a seed"},
        {{"run", "a.yaml", "--seed", "1.5"}, "1.5 is not a seed"},
        {{"run", "a.yaml", "--seed", "0x10"}, "0x10 is not a seed"},
        {{"run", "a.yaml", "--seed", ""}, "is not a seed"},
        {{"run", "a.yaml", "--seed", "18446744073709551616"}, "18446744073709551616 is not a seed"},
        {{"run", "a.yaml", "--set", "seed"}, "seed is not PATH=VALUE"},
        {{"run", "a.yaml", "--set", "=1"}, "=1 is not PATH=VALUE"},
        {{"check", "a.yaml", "--set", "seed"}, "seed is not PATH=VALUE"},
        {{"run", "a.yaml", "--ladder", "tall"}, "tall is no way to draw"},
    };
    for (auto const& bad : cases) {
        auto const reason = parsed_as<BadCommandLine>(bad.words).reason;
        INFO(reason);
        CHECK(reason.find(bad.found) != std::string::npos);
        CHECK(reason.find('\n') == std::string::npos);
    }
}
