#include "voiplab/scenarios/sweep_report.hpp"

#include "tests/catch.hpp"
#include "tests/support/scratch_folder.hpp"
#include "voiplab/scenarios/runner.hpp"
#include "written_sweep.hpp"

#include <nlohmann/json.hpp>

using namespace voiplab::scenarios;
using namespace voiplab::test;

TEST_CASE("A report is the table, cells first and sweep.json last, which names the others") {
    ScratchFolder const folder;
    auto const table = written_sweep({{"loss", "%", {0, 5}, {}}}, 2, {"mos"}, [](auto const& at, std::size_t run) {
        return Metrics{4 - at[0] / 5 + 0.1 * noise(run)};
    });
    auto const files = write_sweep_report(table, folder.path());
    CHECK(files ==
          std::vector<std::filesystem::path>{folder / "cells.csv", folder / "plots/mos.svg", folder / "sweep.json"});
    CHECK(nlohmann::json::parse(content_of(files[2]))["files"] ==
          std::vector<std::string>{"cells.csv", "plots/mos.svg"});
    CHECK(folder.entries().size() == 3);
    std::vector<std::string> before;
    for (auto const& file : files) {
        before.push_back(content_of(file));
    }
    CHECK(write_sweep_report(table, folder.path()) == files);
    for (std::size_t i = 0; i < files.size(); ++i) {
        CHECK(content_of(files[i]) == before[i]);
    }
}

TEST_CASE("A report that cannot be written says so") {
    ScratchFolder const folder;
    auto const table = written_sweep({}, 1, {"mos"}, [](auto const&, std::size_t) { return Metrics{4.0}; });
    CHECK_THROWS_AS(write_sweep_report(table, folder / "missing"), OutputError);
}
