#pragma once

#include "tests/support/scratch_folder.hpp"
#include "voiplab/scenarios/sweep.hpp"

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace voiplab::test {

// A call of two seconds over a link that loses some, which is quick to run; with the two files that it names.
inline std::filesystem::path write_small_scenario(ScratchFolder const& folder, std::string_view more = {}) {
    std::ofstream(folder / "sip.conf") << "[general]\ncontext=from-sip\n[2000]\ntype=friend\nhost=dynamic\nsecret=12\n"
                                          "[2010]\ntype=friend\nhost=dynamic\nsecret=12\n";
    std::ofstream(folder / "extensions.conf")
        << "[globals]\nRING=20\n[from-sip]\nexten => _X.,1,Dial(SIP/${EXTEN},${RING})\n same => n,Hangup()\n";
    std::ofstream(folder / "small.yaml") << R"(title: A small call
duration: 8s
network:
  switches: [{name: office}]
  hosts:
    - {name: server, address: 10.0.0.1/24}
    - {name: pc-1, address: 10.0.0.2/24}
    - {name: pc-2, address: 10.0.0.3/24}
  links:
    - {ends: [server, office]}
    - {name: wan, ends: [pc-1, office], netem: {loss: 1%}}
    - {ends: [pc-2, office]}
servers:
  - {name: server, host: server, sip_conf: sip.conf, extensions_conf: extensions.conf}
phones:
  - {host: pc-1, user: "2000", password: "12", domain: 10.0.0.1, register: {at: 100ms}}
  - {host: pc-2, user: "2010", password: "12", domain: 10.0.0.1, register: {at: 100ms}, ring_time: 1s}
calls:
  - {from: "2000", to: "2010", at: 1s, hang_up: {by: "2010", after: 2s}}
captures:
  - {file: small.pcap, host: server}
)" << more;
    return folder / "small.yaml";
}

}  // namespace voiplab::test
