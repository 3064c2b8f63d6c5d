#include "scenarios/sweep/cells_csv.hpp"

#include "tests/catch.hpp"
#include "tests/support/lines.hpp"
#include "tests/support/program_output.hpp"
#include "tests/support/scratch_folder.hpp"
#include "written_sweep.hpp"

#include <fstream>

using namespace voiplab::scenarios;
using namespace voiplab::test;

namespace {

std::string csv_of(SweepTable const& table) {
    return cells_csv(table, cells_of(table));
}

WrittenParameter const loss{"network.links[1].netem.loss", "%", {0, 5}, {}};
WrittenParameter const codec{"phones[0].codecs", "", {}, {"PCMA", "gsm, g726-32"}};

}  // namespace

TEST_CASE("A cell and metric has a row: parameters with their units, then figures") {
    auto const table = written_sweep({loss, codec}, 3, {"mos", "talk_s"}, [](auto const& at, std::size_t replication) {
        return Metrics{4 - at[0] / 10 - at[1] / 2 + 0.25 * static_cast<double>(replication), 50.0};
    });
    auto const lines = lines_of(csv_of(table));
    REQUIRE(lines.size() == 9);
    CHECK(lines[0] ==
          "cell,network.links[1].netem.loss_percent,phones[0].codecs,metric,runs,failed,n,mean,sd,ci95_low,ci95_high,"
          "min,q05,q25,median,q75,q95,max");
    // Three values 0.25 apart: sd 0.25, t(0.975; 2) = 4.302653, half of the interval 0.621034.
    CHECK(lines[1] == "0,0,PCMA,mos,3,0,3,4.25,0.25,3.62896557,4.87103443,4,4.025,4.125,4.25,4.375,4.475,4.5");
    CHECK(lines[2] == "0,0,PCMA,talk_s,3,0,3,50,0,50,50,50,50,50,50,50,50,50");
    CHECK(lines[7] ==
          "3,5,\"gsm, g726-32\",mos,3,0,3,3.25,0.25,2.62896557,3.87103443,3,3.025,3.125,3.25,3.375,3.475,3.5");
}

TEST_CASE("What did not come to a value is empty, and a failed run counts as failed only") {
    auto table = written_sweep({loss}, 2, {"mos", "talk_s"}, [](auto const&, std::size_t) {
        return Metrics{3.5, std::nullopt};
    });
    table.runs[1].failure = "the event limit was reached";
    table.runs[1].metrics = {1.0, 7.0};
    auto const lines = lines_of(csv_of(table));
    CHECK(lines[1] == "0,0,mos,2,1,1,3.5,,,,3.5,3.5,3.5,3.5,3.5,3.5,3.5");
    CHECK(lines[2] == "0,0,talk_s,2,1,0,,,,,,,,,,,");
    CHECK(lines[3] == "1,5,mos,2,0,2,3.5,0,3.5,3.5,3.5,3.5,3.5,3.5,3.5,3.5,3.5");
    CHECK(lines[4] == "1,5,talk_s,2,0,0,,,,,,,,,,,");
}

TEST_CASE("A parameter that is a word somewhere is written as the scenario has it, without a unit") {
    auto table = written_sweep({loss}, 1, {"mos"}, [](auto const&, std::size_t) { return Metrics{3.5}; });
    table.runs[0].values[0] = {"none", std::nullopt};
    auto const lines = lines_of(csv_of(table));
    CHECK(lines[0].find("network.links[1].netem.loss,metric") != std::string::npos);
    CHECK(lines[1].find("0,none,mos") == 0);
    CHECK(lines[2].find("1,5%,mos") == 0);
}

TEST_CASE("Python's csv module reads cells.csv as it comes: every row has every column") {
    WrittenParameter const odd{"phones[0].user agent", "", {}, {"a \"quoted\", odd name", "line\nbreak", "plain"}};
    auto const table = written_sweep({odd, loss}, 2, {"mos", "never"}, [](auto const& at, std::size_t replication) {
        return Metrics{-at[1] - noise(replication), std::nullopt};
    });
    ScratchFolder const folder;
    std::ofstream(folder / "cells.csv", std::ios::binary) << csv_of(table);
    std::ofstream(folder / "read.py") << R"(
import csv, sys
with open(sys.argv[1], newline="") as file:
    rows = list(csv.DictReader(file))
for row in rows:
    assert None not in row and None not in row.values(), row
    for name in ("cell", "runs", "failed", "n"):
        int(row[name])
    for name in ("mean", "sd", "ci95_low", "ci95_high", "min", "q05", "q25", "median", "q75", "q95", "max"):
        assert row["metric"] == "never" and row[name] == "" or isinstance(float(row[name]), float)
print(len(rows), sorted({row["phones[0].user agent"] for row in rows}),
      sorted({float(row["network.links[1].netem.loss_percent"]) for row in rows}))
)";
    CHECK(output_of("python3 '" + (folder / "read.py").string() + "' '" + (folder / "cells.csv").string() + "'") ==
          "12 ['a \"quoted\", odd name', 'line\\nbreak', 'plain'] [0.0, 5.0]\n");
}

TEST_CASE("A sweep without parameters is one cell") {
    auto const table = written_sweep({}, 2, {"mos"}, [](auto const&, std::size_t) { return Metrics{4.0}; });
    auto const lines = lines_of(csv_of(table));
    REQUIRE(lines.size() == 2);
    CHECK(lines[1] == "0,mos,2,0,2,4,0,4,4,4,4,4,4,4,4,4");
}
