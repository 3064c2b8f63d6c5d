#include "voiplab/models/sip/diagnostic.hpp"

#include <fmt/format.h>

namespace voiplab::sip {

std::string to_string(Diagnostic const& diagnostic) {
    std::string place = diagnostic.file;
    if (diagnostic.line != 0) place += fmt::format(":{}", diagnostic.line);
    if (diagnostic.line != 0 && diagnostic.column != 0) place += fmt::format(":{}", diagnostic.column);
    auto const severity = diagnostic.severity == Diagnostic::Severity::error ? "error" : "warning";
    return fmt::format("{}: {}: {}", place, severity, diagnostic.text);
}

}  // namespace voiplab::sip
