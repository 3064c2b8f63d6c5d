#pragma once

#include "voiplab/models/sip/diagnostic.hpp"

#include <string>
#include <vector>

namespace voiplab::sip {

// "line warning: text", one a diagnostic.
inline std::vector<std::string> lines_of(Diagnostics const& diagnostics) {
    std::vector<std::string> lines;
    for (auto const& each : diagnostics) {
        auto const severity = each.severity == Diagnostic::Severity::error ? " error: " : " warning: ";
        lines.push_back(std::to_string(each.line) + severity + each.text);
    }
    return lines;
}

}  // namespace voiplab::sip
