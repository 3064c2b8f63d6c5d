#pragma once

#include "tests/support/program_output.hpp"

#include <algorithm>
#include <filesystem>
#include <string>

namespace voiplab::test {

// What tshark, the independent witness, says about a capture file, on standard output; times are shown in UTC.
inline std::string tshark(std::filesystem::path const& file, std::string const& arguments) {
    return output_of("TZ=UTC tshark -n -r '" + file.string() + "' " + arguments + " 2>/dev/null");
}

// The fields of every packet that matches the display filter: a line a packet, fields separated by '|'.
inline std::string tshark_fields(std::filesystem::path const& file, std::string const& fields,
                                 std::string const& filter = {}) {
    std::string arguments = "-T fields -E separator='|' -o ip.check_checksum:TRUE -o udp.check_checksum:TRUE";
    for (std::size_t start = 0; start < fields.size();) {
        auto const end = std::min(fields.find(' ', start), fields.size());
        arguments += " -e " + fields.substr(start, end - start);
        start = end + 1;
    }
    if (!filter.empty()) arguments += " -Y '" + filter + "'";
    return tshark(file, arguments);
}

}  // namespace voiplab::test
