#include "scenarios/sweep/sweep_json.hpp"

#include "tests/catch.hpp"
#include "tests/support/lines.hpp"
#include "tests/support/program_output.hpp"
#include "tests/support/scratch_folder.hpp"
#include "written_sweep.hpp"

#include <fstream>

#include <nlohmann/json.hpp>

using namespace voiplab::scenarios;
using namespace voiplab::test;

namespace {

std::string text_of(SweepTable const& table, std::vector<SweepPrediction> const& predictions = {}) {
    return sweep_json(table, cells_of(table), predictions, {"cells.csv"});
}

// What python3's jsonschema says to each: "ok", or what is wrong.
std::vector<std::string> verdicts(std::vector<std::string> const& texts) {
    ScratchFolder const folder;
    std::string const source = VOIPLAB_SOURCE_DIR;
    auto command =
        "python3 '" + source + "/tests/scenarios/schema_check.py' '" + source + "/scenarios/sweep/sweep.schema.json'";
    for (std::size_t i = 0; i < texts.size(); ++i) {
        auto const file = folder / std::to_string(i);
        std::ofstream(file, std::ios::binary) << texts[i];
        command += " '" + file.string() + "'";
    }
    return lines_of(output_of(command));
}

SweepTable grid() {
    std::size_t run = 0;
    auto table = written_sweep(
        {{"network.links[1].netem.loss", "%", {0, 1, 5}, {}}, {"phones[0].codecs", "", {}, {"PCMA", "GSM"}}}, 3,
        {"mos", "never"}, [&](auto const& at, std::size_t) {
            return Metrics{4 - at[0] / 10 - at[1] + 0.1 * noise(run++), std::nullopt};
        });
    table.runs[4].failure = "the event limit was reached";
    return table;
}

}  // namespace

TEST_CASE("sweep.json is as its schema says") {
    auto const once = written_sweep({}, 1, {"mos"}, [](auto const&, std::size_t) { return Metrics{4.0}; });
    auto together = written_sweep({{"a", "ms", {1, 2, 4}, {}}, {"b", "", {3, 2, 1}, {}}}, 2, {"mos"},
                                  [](auto const& at, std::size_t) { return Metrics{at[0]}; });
    std::erase_if(together.runs, [](SweepRun const& run) { return run.cell % 4 != 0; });
    CHECK(nlohmann::json::parse(text_of(together))["parameters"][1]["moves_with"] == "a_ms");
    SweepPrediction const prediction{"mos", "E-model", {4, 3.9, 3.5, 3.2, std::nullopt, 3}};
    CHECK(verdicts({text_of(grid()), text_of(grid(), {prediction}), text_of(once), text_of(together), text_of({})}) ==
          std::vector<std::string>(5, "ok"));
}

TEST_CASE("The schema of sweep.json closes what it describes") {
    std::vector<std::string> broken;
    auto const change = [&](auto const& how) {
        auto json = nlohmann::ordered_json::parse(text_of(grid()));
        how(json);
        broken.push_back(json.dump());
    };
    change([](auto& json) { json["other"] = 1; });
    change([](auto& json) { json["cells"][0]["metrics"]["mos"]["avg"] = 1; });
    change([](auto& json) { json["cells"][0].erase("failed"); });
    change([](auto& json) { json["metrics"][0]["response_surface"].erase("r2"); });
    change([](auto& json) { json["metrics"][0]["main_effects"]["r2"] = 1.5; });
    auto const said = verdicts(broken);
    REQUIRE(said.size() == broken.size());
    for (auto const& verdict : said) {
        CHECK(verdict != "ok");
    }
}

TEST_CASE("sweep.json tells parameters, cells, models and failures") {
    auto const json = nlohmann::json::parse(text_of(grid(), {{"mos", "E-model", {4, 3.9, 3.5, 3.2, 3.1, 3}}}));
    CHECK(json["scenario"] == "Two phones and a poor line");
    CHECK(json["runs"] == 18);
    CHECK(json["failed"] == 1);
    CHECK(json["parameters"][0]["column"] == "network.links[1].netem.loss_percent");
    CHECK(json["parameters"][0]["values"] == std::vector<double>{0, 1, 5});
    CHECK(json["parameters"][1]["values"] == std::vector<std::string>{"PCMA", "GSM"});
    CHECK(json["parameters"][1]["scale"] == "words");
    REQUIRE(json["cells"].size() == 6);
    CHECK(json["cells"][1]["failed"] == 1);
    CHECK(json["cells"][1]["metrics"]["mos"]["n"] == 2);
    CHECK(json["cells"][1]["values"]["phones[0].codecs"] == "GSM");
    CHECK(json["cells"][1]["metrics"]["mos"]["predicted"]["E-model"] == 3.9);
    CHECK(json["cells"][1]["metrics"]["never"] == nlohmann::json{{"n", 0}});
    CHECK(json["failures"][0] ==
          nlohmann::json{
              {"run", 4}, {"cell", 1}, {"replication", 1}, {"seed", 5}, {"failure", "the event limit was reached"}});
    auto const& mos = json["metrics"][0];
    CHECK(mos["main_effects"]["effects"]["phones[0].codecs"][1]["value"] == "GSM");
    CHECK(mos["main_effects"]["effects"]["phones[0].codecs"][1]["effect"].get<double>() == Approx(-0.5).margin(0.1));
    CHECK(mos["response_surface"]["coefficients"].size() == 4);
    CHECK(mos["response_surface"]["r2"].get<double>() > 0.95);
    CHECK(json["metrics"][1]["response_surface"]["not_fitted"] == "no run came to a value");
}
