#pragma once

#include "voiplab/scenarios/loader.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace voiplab::scenarios {

// Writes a file into a folder for tests.
std::filesystem::path write_file(std::string_view folder, std::string_view name, std::string_view text);

// Each mistake as it is printed, the folder of the file left out.
std::vector<std::string> printed(LoadResult const& result);

// A scenario of one host, to which a test adds its own lines.
inline constexpr std::string_view one_host = R"(title: One host
duration: 10s
network:
  hosts:
    - {name: a, address: 10.0.0.1/24}
)";

// A scenario of two phones and a server, to which a test adds its own lines.
inline constexpr std::string_view two_phones = R"(title: Two phones
duration: 60s
network:
  hosts:
    - {name: server, address: 10.0.0.1/24}
    - {name: pc-1, address: 10.0.0.2/24}
    - {name: pc-2, address: 10.0.0.3/24}
servers:
  - {host: server, sip_conf: sip.conf, extensions_conf: extensions.conf}
phones:
  - {host: pc-1, user: 2000, password: 12}
  - {host: pc-2, user: 2010, password: 12}
)";

// A scenario and a test's own lines behind it.
inline std::string with(std::string_view base, std::string_view more) {
    return std::string(base) + std::string(more);
}

// Writes the scenario with the configuration files it names, and loads it.
LoadResult load_text(std::string_view text, std::vector<Override> const& overrides = {});
// The same of a scenario that has no mistakes: those that it has end the test.
Scenario loaded(std::string_view text, std::vector<Override> const& overrides = {});

}  // namespace voiplab::scenarios
