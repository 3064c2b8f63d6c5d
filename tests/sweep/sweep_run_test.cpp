#include "scenarios/sweep/execution.hpp"
#include "scenarios/sweep/journal.hpp"
#include "tests/catch.hpp"
#include "tests/sweep/small_sweep.hpp"
#include "voiplab/scenarios/sweep.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <sstream>
#include <tuple>

using namespace voiplab::scenarios;
using voiplab::test::content_of;
using voiplab::test::ScratchFolder;
using voiplab::test::write_small_scenario;

namespace {

// Three delays, three losses, two replications of each.
SweepSetup small_setup(std::filesystem::path const& scenario) {
    SweepSetup setup;
    setup.scenario = scenario;
    setup.options.vary = {{"network.wan.delay", {"0ms:100ms:50ms"}}, {"network.wan.loss", {"0%", "5%", "20%"}}};
    setup.options.replications = 2;
    return setup;
}

Sweep prepared(SweepSetup const& setup) {
    auto const sweep = Sweep::prepare(setup);
    INFO((sweep ? std::string() : sweep.error().front()));
    REQUIRE(sweep);
    return *sweep;
}

SweepJob job_in(std::filesystem::path const& folder, unsigned threads = 2) {
    SweepJob job;
    job.output = folder;
    job.threads = threads;
    return job;
}

// Every file but the journal, by its name.
std::map<std::string, std::string> files_in(std::filesystem::path const& folder) {
    std::map<std::string, std::string> files;
    for (auto const& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.is_regular_file() && entry.path().filename().string().find(".sqlite") == std::string::npos) {
            files[entry.path().filename()] = content_of(entry.path());
        }
    }
    return files;
}

using Row = std::map<std::string, std::string>;

// Of a table without quotes.
std::vector<Row> rows_of(std::string const& csv) {
    std::istringstream stream(csv);
    auto const cells = [](std::string const& line) {
        std::vector<std::string> result(1);
        for (auto const c : line) {
            if (c == ',') {
                result.emplace_back();
            } else {
                result.back() += c;
            }
        }
        return result;
    };
    std::string line;
    std::getline(stream, line);
    auto const header = cells(line);
    std::vector<Row> rows;
    while (std::getline(stream, line)) {
        auto const values = cells(line);
        REQUIRE(values.size() == header.size());
        Row row;
        for (std::size_t i = 0; i < header.size(); ++i) {
            row[header[i]] = values[i];
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

std::string mistake_of(SweepSetup const& setup) {
    auto const sweep = Sweep::prepare(setup);
    REQUIRE_FALSE(sweep);
    return sweep.error().front();
}

}  // namespace

TEST_CASE("A sweep measures each run, and repeats it with the seed that it tells") {
    ScratchFolder const folder;
    auto const scenario = write_small_scenario(folder);
    auto const result = prepared(small_setup(scenario)).run(job_in(folder / "out"));
    CHECK(result.complete);
    CHECK(result.runs == 18);
    CHECK(result.failed == 0);
    auto const rows = rows_of(content_of(folder / "out/runs.csv"));
    REQUIRE(rows.size() == 18);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        auto row = rows[i];
        CHECK(row["run"] == std::to_string(i));
        CHECK(row["cell"] == std::to_string(i / 2));
        CHECK(row["calls_answered"] == "1");
        CHECK(row["network.wan.delay_ms"] == std::to_string(i / 6 * 50));
    }
    // More loss, lower MOS: of the means of both replications.
    auto const mos = [&](std::size_t cell) {
        return std::stod(rows[2 * cell].at("mos")) + std::stod(rows[2 * cell + 1].at("mos"));
    };
    CHECK(mos(0) > mos(1));
    CHECK(mos(1) > mos(2));

    // The last run once more, alone.
    auto alone = load_scenario(scenario, {{"network.wan.delay", "100ms"}, {"network.wan.loss", "20%"}}).scenario;
    REQUIRE(alone);
    alone->seed = std::stoull(rows[17].at("seed"));
    RunOptions options;
    options.files = false;
    options.listen = true;
    auto const again = run(*alone, options);
    REQUIRE(again.calls.size() == 1);
    auto const worse = std::min(*mos_heard_by("2000", again.calls[0]), *mos_heard_by("2010", again.calls[0]));
    CHECK(std::stod(rows[17].at("mos")) == worse);
}

TEST_CASE("Cells have their random numbers in common") {
    ScratchFolder const folder;
    std::ignore = prepared(small_setup(write_small_scenario(folder))).run(job_in(folder / "out"));
    auto const rows = rows_of(content_of(folder / "out/runs.csv"));
    REQUIRE(rows.size() == 18);
    for (auto const& row : rows) {
        CHECK(row.at("seed") == rows[std::stoul(row.at("replication"))].at("seed"));
    }
    // The delay does not change which packets are lost on their way.
    CHECK(rows[2].at("link_dropped_netem_loss") == rows[8].at("link_dropped_netem_loss"));
}

TEST_CASE("A sweep's files are the same bytes for any number of threads, shards and interruptions") {
    ScratchFolder const folder;
    auto const scenario = write_small_scenario(folder);
    auto const adaptive = GENERATE(false, true);
    auto setup = small_setup(scenario);
    if (adaptive) {
        setup.options.vary = {{"network.wan.delay", {"0ms", "50ms"}}, {"network.wan.loss", {"0%:40%"}}};
        setup.options.find = {"mos", 3.0};
        setup.options.until_ci = {"mos", 0.5};
        setup.options.most_replications = 6;
    }
    auto const sweep = prepared(setup);
    std::ignore = sweep.run(job_in(folder / "one", 1));
    auto const right = files_in(folder / "one");
    REQUIRE(right.contains("runs.csv"));
    CHECK(right.contains("found.csv") == adaptive);

    std::ignore = sweep.run(job_in(folder / "two", 2));
    CHECK(files_in(folder / "two") == right);

    for (std::uint64_t number = 1; number <= 3; ++number) {
        auto job = job_in(folder / "shards");
        job.shard = {number, 3};
        std::ignore = sweep.run(job);
    }
    auto const merged = merge_sweep(folder / "merged", {folder / "shards"});
    CHECK(merged.complete);
    CHECK(files_in(folder / "merged") == right);

    // Two runs at each attempt, and none of them twice.
    std::multiset<RunKey> ran;
    auto attempts = 0;
    for (auto complete = false; !complete; ++attempts) {
        REQUIRE(attempts < 200);
        auto job = job_in(folder / "resumed");
        job.resume = true;
        auto budget = 2;
        job.execution = [&](SweepBasis const& basis, std::span<RunKey const> due, Deliver const& deliver, Stop const&) {
            auto const some = due.first(std::min<std::size_t>(due.size(), static_cast<std::size_t>(budget)));
            budget -= static_cast<int>(some.size());
            ran.insert(some.begin(), some.end());
            on_threads(2)(basis, some, deliver, [] { return false; });
        };
        complete = sweep.run(job).complete;
    }
    CHECK(attempts > 1);
    CHECK(std::set<RunKey>(ran.begin(), ran.end()).size() == ran.size());
    CHECK(files_in(folder / "resumed") == right);
}

TEST_CASE("A run that fails is a row with its reason, and the sweep goes on") {
    ScratchFolder const folder;
    auto setup = small_setup(write_small_scenario(folder));
    setup.options.vary = {{"phones.2010.jitter_buffer.min", {"10ms", "300ms"}},
                          {"phones.2010.jitter_buffer.max", {"200ms", "400ms"}}};
    setup.options.replications = 1;
    auto const result = prepared(setup).run(job_in(folder / "out"));
    CHECK(result.runs == 4);
    CHECK(result.failed == 1);
    CHECK(result.first_failure == "--set: phones[1].jitter_buffer.min: the buffer's `min` is more than its `max`");
    auto const rows = rows_of(content_of(folder / "out/runs.csv"));
    REQUIRE(rows.size() == 4);
    CHECK(rows[2].at("failure") == result.first_failure);
    CHECK(rows[2].at("mos").empty());
    CHECK(rows[3].at("failure").empty());
}

TEST_CASE("A folder with a sweep is not written over, and only its own sweep goes on in it") {
    ScratchFolder const folder;
    auto setup = small_setup(write_small_scenario(folder));
    setup.options.vary = {{"network.wan.loss", {"0%"}}};
    setup.options.replications = 1;
    std::ignore = prepared(setup).run(job_in(folder / "out"));
    auto const journal = (folder / "out/journal.sqlite").string();
    CHECK_THROWS_WITH(prepared(setup).run(job_in(folder / "out")),
                      journal +
                          ": there is a sweep in this folder already; expected --resume to go on with it, or "
                          "another folder");
    auto job = job_in(folder / "out");
    job.resume = true;
    CHECK(prepared(setup).run(job).runs == 1);

    auto const another = "--resume: " + journal +
                         " is of another sweep: its scenario, a file that the scenario names, the options or the "
                         "program differ; expected another folder";
    auto more = setup;
    more.options.replications = 2;
    CHECK_THROWS_WITH(prepared(more).run(job), another);
    std::ofstream(folder / "extensions.conf", std::ios::app) << "; changed\n";
    CHECK_THROWS_WITH(prepared(setup).run(job), another);
}

TEST_CASE("What is no journal is told so") {
    ScratchFolder const folder;
    auto const setup = small_setup(write_small_scenario(folder));
    std::filesystem::create_directory(folder / "out");
    std::ofstream(folder / "out/journal.sqlite") << std::string(2000, 'x');
    auto job = job_in(folder / "out");
    job.resume = true;
    CHECK_THROWS_WITH(prepared(setup).run(job),
                      (folder / "out/journal.sqlite").string() + ": this is no journal of a sweep");
}

TEST_CASE("Shards that are not all of one sweep are not merged") {
    ScratchFolder const folder;
    auto setup = small_setup(write_small_scenario(folder));
    auto const shard = [&](std::string const& name, std::uint64_t number) {
        auto job = job_in(folder / name);
        job.shard = {number, 2};
        std::ignore = prepared(setup).run(job);
        return folder / (name + "/journal-" + std::to_string(number) + "-of-2.sqlite");
    };
    auto const first = shard("a", 1);
    CHECK_THROWS_WITH(merge_sweep(folder / "out", {first}), "shard 2/2 is missing");
    CHECK_THROWS_WITH(merge_sweep(folder / "out", {first, first}), first.string() + ": shard 1/2 is there twice");
    CHECK_THROWS_WITH(merge_sweep(folder / "out", {folder / "b"}), (folder / "b").string() + ": there is no such file");
    setup.options.replications = 1;
    auto const other = shard("c", 2);
    CHECK_THROWS_WITH(merge_sweep(folder / "out", {first, other}),
                      other.string() + ": this is of another sweep than " + first.string());
    CHECK_FALSE(std::filesystem::exists(folder / "out"));
}

TEST_CASE("A sweep's captures are those of the run that it measured") {
    ScratchFolder const folder;
    auto setup = small_setup(write_small_scenario(folder));
    setup.options.capture = {{SweepCapture::Which::worst, 0}, {SweepCapture::Which::cell, 3}};
    auto const result = prepared(setup).run(job_in(folder / "out"));
    auto const rows = rows_of(content_of(folder / "out/runs.csv"));
    auto const worst = std::min_element(rows.begin(), rows.end(), [](Row const& a, Row const& b) {
        return std::stod(a.at("mos")) < std::stod(b.at("mos"));
    });
    CHECK(std::filesystem::exists(folder / ("out/captures/run-" + worst->at("run") + "/small.pcap")));
    CHECK(std::filesystem::exists(folder / "out/captures/run-6/small.pcap"));
    // Nothing that observes changes what happens: a run of its own has the same capture.
    auto alone = load_scenario(folder / "small.yaml", {{"network.wan.delay", "50ms"}, {"network.wan.loss", "0%"}});
    REQUIRE(alone.scenario);
    RunOptions options;
    options.output = folder / "alone";
    run(*alone.scenario, options);
    CHECK(content_of(folder / "alone/small.pcap") == content_of(folder / "out/captures/run-6/small.pcap"));
}

TEST_CASE("A wrong axis is told before anything is run") {
    ScratchFolder const folder;
    auto const scenario = write_small_scenario(folder);
    struct Case {
        char const* path;
        char const* value;
        std::string mistake;
    };
    auto const [path, value, mistake] = GENERATE(values<Case>({
        {"network.wna.delay", "1ms",
         "--vary network.wna.delay: there is neither a key nor a link wna in network; did you mean wan?"},
        {"network.wan.dealy", "1ms", "--vary network.wan.dealy: unknown key; did you mean delay?"},
        {"phones.2010.jitter_bufer.kind", "fixed",
         "--vary phones.2010.jitter_bufer.kind: unknown key; did you mean jitter_buffer?"},
        {"network.wan.loss", "120%", "--vary network.wan.loss: 120% is not a probability; expected 0% to 100%"},
        {"network.wan.loss", "1%,2,3%", "--vary network.wan.loss: 2 has no unit; expected a probability such as 1.5%"},
        {"phones.2001.ring_time", "1s",
         "--vary phones.2001.ring_time: nothing in phones is named 2001; did you mean 2000?"},
        {"phones.2010.concealment", "plc,silnce",
         "--vary phones.2010.concealment: silnce is not one of plc, silence, repeat; did you mean silence?"},
    }));
    SweepSetup setup;
    setup.scenario = scenario;
    setup.options.vary = {{path, {value}}};
    if (std::string(value).find(',') != std::string::npos) {
        setup.options.vary[0].values = {std::string(value).substr(0, std::string(value).find(','))};
        std::istringstream rest(std::string(value).substr(std::string(value).find(',') + 1));
        for (std::string each; std::getline(rest, each, ',');)
            setup.options.vary[0].values.push_back(each);
    }
    CHECK_THAT(mistake_of(setup), Catch::StartsWith(mistake));
}

TEST_CASE("A path that is wrong gets the nearest right one") {
    ScratchFolder const folder;
    SweepSetup setup;
    setup.scenario = write_small_scenario(folder);
    setup.options.vary = {{"network.wan.lss", {"1%"}}};
    CHECK_THAT(mistake_of(setup), Catch::EndsWith("; did you mean network.wan.loss?"));
}

TEST_CASE("The scenario's sweep is what the command line leaves out") {
    ScratchFolder const folder;
    SweepSetup setup;
    setup.scenario = write_small_scenario(folder, R"(sweep:
  vary:
    network.wan.loss: [0%, 5%]
    network.wan.delay: 0ms:20ms:10ms
  replications: 4
)");
    CHECK(prepared(setup).runs() == 24);
    setup.options.replications = 2;
    CHECK(prepared(setup).runs() == 12);
    setup.options.vary = {{"network.wan.loss", {"0%"}}};
    CHECK(prepared(setup).runs() == 2);
}

TEST_CASE("A server's globals can be varied") {
    ScratchFolder const folder;
    SweepSetup setup;
    setup.scenario = write_small_scenario(folder);
    // The phone answers after a second.
    setup.options.vary = {{"servers.server.globals.RING", {"0.5", "20"}}};
    std::ignore = prepared(setup).run(job_in(folder / "out"));
    auto const rows = rows_of(content_of(folder / "out/runs.csv"));
    REQUIRE(rows.size() == 2);
    CHECK(rows[0].at("calls_answered") == "0");
    CHECK(rows[1].at("calls_answered") == "1");
}
