#include "lab_run.hpp"
#include "tests/catch.hpp"
#include "tests/support/lines.hpp"
#include "tests/support/scratch_folder.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

// The tables and summary.json against scenarios/results.schema.json, by python3's csv and jsonschema.

using namespace voiplab::test;
using voiplab::scenarios::Override;

namespace {

std::vector<std::string> verdicts(std::vector<std::filesystem::path> const& files) {
    auto command = fmt::format("python3 '{0}/tests/golden/results_check.py' '{0}/scenarios/results.schema.json'",
                               source_folder().string());
    for (auto const& file : files) {
        command += fmt::format(" '{}'", file.string());
    }
    auto* const pipe = ::popen(command.c_str(), "r");
    REQUIRE(pipe != nullptr);
    std::string output;
    for (auto c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) {
        output += static_cast<char>(c);
    }
    REQUIRE(::pclose(pipe) == 0);
    return lines_of(output);
}

std::filesystem::path result_named(LabRun const& run, std::string const& name) {
    for (auto const& file : run.result().files) {
        if (file.filename() == name) return file;
    }
    FAIL("no file " << name);
    return {};
}

std::vector<std::filesystem::path> results_of(LabRun const& run) {
    std::vector<std::filesystem::path> files;
    for (auto const& file : run.result().files) {
        if (file.extension() == ".csv" || file.extension() == ".json") files.push_back(file);
    }
    return files;
}

}  // namespace

TEST_CASE("Every column, cell and key is as the schema of results says") {
    struct Row {
        std::string scenario;
        std::vector<Override> overrides;
    };
    auto const row = GENERATE(values<Row>({
        {"media/random-loss.yaml",
         {{"network.links[2].netem", "[{from: office, loss: 5%, duplicate: 5%, delay: 40ms, jitter: 30ms}]"}}},
        {"media/jitter-adaptive-buffer.yaml", {}},
        {"media/transcoding.yaml", {{"statistics", "{}"}}},
        {"network/congested-uplink.yaml", {{"statistics", "{slice: 400ms}"}}},
        {"calls/attended-transfer.yaml", {{"statistics", "{}"}}},
        {"calls/hold-and-resume.yaml", {{"statistics", "{}"}, {"phones[0].rtcp_xr", "yes"}}},
    }));
    CAPTURE(row.scenario);
    auto overrides = row.overrides;
    overrides.push_back({"expect", "[]"});
    LabRun const run(row.scenario, overrides);
    auto const files = results_of(run);
    REQUIRE(files.size() == 5);
    auto const said = verdicts(files);
    REQUIRE(said.size() == files.size());
    for (std::size_t i = 0; i < files.size(); ++i) {
        CAPTURE(files[i].filename());
        CHECK(said[i] == "ok");
    }
}

TEST_CASE("Calls that failed have their row, and no stream is a table without rows") {
    LabRun const run("calls/busy-phone.yaml", {{"statistics", "{}"}, {"expect", "[]"}});
    for (auto const& file : results_of(run)) {
        CAPTURE(file.filename());
        auto const said = verdicts({file}).at(0);
        CHECK((said == "ok" || said == "no rows"));
        if (file.filename() == "calls.csv") CHECK(said == "ok");
    }
}

TEST_CASE("The schema of results refuses columns, cells and keys that are not as it says") {
    ScratchFolder const folder;
    LabRun const run("media/random-loss.yaml");
    auto const check = [&](std::string const& name, std::string const& before, std::string const& after) {
        std::string text;
        for (auto const& file : run.result().files) {
            if (file.filename() == name) text = content_of(file);
        }
        auto const at = text.find(before);
        REQUIRE(at != std::string::npos);
        text.replace(at, before.size(), after);
        std::ofstream(folder.path() / name, std::ios::binary) << text;
        return verdicts({folder.path() / name}).at(0);
    };
    CHECK(check("streams.csv", ",mos_cq,mos_lq", ",mos_lq,mos_cq").starts_with("the header is"));
    CHECK(check("streams.csv", "0x", "0y").find("does not match") != std::string::npos);
    CHECK(check("calls.csv", "answered,200", "answered,2xx").find("is no integer") != std::string::npos);
    CHECK(check("calls.csv", ",answered,", ",lost,").find("is not one of") != std::string::npos);
    CHECK(check("quality.csv", "\n1,", "\n,").find("its first cell is empty") != std::string::npos);
    CHECK(check("summary.json", "\"seed\"", "\"sede\"").find("'sede'") != std::string::npos);
    CHECK(check("summary.json", "\"lost_packets\"", "\"lost\"").find("'lost'") != std::string::npos);
}

TEST_CASE("summary.json says of calls and streams what the tables say") {
    LabRun const run("media/random-loss.yaml");
    std::ifstream stream(result_named(run, "summary.json"));
    auto const summary = nlohmann::json::parse(stream);
    auto const& call = run.result().calls.at(0);
    REQUIRE(summary.at("calls").size() == 1);
    auto const& said = summary["calls"][0];
    CHECK(said.at("outcome") == "answered");
    REQUIRE(said.at("streams").size() == call.streams.size());
    // Every column of streams.csv behind the call's number is a key.
    std::ifstream table(result_named(run, "streams.csv"));
    std::string columns;
    std::getline(table, columns);
    for (std::size_t i = 0; i < call.streams.size(); ++i) {
        if (!call.streams[i].quality) continue;
        for (auto const& [key, value] : said["streams"][i].items())
            CHECK(columns.find(key) != std::string::npos);
        std::size_t const compared = call.streams[i].quality->segmental_snr_db ? 0 : 2;
        CHECK(said["streams"][i].size() + compared ==
              static_cast<std::size_t>(std::count(columns.begin(), columns.end(), ',')));
        CHECK(said["streams"][i].at("mos_cq") == call.streams[i].quality->mos_cq);
    }
}
