#pragma once

#include "voiplab/models/sip/diagnostic.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// How Asterisk reads the words of its configuration files (main/strings.c, main/utils.c). Nothing here asks the locale.
namespace voiplab::sip::asterisk {

// Without the blanks and control characters at both ends.
std::string_view strip(std::string_view text);
bool same_word(std::string_view a, std::string_view b);  // without case
std::string to_lower(std::string_view text);
// yes, true, y, t, 1, on.
bool is_true(std::string_view text);
// The number at the start of a text, blanks before it and anything after it read over; nullopt where there is none or
// where it does not fit an int.
std::optional<int> leading_integer(std::string_view text);
// The decimal number at the start of a text; `rest`, if given, gets what follows it.
std::optional<double> leading_number(std::string_view text, std::string_view* rest = nullptr);
// The parts between separators, stripped; an empty text has one empty part.
std::vector<std::string_view> split(std::string_view text, char separator);

// Adds what is to be said of the lines of one file.
class Reporter {
  public:
    Reporter(std::string_view file, Diagnostics& diagnostics) : file_(file), diagnostics_(&diagnostics) {}
    void warn(std::size_t line, std::string text) { add(Diagnostic::Severity::warning, line, std::move(text)); }
    void error(std::size_t line, std::string text) { add(Diagnostic::Severity::error, line, std::move(text)); }

  private:
    void add(Diagnostic::Severity severity, std::size_t line, std::string text) {
        diagnostics_->push_back({severity, file_, line, 0, std::move(text)});
    }

    std::string file_;
    Diagnostics* diagnostics_;
};

}  // namespace voiplab::sip::asterisk
