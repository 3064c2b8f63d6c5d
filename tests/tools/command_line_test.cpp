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

TEST_CASE("sweep takes axes and how often they are run") {
    auto const sweep = parsed_as<SweepArguments>({"sweep",
                                                  "a.yaml",
                                                  "--vary",
                                                  "network.wan.delay=0ms:300ms:20ms",
                                                  "--vary",
                                                  "network.wan.loss=0%,1%",
                                                  "--zip",
                                                  "network.wan.delay,network.wan.loss",
                                                  "--replications",
                                                  "20",
                                                  "--seed",
                                                  "7",
                                                  "-o",
                                                  "out",
                                                  "--threads",
                                                  "3",
                                                  "--shard",
                                                  "3/16",
                                                  "--until-ci",
                                                  "mos=0.05",
                                                  "--resume"});
    CHECK(sweep.file == "a.yaml");
    REQUIRE(sweep.options.vary.size() == 2);
    CHECK(sweep.options.vary[0].path == "network.wan.delay");
    CHECK(sweep.options.vary[0].values == std::vector<std::string>{"0ms:300ms:20ms"});
    CHECK(sweep.options.vary[1].values == std::vector<std::string>{"0%", "1%"});
    CHECK(sweep.options.zip == std::vector<std::vector<std::string>>{{"network.wan.delay", "network.wan.loss"}});
    CHECK(sweep.options.replications == 20);
    REQUIRE(sweep.options.until_ci);
    CHECK(sweep.options.until_ci->metric == "mos");
    CHECK(sweep.options.until_ci->value == 0.05);
    CHECK(sweep.seed == 7);
    CHECK(sweep.output == "out");
    CHECK(sweep.threads == 3);
    CHECK(sweep.shard == voiplab::scenarios::SweepShard{3, 16});
    CHECK(sweep.resume);
    CHECK_FALSE(sweep.dry_run);
}

TEST_CASE("sweep samples, searches and captures") {
    auto const sweep =
        parsed_as<SweepArguments>({"sweep", "a.yaml", "--vary", "network.wan.loss=0%:20%", "--sample", "sobol:128",
                                   "--find", "mos=3.6", "--capture", "worst", "--capture", "cell=3", "--dry-run"});
    CHECK(sweep.options.sample.kind == voiplab::scenarios::SampleOptions::Kind::sobol);
    CHECK(sweep.options.sample.count == 128);
    REQUIRE(sweep.options.find);
    CHECK(sweep.options.find->value == 3.6);
    REQUIRE(sweep.options.capture.size() == 2);
    CHECK(sweep.options.capture[1].cell == 3);
    CHECK(sweep.dry_run);
}

TEST_CASE("merge takes a folder and journals") {
    auto const merge = parsed_as<MergeArguments>({"merge", "out", "a", "b/journal-1-of-2.sqlite"});
    CHECK(merge.output == "out");
    CHECK(merge.journals.size() == 2);
}

TEST_CASE("list takes nothing") {
    parsed_as<ListArguments>({"list"});
}

TEST_CASE("every help has an example") {
    std::vector<std::vector<std::string>> const helps{
        {"--help"},         {"-h"},          {"run", "--help"}, {"check", "--help"},
        {"topology", "-h"}, {"list", "-h"},  {"emodel", "-h"},  {"codecs", "-h"},
        {"paths", "-h"},    {"sweep", "-h"}, {"merge", "-h"},   {"run", "a.yaml", "--help"}};
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
        {{"sweep"}, "FILE"},
        {{"sweep", "a.yaml", "b.yaml"}, "sweep: expected one scenario, found 2"},
        {{"sweep", "a.yaml", "--vary", "network.wan.loss"}, "network.wan.loss is not PATH=VALUES"},
        {{"sweep", "a.yaml", "--sample", "sobel:8"}, "--sample: sobel is no kind of sample"},
        {{"sweep", "a.yaml", "--sample", "sobol"}, "--sample: sobol does not say how many"},
        {{"sweep", "a.yaml", "--find", "mos<3.6"}, "--find: mos<3.6 is not METRIC=NUMBER"},
        {{"sweep", "a.yaml", "--until-ci", "mos=x"}, "--until-ci: mos=x is not METRIC=NUMBER"},
        {{"sweep", "a.yaml", "--capture", "best"}, "--capture: best is no run to capture"},
        {{"sweep", "a.yaml", "--shard", "0/4"}, "--shard: 0/4 is no part of a sweep"},
        {{"sweep", "a.yaml", "--shard", "5/4"}, "--shard: 5/4 is no part of a sweep"},
        {{"sweep", "a.yaml", "--shard", "1/2", "--capture", "worst"},
         "--capture: the worst run is not known to a shard"},
        {{"sweep", "a.yaml", "--replications", "many"}, "--replications"},
        {{"merge", "out"}, "merge: expected a folder for the results, and journals"},
        {{"paths", "a.yaml", "b.yaml"}, "paths: expected one scenario, found 2"},
    };
    for (auto const& bad : cases) {
        auto const reason = parsed_as<BadCommandLine>(bad.words).reason;
        INFO(reason);
        CHECK(reason.find(bad.found) != std::string::npos);
        CHECK(reason.find('\n') == std::string::npos);
    }
}
