#pragma once

#include <sstream>
#include <string>
#include <vector>

namespace voiplab::test {

// A text's lines, without what ends them.
inline std::vector<std::string> lines_of(std::string const& text) {
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) {
        lines.push_back(line);
    }
    return lines;
}

}  // namespace voiplab::test
