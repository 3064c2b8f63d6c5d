#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace voiplab::sip {

// What a configuration file's reader has to say of a line.
struct Diagnostic {
    enum class Severity : unsigned char { warning, error };
    Severity severity = Severity::warning;
    std::string file;
    std::size_t line = 0;    // from 1
    std::size_t column = 0;  // from 1; 0: the whole line
    std::string text;        // one sentence
};

using Diagnostics = std::vector<Diagnostic>;

// "file:line:column: warning: text"
std::string to_string(Diagnostic const& diagnostic);

}  // namespace voiplab::sip
