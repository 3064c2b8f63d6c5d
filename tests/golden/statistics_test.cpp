#include "lab_run.hpp"
#include "tests/catch.hpp"
#include "tests/support/lines.hpp"
#include "tests/support/tshark.hpp"

#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

// What links.csv says, against what tshark counts in a capture of the same links.

using namespace voiplab::test;

namespace {

std::string contents(std::filesystem::path const& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

std::vector<std::string> cells(std::string const& line) {
    std::vector<std::string> cells(1);
    for (auto const character : line) {
        if (character == ',') {
            cells.emplace_back();
        } else {
            cells.back() += character;
        }
    }
    return cells;
}

// The rows, each by its columns' names.
std::vector<std::map<std::string, std::string>> rows(std::filesystem::path const& file) {
    auto const lines = lines_of(contents(file));
    auto const names = cells(lines.at(0));
    std::vector<std::map<std::string, std::string>> rows;
    for (std::size_t i = 1; i < lines.size(); ++i) {
        auto const values = cells(lines[i]);
        REQUIRE(values.size() == names.size());
        for (std::size_t column = 0; column < names.size(); ++column) {
            if (column == 0) rows.emplace_back();
            rows.back()[names[column]] = values[column];
        }
    }
    return rows;
}

constexpr auto call = "calls/no-direct-media.yaml";
std::vector<voiplab::scenarios::Override> const netem{
    {"network.links[1].name", "desk"},
    {"network.links[1].rate", "1Mbps"},
    {"network.links[1].netem", "{delay: 30ms, jitter: 5ms, jitter_keeps_order: yes, loss: 3%, duplicate: 1%}"},
    {"expect", "[]"},
    {"expect_ladder", "[]"},
    {"captures", "[{file: desk.pcap, link: desk}]"}};

}  // namespace

TEST_CASE("links.csv has the frames that tshark counts, in their seconds") {
    auto overrides = netem;
    overrides.push_back({"statistics", "{}"});
    LabRun const run(call, overrides);
    REQUIRE(run.result().files.size() == 6);
    CHECK(run.result().files[1].filename() == "links.csv");
    CHECK(run.result().files[2].filename() == "calls.csv");
    CHECK(run.result().files[3].filename() == "streams.csv");
    CHECK(run.result().files[4].filename() == "quality.csv");
    CHECK(run.result().files[5].filename() == "summary.json");
    // The capture is of what arrives: 60 seconds, of which the first frame may not be in the first.
    std::map<std::string, std::map<int, std::uint64_t>> arrived;
    auto const of_phone = lines_of(run.tshark("-T fields -e eth.src -Y 'sip.Method == REGISTER'")).at(0);
    for (auto const& line : lines_of(tshark_fields(run.capture(), "frame.time_epoch eth.src"))) {
        auto const second = std::stoll(line.substr(0, line.find('.'))) % 60;
        ++arrived[line.substr(line.find('|') + 1) == of_phone ? "pc-2000" : "office"][static_cast<int>(second)];
    }
    std::uint64_t carried = 0;
    std::size_t slices = 0;
    double utilisation = 0;
    for (auto& row : rows(run.result().files[1])) {
        if (row["link"] != "desk") continue;
        ++slices;
        auto const second = std::stoi(row["time_s"]);
        CAPTURE(row["from"], second);
        CHECK(row["length_s"] == "1");
        CHECK(std::stoull(row["carried_frames"]) == arrived[row["from"]][second]);
        carried += std::stoull(row["carried_frames"]);
        utilisation = std::max(utilisation, std::stod(row["utilisation"]));
    }
    CHECK(slices == 2 * 60);
    CHECK(carried == lines_of(tshark_fields(run.capture(), "frame.number")).size());
    CHECK(carried > 500);
    // A G.711 call takes 50 times 238 octets a second of the medium's time: 95.2 kbit/s, and RTCP now and then.
    CHECK(utilisation >= 0.0952);
    CHECK(utilisation < 0.1);
    auto const summary = contents(run.result().files[5]);
    CHECK(summary.find("\"link\": \"desk\"") != std::string::npos);
}

TEST_CASE("A run with statistics and one without give the same captures") {
    LabRun const without(call, netem);
    auto overrides = netem;
    overrides.push_back({"statistics", "{slice: 37ms, links: l.csv, summary: s.json}"});
    LabRun const with(call, overrides);
    CHECK(contents(with.result().files.at(0)) == contents(without.result().files.at(0)));
    CHECK(with.result().files.at(1).filename() == "l.csv");
    CHECK(without.result().files.size() == 1);
    CHECK(without.result().links.empty());
}
