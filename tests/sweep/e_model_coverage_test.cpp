#include "scenarios/sweep/cells.hpp"
#include "tests/catch.hpp"
#include "tests/support/scratch_folder.hpp"
#include "voiplab/scenarios/loader.hpp"
#include "voiplab/scenarios/runner.hpp"
#include "voiplab/scenarios/sweep_report.hpp"

#include <algorithm>

#include <fmt/format.h>

using namespace voiplab::scenarios;
using namespace voiplab::test;

namespace {

constexpr auto const* loss_path = "network.links[2].netem.loss";

// One run: the MOS of the party that hears what the line leaves, and how long it took from mouth to ear.
SweepRun heard(std::size_t cell, std::size_t replication, std::size_t replications, double loss,
               std::filesystem::path const& folder) {
    SweepRun run;
    run.cell = cell;
    run.replication = replication;
    run.number = cell * replications + replication;
    run.seed = run.number + 1;  // no run has another one's luck: the cells are independent
    run.values = {{fmt::format("{}%", loss), loss}};
    // An expectation of a MOS has the phones listen, as `statistics` would, and writes no files.
    auto loaded = load_scenario(VOIPLAB_SOURCE_DIR "/scenarios/sweeps/emodel-random-loss.yaml",
                                {{loss_path, run.values[0].text},
                                 {"seed", fmt::format("{}", run.seed)},
                                 {"expect", "[{from: '2000', to: '2010', mos_at_least: 1}]"}});
    REQUIRE(loaded.scenario);
    loaded.scenario->statistics.reset();
    RunOptions options;
    options.output = folder;
    options.ladder = false;
    auto const result = voiplab::scenarios::run(*loaded.scenario, options);
    auto const& call = result.calls.at(0);
    run.metrics = {mos_heard_by("2010", call), std::nullopt};
    for (auto const& stream : call.streams) {
        if (stream.to == "2010" && stream.quality) run.metrics[1] = stream.quality->mouth_to_ear_ms;
    }
    return run;
}

}  // namespace

// The expected MOS at random loss is the E-model's at that loss, but for the curve's bend, which over a minute of
// speech is far less than the interval: so that holds it in 95 % of the cells.
TEST_CASE("Without a jitter buffer's own loss the simulated MOS has the E-model's within its interval") {
    constexpr std::size_t cells = 30;
    constexpr std::size_t replications = 8;
    ScratchFolder const folder;
    SweepTable table{"Random loss against the E-model", {{loss_path, "%"}}, {"mos_callee", "mouth_to_ear_ms"}, {}};
    for (std::size_t cell = 0; cell < cells; ++cell) {
        for (std::size_t replication = 0; replication < replications; ++replication) {
            auto const loss = 0.5 * static_cast<double>(cell + 1);
            table.runs.push_back(heard(cell, replication, replications, loss, folder.path()));
        }
    }
    auto const prediction = e_model_prediction(table, {"mos_callee", loss_path, "mouth_to_ear_ms", "pcmu-plc"});
    REQUIRE(prediction);
    std::size_t covered = 0;
    auto const simulated = cells_of(table);
    for (std::size_t cell = 0; cell < cells; ++cell) {
        auto const& figures = simulated.at(cell).metrics[0].value();
        REQUIRE(figures.n == replications);
        auto const expected = prediction->values[cell].value();
        // Which loss is told apart from its neighbours, lest wide intervals hold anything.
        CHECK(*figures.ci95_high - *figures.ci95_low < 0.25);
        if (*figures.ci95_low <= expected && expected <= *figures.ci95_high) ++covered;
    }
    INFO(covered << " of " << cells << " cells");
    CHECK(static_cast<double>(covered) >= 0.93 * static_cast<double>(cells));
    // The plot of it.
    auto const files = write_sweep_report(table, folder.path(), {*prediction});
    auto const plot = std::find(files.begin(), files.end(), folder / "plots/mos_callee.svg");
    REQUIRE(plot != files.end());
    CHECK(content_of(*plot).find("E-model, pcmu-plc") != std::string::npos);
}

TEST_CASE("The E-model is not asked where the table does not know what it needs") {
    SweepTable const table{"", {{"loss", "%"}, {"delay", "ms"}}, {"mos_callee", "mouth_to_ear_ms"}, {}};
    CHECK(e_model_prediction(table, {"mos_callee", "loss", "mouth_to_ear_ms", "pcmu-plc"}));
    CHECK_FALSE(e_model_prediction(table, {"mos_caller", "loss", "mouth_to_ear_ms", "pcmu-plc"}));
    CHECK_FALSE(e_model_prediction(table, {"mos_callee", "delay", "mouth_to_ear_ms", "pcmu-plc"}));
    CHECK_FALSE(e_model_prediction(table, {"mos_callee", "other", "mouth_to_ear_ms", "pcmu-plc"}));
    CHECK_FALSE(e_model_prediction(table, {"mos_callee", "loss", "jitter_ms", "pcmu-plc"}));
    CHECK_FALSE(e_model_prediction(table, {"mos_callee", "loss", "mouth_to_ear_ms", "morse"}));
}
