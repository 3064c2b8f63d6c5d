#include "tools/program.hpp"

#include "tests/catch.hpp"
#include "tests/tools/fake_engine.hpp"

#include <algorithm>
#include <sstream>

using namespace voiplab::tools;
using namespace voiplab::tools::test;

TEST_CASE("of two exit statuses bad input goes before output before expectations") {
    using enum ExitStatus;
    CHECK(worse(done, done) == done);
    CHECK(worse(done, expectation_not_met) == expectation_not_met);
    CHECK(worse(not_written, expectation_not_met) == not_written);
    CHECK(worse(not_written, bad_input) == bad_input);
    CHECK(worse(bad_input, expectation_not_met) == bad_input);
}

TEST_CASE("help and version leave with 0 and print to standard output only") {
    for (auto const& words : {std::vector<std::string>{"--help"}, {"run", "--help"}, {"--version"}}) {
        std::ostringstream out;
        std::ostringstream err;
        CHECK(run_program(words, out, err) == 0);
        CHECK_FALSE(out.str().empty());
        CHECK(err.str().empty());
    }
}

TEST_CASE("a bad command line leaves with 2 and one line on standard error") {
    for (auto const& words : {std::vector<std::string>{}, {"rum"}, {"run"}, {"run", "--seed", "x", "a.yaml"}}) {
        std::ostringstream out;
        std::ostringstream err;
        CHECK(run_program(words, out, err) == 2);
        CHECK(out.str().empty());
        auto const text = err.str();
        CHECK(text.starts_with("voiplab: "));
        CHECK(std::count(text.begin(), text.end(), '\n') == 1);
    }
}

TEST_CASE("standard output that cannot be written is status 3 and one line") {
    std::ostream broken(nullptr);
    std::ostringstream err;
    CHECK(run_program({"--help"}, broken, err) == 3);
    CHECK(err.str() == "voiplab: standard output cannot be written\n");
}

TEST_CASE("a reader that has seen enough is no failure") {
    std::ostream broken(nullptr);
    std::ostringstream err;
    Console console{broken, err, {}, {}};
    console.reader_is_gone = [] { return true; };
    CHECK(run_program({"--help"}, console) == 0);
    CHECK(err.str().empty());
}

TEST_CASE("check says of every file that it has no mistakes") {
    FakeEngine engine;
    engine.add("a.yaml");
    engine.add("b.yaml");
    auto const outcome = run_with(engine, {"check", "a.yaml", "b.yaml"});
    CHECK(outcome.status == 0);
    CHECK(outcome.out == "a.yaml: no mistakes\nb.yaml: no mistakes\n");
    CHECK(outcome.err.empty());
    CHECK(engine.run.empty());
}

TEST_CASE("check shows the mistakes of all files, a line each, and nothing else") {
    FakeEngine engine;
    engine.add_mistake("a.yaml",
                       {"a.yaml", 31, 14, "network.links[2].loss", "120% is not a probability; expected 0% to 100%"});
    engine.add("b.yaml");
    engine.files["b.yaml"].warnings = {"sip.conf:3: warning: no type"};
    engine.add_mistake("c.yaml", {"c.yaml", 0, 0, "", "cannot be read"});
    auto const outcome = run_with(engine, {"check", "a.yaml", "b.yaml", "c.yaml"});
    CHECK(outcome.status == 2);
    CHECK(outcome.out.empty());
    // The form of the first line is loader.hpp's own example.
    CHECK(outcome.err ==
          "a.yaml:31:14: network.links[2].loss: 120% is not a probability; expected 0% to 100%\n"
          "c.yaml: cannot be read\n"
          "2 mistakes\n");
}

TEST_CASE("what Asterisk would warn of goes to standard error as a warning") {
    FakeEngine engine;
    engine.add("a.yaml");
    engine.files["a.yaml"].warnings = {"sip.conf:3: warning: no type", "sip.conf:4: a line without ="};
    auto const outcome = run_with(engine, {"check", "a.yaml"});
    CHECK(outcome.status == 0);
    CHECK(outcome.err == "sip.conf:3: warning: no type\nwarning: sip.conf:4: a line without =\n");
}

TEST_CASE("list shows the bundled scenarios, a line each") {
    FakeEngine engine;
    engine.bundled = {{"scenarios/labs/1-successful-call.yaml", "A successful call"},
                      {"scenarios/labs/2-busy.yaml", "Nobody answers"}};
    auto const outcome = run_with(engine, {"list"});
    CHECK(outcome.status == 0);
    CHECK(outcome.out ==
          "1-successful-call  A successful call\n"
          "2-busy             Nobody answers\n");
}

TEST_CASE("bundled scenarios of one name are listed by their paths, and the name alone is refused") {
    FakeEngine engine;
    engine.bundled = {{"x/busy.yaml", "One"}, {"y/busy.yaml", "Two"}};
    CHECK(run_with(engine, {"list"}).out == "x/busy.yaml  One\ny/busy.yaml  Two\n");
    auto const outcome = run_with(engine, {"check", "busy"});
    CHECK(outcome.status == 2);
    CHECK(outcome.err ==
          "busy: 2 bundled scenarios have that name; expected a path, as `voiplab list` shows it\n1 mistake\n");
}

TEST_CASE("list without bundled scenarios says so on standard error") {
    FakeEngine engine;
    auto const outcome = run_with(engine, {"list"});
    CHECK(outcome.out.empty());
    CHECK(outcome.err == "voiplab: no bundled scenarios were found\n");
}
