#include "tests/catch.hpp"
#include "tests/tools/fake_engine.hpp"

#include <string>

using namespace std::chrono_literals;
using namespace voiplab::tools;
using namespace voiplab::tools::test;
using voiplab::scenarios::RunResult;

namespace {

RunResult refused_call() {
    RunResult result;
    result.parties = {"a", "b"};
    result.ladder = {message(1s, "a", "b", "INVITE sip:b@example.com"), message(1100ms, "b", "a", "486 Busy Here")};
    result.calls = {call("a", "b", "busy", 486)};
    return result;
}

RunResult with_failed_expectation() {
    RunResult result;
    result.failed_expectations = {"expected answered, came busy"};
    return result;
}

}  // namespace

TEST_CASE("run prints heading, ladder and summary, and nothing on standard error") {
    FakeEngine engine;
    engine.add("labs/2-busy.yaml", refused_call(), "Nobody answers");
    auto const outcome = run_with(engine, {"run", "labs/2-busy.yaml"});
    CHECK(outcome.status == 0);
    CHECK(outcome.err.empty());
    CHECK(outcome.out ==
          "2-busy, seed 1: Nobody answers\n"
          "\n"
          "   time  a                      b\n"
          " 0.0000  |------ INVITE ------->|\n"
          "+0.1000  |<--- 486 Busy Here ---|\n"
          "\n"
          "Time in seconds since the first INVITE, which left 1.0000 s into the run.\n"
          "\n"
          "a called b: busy (486)\n");
}

TEST_CASE("run tells what it took, as JSON on standard error, where that is asked for") {
    FakeEngine engine;
    auto result = refused_call();
    result.calls.push_back(call("b", "a", "answered", 200));
    result.setup_time = 1500us;
    result.run_time = 2s;
    result.events = 7;
    result.packets = 3;
    engine.add("a.yaml", result);
    auto const outcome = run_with(engine, {"run", "a.yaml", "--ladder", "none", "--stats"});
    CHECK(outcome.status == 0);
    CHECK(outcome.err ==
          "{\"setup_s\": 0.001500, \"run_s\": 2.000000, \"events\": 7, \"packets\": 3, \"answered_calls\": 1}\n");
}

TEST_CASE("run leaves the ladder out or draws it in Unicode where that is asked for") {
    FakeEngine engine;
    engine.add("a.yaml", refused_call());
    CHECK(run_with(engine, {"run", "a.yaml", "--ladder", "none"}).out ==
          "a, seed 1: A title\n\na called b: busy (486)\n");
    CHECK(run_with(engine, {"run", "a.yaml", "--ladder", "unicode"}).out.find("│──") != std::string::npos);
}

TEST_CASE("run hands output folder, seed, settings and its own name on") {
    FakeEngine engine;
    engine.add("a.yaml");
    CHECK(run_with(engine, {"run", "a.yaml"}).status == 0);
    CHECK(engine.options.back().output == "captures");
    CHECK(engine.options.back().application == "voiplab " VOIPLAB_VERSION);
    CHECK(engine.run.back().seed == 1);

    CHECK(run_with(engine, {"run", "a.yaml", "-o", "out", "--seed", "42", "--set", "duration=9s"}).status == 0);
    CHECK(engine.options.back().output == "out");
    CHECK(engine.run.back().seed == 42);
    REQUIRE(engine.overrides.size() == 1);
    CHECK(engine.overrides[0].path == "duration");
    CHECK(engine.overrides[0].value == "9s");
}

TEST_CASE("a mistake in any file keeps all from being run") {
    FakeEngine engine;
    engine.add("a.yaml");
    engine.add_mistake("b.yaml", {"b.yaml", 2, 1, "sede", "no such key; expected seed"});
    auto const outcome = run_with(engine, {"run", "a.yaml", "b.yaml"});
    CHECK(outcome.status == 2);
    CHECK(outcome.out.empty());
    CHECK(outcome.err == "b.yaml:2:1: sede: no such key; expected seed\n1 mistake; nothing was run\n");
    CHECK(engine.run.empty());
}

TEST_CASE("scenarios that would write the same capture are not run together") {
    FakeEngine engine;
    for (auto const* file : {"a.yaml", "b.yaml"}) {
        engine.add(file);
        voiplab::scenarios::CaptureOptions capture;
        capture.file = "call.pcap";
        engine.files[file].scenario->captures = {capture};
    }
    auto const outcome = run_with(engine, {"run", "a.yaml", "b.yaml"});
    CHECK(outcome.status == 2);
    CHECK(
        outcome.err ==
        "b.yaml: captures[0].file: call.pcap is written by a.yaml too; expected another name, or runs with folders of "
        "their own\n1 mistake; nothing was run\n");
    CHECK(engine.run.empty());
    CHECK(run_with(engine, {"run", "a.yaml"}).status == 0);
}

TEST_CASE("all files are run, and the worst status is the one to leave with") {
    FakeEngine engine;
    engine.add("met.yaml");
    engine.add("not-met.yaml", with_failed_expectation());
    engine.add("full.yaml");
    engine.cannot_write = "full.yaml";

    CHECK(run_with(engine, {"run", "not-met.yaml", "met.yaml"}).status == 1);
    CHECK(engine.run.size() == 2);

    auto const outcome = run_with(engine, {"run", "full.yaml", "not-met.yaml", "met.yaml"});
    CHECK(outcome.status == 3);
    CHECK(outcome.err == "voiplab: full.yaml: captures/x.pcap: No space left on device\n");
    CHECK(outcome.out ==
          "not-met, seed 1: A title\n\nNo call was made.\n\n0 calls\n1 expectation not met\n"
          "  expected answered, came busy\n"
          "\n"
          "met, seed 1: A title\n\nNo call was made.\n\n0 calls\n");
}

TEST_CASE("a file that has gone away since the check is bad input, and the other scenarios are run") {
    FakeEngine engine;
    engine.add("gone.yaml");
    engine.add("met.yaml");
    engine.cannot_read = "gone.yaml";
    auto const outcome = run_with(engine, {"run", "gone.yaml", "met.yaml"});
    CHECK(outcome.status == 2);
    CHECK(outcome.err == "voiplab: gone.yaml: speech/a.wav: cannot be read\n");
    CHECK(engine.run.size() == 2);
}

TEST_CASE("a bundled scenario is found by its name") {
    FakeEngine engine;
    engine.bundled = {{"/usr/share/voiplab/labs/busy-lab.yaml", "Busy"}};
    engine.add("/usr/share/voiplab/labs/busy-lab.yaml");
    CHECK(run_with(engine, {"run", "busy-lab"}).status == 0);
    CHECK(engine.run.size() == 1);
    auto const outcome = run_with(engine, {"run", "busy-lap"});
    CHECK(outcome.status == 2);
    CHECK(outcome.err ==
          "busy-lap: neither a file nor a bundled scenario; `voiplab list` shows those\n1 mistake; nothing was run\n");
}

TEST_CASE("what is printed does not depend on how long the run took or how often it told its progress") {
    FakeEngine engine;
    engine.add("a.yaml", refused_call());
    auto const quick = run_with(engine, {"run", "a.yaml"});
    auto slow_engine = engine.engine();
    std::ostringstream out;
    std::ostringstream err;
    Console console{out, err, {}, {}};
    std::chrono::steady_clock::time_point now{};
    console.now = [&] { return now += 1h; };
    slow_engine.run = [run = slow_engine.run](auto const& scenario, auto const& options) {
        for (int i = 0; i <= 10; ++i)
            options.progress(i / 10.0);
        return run(scenario, options);
    };
    CHECK(run_program({"run", "a.yaml"}, console, slow_engine) == quick.status);
    CHECK(out.str() == quick.out);
    CHECK(err.str().empty());
}

TEST_CASE("a run that ended at its event limit is told, and is not what was wanted unless the scenario expects it") {
    FakeEngine engine;
    auto result = refused_call();
    result.event_limit = {5'000'000, at(12'345'600us), voiplab::net::FloodCount{"east", 1'234'567}};
    engine.add("storm.yaml", result);
    engine.files["storm.yaml"].scenario->duration = 30s;
    auto outcome = run_with(engine, {"run", "storm.yaml"});
    CHECK(outcome.status == 1);
    CHECK(outcome.out.find("a called b: busy") != std::string::npos);
    CHECK(outcome.err ==
          "voiplab: storm.yaml: the run ended at its event limit of 5,000,000 events, 12.3456 s into 30.0000 s; switch "
          "east flooded most, 1,234,567 frames\n");

    engine.files["storm.yaml"].scenario->expects_event_limit = 0;
    engine.results["storm.yaml"].event_limit->most_flooded.reset();
    outcome = run_with(engine, {"run", "storm.yaml"});
    CHECK(outcome.status == 0);
    CHECK(outcome.err ==
          "voiplab: storm.yaml: the run ended at its event limit of 5,000,000 events, 12.3456 s into 30.0000 s\n");
}
