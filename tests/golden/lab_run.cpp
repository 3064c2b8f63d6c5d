#include "lab_run.hpp"

#include "tests/support/lines.hpp"
#include "tests/support/tshark.hpp"

#include <stdexcept>

namespace voiplab::test {

namespace {

std::vector<std::string> split(std::string const& line, char separator) {
    std::vector<std::string> fields{""};
    auto quoted = false;
    for (auto const character : line) {
        if (character == '"') {
            quoted = !quoted;
        } else if (character == separator && !quoted) {
            fields.emplace_back();
        } else {
            fields.back() += character;
        }
    }
    return fields;
}

std::string from_hex(std::string const& digits) {
    std::string bytes;
    for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
        bytes += static_cast<char>(std::stoi(digits.substr(i, 2), nullptr, 16));
    }
    return bytes;
}

std::string filtered(std::string const& filter) {
    return filter.empty() ? "" : " -Y '" + filter + "'";
}

}  // namespace

std::filesystem::path source_folder() {
    return VOIPLAB_SOURCE_DIR;
}

LabRun::LabRun(std::string const& scenario, std::vector<scenarios::Override> const& overrides, std::uint64_t seed) {
    auto loaded = scenarios::load_scenario(source_folder() / "scenarios" / scenario, overrides);
    if (!loaded.scenario) throw std::runtime_error(scenarios::to_string(loaded.mistakes.front()));
    loaded.scenario->seed = seed;
    warnings_ = std::move(loaded.warnings);
    result_ = scenarios::run(*loaded.scenario,
                             {.output = folder_.path(), .progress = {}, .application = "voiplab test", .audit = true});
}

std::string LabRun::tshark(std::string const& arguments) const {
    return test::tshark(capture(), arguments);
}

std::vector<PacketRow> LabRun::packets(std::string const& filter) const {
    auto const text = tshark(
        "-N m -t r -T fields -E separator=/t -e frame.number -e frame.time_relative -e _ws.col.Source"
        " -e _ws.col.Destination -e _ws.col.Protocol -e frame.len -e _ws.col.Info" +
        filtered(filter));
    std::vector<PacketRow> rows;
    for (auto const& line : lines_of(text)) {
        auto fields = split(line, '\t');
        fields.resize(7);
        rows.push_back({fields[0], fields[1], fields[2], fields[3], fields[4], fields[5], fields[6]});
    }
    return rows;
}

std::vector<std::string> LabRun::payloads(std::string const& filter) const {
    std::vector<std::string> payloads;
    for (auto const& line : lines_of(tshark("-T fields -e udp.payload" + filtered(filter)))) {
        payloads.push_back(from_hex(line));
    }
    return payloads;
}

std::vector<GoldenRow> golden_rows(std::string const& file) {
    std::vector<GoldenRow> rows;
    auto const lines = lines_of(content_of(source_folder() / "tests/golden" / file));
    for (std::size_t i = 1; i < lines.size(); ++i) {
        auto const fields = split(lines[i], ',');
        auto const figures = split(fields.at(0), '|');
        rows.push_back(
            {{figures.begin(), figures.end()},
             {fields.at(1), fields.at(2), fields.at(3), fields.at(4), fields.at(5), fields.at(6), fields.at(7)},
             fields.at(8)});
    }
    return rows;
}

}  // namespace voiplab::test
