#include "written_lab.hpp"

#include "voiplab/scenarios/loader.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include <fmt/format.h>

namespace voiplab::test {

namespace {

std::string indented(std::string const& lines) {
    std::string text;
    std::istringstream stream(lines);
    for (std::string line; std::getline(stream, line);) {
        text += "    " + line + "\n";
    }
    return text;
}

// More entries of a mapping in braces.
std::string further(std::string const& entries) {
    return entries.empty() ? "" : ", " + entries;
}

}  // namespace

void WrittenLab::write_network(std::ostream& yaml) const {
    yaml << "network:\n  switches: [{name: switch}]\n  hosts:\n"
         << fmt::format("    - {{name: pbx, address: 10.0.0.1/24{}}}\n", further(hosts));
    for (std::size_t i = 0; i < phones.size(); ++i) {
        yaml << fmt::format("    - {{name: pc-{}, address: 10.0.0.{}/24{}}}\n", phones[i], i + 10, further(hosts));
    }
    yaml << "  links:\n";
    for (std::size_t i = 0; i <= phones.size(); ++i) {
        auto const own = i < links_of.size() ? links_of[i] : std::string{};
        yaml << fmt::format("    - {{ends: [{}, switch]{}{}}}\n", i == 0 ? "pbx" : "pc-" + phones[i - 1],
                            further(links), further(own));
    }
}

void WrittenLab::write(ScratchFolder const& folder) const {
    std::ofstream sip(folder / "sip.conf");
    sip << "[general]\n" << general << "\n";
    for (auto const& [name, text] : files) {
        std::ofstream(folder / name) << text;
    }
    std::ofstream dialplan(folder / "extensions.conf");
    dialplan << "[phones]\n" << extensions << "\n";

    std::ofstream yaml(folder / "lab.yaml");
    yaml << "title: a lab for a test\nduration: " << duration << "\n";
    write_network(yaml);
    yaml
        << "servers:\n  - {name: asterisk, host: pbx, sip_conf: sip.conf, extensions_conf: extensions.conf}\nphones:\n";
    for (std::size_t i = 0; i < phones.size(); ++i) {
        sip << fmt::format("[{}]\ntype=friend\nhost=dynamic\nsecret=secret\ncontext=phones\n{}\n", phones[i],
                           peer_settings);
        yaml << fmt::format("  - user: \"{}\"\n    host: pc-{}\n    domain: 10.0.0.1\n", phones[i], phones[i]);
        auto const own = i < settings_of.size() ? settings_of[i] : std::string{};
        if (own.find("password:") == std::string::npos) yaml << "    password: secret\n";
        yaml << indented(phone_settings) << indented(own);
    }
    yaml << "calls: " << calls << "\nfaults: " << faults << "\n";
}

scenarios::RunResult WrittenLab::run() const {
    ScratchFolder const folder;
    write(folder);
    auto const loaded = scenarios::load_scenario(folder / "lab.yaml");
    if (!loaded.scenario) throw std::runtime_error(scenarios::to_string(loaded.mistakes.front()));
    return scenarios::run(*loaded.scenario, {.output = folder.path(),
                                             .progress = progress,
                                             .application = "voiplab test",
                                             .ladder = ladder,
                                             .audit = audit});
}

std::vector<std::string> messages_of_calls(scenarios::RunResult const& result) {
    std::vector<std::string> messages;
    for (auto const& row : result.ladder) {
        if (row.method == "REGISTER") continue;
        messages.push_back(row.from + " " + row.label);
    }
    return messages;
}

std::size_t count(std::vector<std::string> const& messages, std::string_view wanted) {
    return static_cast<std::size_t>(std::count_if(
        messages.begin(), messages.end(), [&](std::string const& message) { return message.starts_with(wanted); }));
}

std::string messages_between(scenarios::RunResult const& result, std::string_view one, std::string_view other) {
    std::string shown;
    for (auto const& row : result.ladder) {
        auto const there = row.from == one && row.to == other;
        auto const back = row.from == other && row.to == one;
        if ((!there && !back) || row.method == "REGISTER" || row.method == "OPTIONS") continue;
        shown += shown.empty() ? "" : ", ";
        shown += (there ? "> " : "< ") + row.label.substr(0, row.label.find(' '));
    }
    return shown;
}

}  // namespace voiplab::test
