#pragma once

#include "tests/support/scratch_folder.hpp"
#include "voiplab/scenarios/loader.hpp"
#include "voiplab/scenarios/runner.hpp"

#include <cstdint>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace voiplab::test {

// One line of a packet list, as Wireshark shows it.
struct PacketRow {
    std::string number;
    std::string time;  // seconds since the first packet
    std::string source;
    std::string destination;
    std::string protocol;
    std::string length;
    std::string info;
};

// Runs a scenario of the project, its captures into a folder that goes with the object.
class LabRun {
  public:
    // `scenario` is a path below scenarios/. Throws what the loader found wrong.
    explicit LabRun(std::string const& scenario, std::vector<scenarios::Override> const& overrides = {},
                    std::uint64_t seed = 1);

    [[nodiscard]] std::filesystem::path const& capture() const { return result_.files.front(); }
    [[nodiscard]] scenarios::RunResult const& result() const { return result_; }
    // What the loader warned of, as a user reads it.
    [[nodiscard]] std::vector<std::string> const& warnings() const { return warnings_; }
    [[nodiscard]] std::string tshark(std::string const& arguments) const;
    // The packets that match a display filter, all where it is empty.
    [[nodiscard]] std::vector<PacketRow> packets(std::string const& filter = {}) const;
    // The UDP payloads of the packets that match, as text.
    [[nodiscard]] std::vector<std::string> payloads(std::string const& filter) const;

  private:
    ScratchFolder folder_;
    std::vector<std::string> warnings_;
    scenarios::RunResult result_;
};

// The rows of one of the lab's tables in tests/golden, and what its note says.
struct GoldenRow {
    std::set<std::string> figures;  // that show it
    PacketRow packet;
    std::string note;
};
std::vector<GoldenRow> golden_rows(std::string const& file);

std::filesystem::path source_folder();

}  // namespace voiplab::test
