#pragma once

#include "tests/support/scratch_folder.hpp"
#include "voiplab/scenarios/runner.hpp"

#include <functional>
#include <iosfwd>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace voiplab::test {

// A small lab, written for one test: an Asterisk server, and phones on one switch. Agents are made of plain data that
// only the loader fills in (profiles above all), so their tests go through it, as every user does.
struct WrittenLab {
    std::string extensions;     // the lines of the context "phones" in extensions.conf
    std::string general;        // lines for [general] in sip.conf
    std::string peer_settings;  // lines for every peer in sip.conf
    std::vector<std::string> phones{"2000", "2010"};
    std::string hosts;                     // YAML of every host: "ttl: 128"
    std::string links;                     // YAML of every link: "delay: 300ms"
    std::vector<std::string> links_of;     // beside the server and each phone: YAML of its own link
    std::string phone_settings;            // YAML lines for every phone, without indentation
    std::vector<std::string> settings_of;  // beside each phone: YAML lines of its own
    std::string calls = "[{from: 2000, to: 2010, at: 5s, hang_up: {after: 2s}}]";
    std::string faults = "[]";
    std::string duration = "60s";
    std::vector<std::pair<std::string, std::string>> files;  // further files beside the scenario: name and text

    bool audit = true;  // afterwards
    bool ladder = true;
    std::function<void(double)> progress;  // called 200 times in the run

    [[nodiscard]] scenarios::RunResult run() const;

  private:
    void write(ScratchFolder const& folder) const;
    void write_network(std::ostream& yaml) const;
};

// The labels of the messages of a run that are not about registering, each with who sent it: "2000 INVITE".
std::vector<std::string> messages_of_calls(scenarios::RunResult const& result);
std::size_t count(std::vector<std::string> const& messages, std::string_view wanted);

// The messages between two parties as `expect_ladder` writes them: "> INVITE, < 401, > ACK".
std::string messages_between(scenarios::RunResult const& result, std::string_view one, std::string_view other);

}  // namespace voiplab::test
