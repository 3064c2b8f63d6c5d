#include "report_table.hpp"

#include "tests/catch.hpp"

#include <cmath>
#include <regex>
#include <sstream>

namespace voiplab::test {

namespace {

int number_of(PacketRow const& row) {
    return std::stoi(row.number);
}

std::string lengths_of(LabRun const& run) {
    std::string all;
    for (auto const& packet : run.packets()) {
        all += packet.protocol + " " + packet.length + "\n";
    }
    return all;
}

}  // namespace

// Version 4 adds the method to a status and a bar behind SIP, doubles spaces between RTCP's packets, has an arrow
// between ports, and spells the vendor VMware.
std::string as_printed(std::string text) {
    text = std::regex_replace(text, std::regex(" \\| $"), "");
    text = std::regex_replace(text, std::regex("^(Status: .*) \\([A-Z]+\\)$"), "$1");
    text = std::regex_replace(text, std::regex(" → "), " - ");
    text = std::regex_replace(text, std::regex("^VMware_"), "Vmware_");
    text = std::regex_replace(text, std::regex(" +"), " ");
    return std::regex_replace(text, std::regex(" $"), "");
}

void check_rows(LabRun const& run, std::vector<GoldenRow> const& golden, std::set<int> const& misread_times) {
    auto const packets = run.packets();
    for (auto const& row : golden) {
        INFO("row " << row.packet.number << ": " << row.packet.info);
        auto const index = static_cast<std::size_t>(number_of(row.packet) - 1);
        REQUIRE(index < packets.size());
        auto const& packet = packets[index];
        CHECK(as_printed(packet.source) == row.packet.source);
        CHECK(packet.destination == row.packet.destination);
        CHECK(packet.protocol == row.packet.protocol);
        CHECK(packet.length == row.packet.length);
        CHECK(as_printed(packet.info) == row.packet.info);
        if (misread_times.contains(number_of(row.packet))) continue;
        CHECK(std::abs(std::stod(packet.time) - std::stod(row.packet.time)) <= 0.001);
    }
}

void check_figure(LabRun const& run, std::vector<GoldenRow> const& golden, std::string const& figure,
                  std::string const& filter, std::set<int> garbled) {
    INFO(figure << ", filter: " << filter);
    auto rows = std::move(garbled);
    for (auto const& row : golden) {
        if (row.figures.contains(figure)) rows.insert(number_of(row.packet));
    }
    REQUIRE_FALSE(rows.empty());
    std::set<int> shown;
    for (auto const& packet : run.packets(filter)) {
        auto const number = number_of(packet);
        if (number >= *rows.begin() && number <= *rows.rbegin()) shown.insert(number);
    }
    CHECK(shown == rows);
}

std::map<std::string, int> hidden_packets(LabRun const& run, std::vector<GoldenRow> const& golden) {
    std::set<int> printed;
    for (auto const& row : golden) {
        printed.insert(number_of(row.packet));
    }
    std::map<std::string, int> hidden;
    for (auto const& packet : run.packets()) {
        auto const number = number_of(packet);
        if (number < *printed.begin() || number > *printed.rbegin() || printed.contains(number)) continue;
        ++hidden[packet.protocol];
    }
    return hidden;
}

void check_sip_counts(LabRun const& run, std::vector<GoldenRow> const& golden, int resent) {
    std::map<std::string, int> counts;
    for (auto const& row : golden) {
        if (!row.packet.protocol.starts_with("SIP")) continue;
        std::istringstream words(row.packet.info);
        std::string kind;
        std::string what;
        words >> kind >> what;
        ++counts[kind == "Status:" ? "SIP " + what : what];
        ++counts["Number of SIP messages"];
    }
    counts["Number of resent SIP messages"] = resent;
    auto const statistics = run.tshark("-q -z 'sip,stat,!(sip.CSeq.method == \"REGISTER\")'");
    for (auto const& [what, number] : counts) {
        INFO(what << ": " << number << "\n" << statistics);
        CHECK(std::regex_search(statistics, std::regex(what + "[^:\n]*: *" + std::to_string(number) + "\\b")));
    }
}

void check_clean(LabRun const& run) {
    auto const checks = std::string("-o ip.check_checksum:TRUE -o udp.check_checksum:TRUE ");
    // tshark prints a heading for each severity that occurs; "warn" leaves out chats and notes.
    CHECK(run.tshark(checks + "-q -z expert,warn").find_first_not_of(" \n") == std::string::npos);
    CHECK(run.tshark(checks + "-Y 'udp && !(udp.checksum.status == \"Good\")'").empty());
    CHECK(run.tshark(checks + "-Y 'ip && !(ip.checksum.status == \"Good\")'").empty());
    CHECK_FALSE(run.tshark(checks + "-Y 'udp.checksum.status == \"Good\"'").empty());
}

std::set<std::string> values_of(LabRun const& run, std::string const& field) {
    std::set<std::string> values;
    std::istringstream lines(run.tshark("-T fields -E occurrence=f -e " + field));
    for (std::string line; std::getline(lines, line);) {
        if (!line.empty()) values.insert(line);
    }
    return values;
}

void check_seeds(std::string const& lab) {
    LabRun const first(lab);
    LabRun const again(lab);
    LabRun const other(lab, {}, 2);
    CHECK(content_of(first.capture()) == content_of(again.capture()));
    CHECK(content_of(first.capture()) != content_of(other.capture()));
    CHECK(lengths_of(first) == lengths_of(other));
    for (auto const* const field : {"sip.Via.branch", "sip.from.tag", "sip.to.tag", "sip.Call-ID", "sip.auth.nonce"}) {
        INFO(field);
        auto const ours = values_of(first, field);
        auto const theirs = values_of(other, field);
        CHECK_FALSE(ours.empty());
        for (auto const& value : ours) {
            CHECK_FALSE(theirs.contains(value));
        }
    }
}

}  // namespace voiplab::test
