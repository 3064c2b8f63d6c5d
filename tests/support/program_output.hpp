#pragma once

#include <array>
#include <cstdio>
#include <stdexcept>
#include <string>

namespace voiplab::test {

// What a shell's command writes to standard output. Throws where it fails.
inline std::string output_of(std::string const& command) {
    auto* const pipe = ::popen(command.c_str(), "r");
    if (pipe == nullptr) throw std::runtime_error("cannot be run: " + command);
    std::string output;
    std::array<char, 4096> chunk{};
    while (auto const size = std::fread(chunk.data(), 1, chunk.size(), pipe)) {
        output.append(chunk.data(), size);
    }
    if (::pclose(pipe) != 0) throw std::runtime_error("failed: " + command);
    return output;
}

}  // namespace voiplab::test
