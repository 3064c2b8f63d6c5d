#pragma once

#include "tests/fuzz/fuzz_target.hpp"
#include "voiplab/models/sip/diagnostic.hpp"

#include <algorithm>

namespace voiplab::fuzz {

inline void check_diagnostics(sip::Diagnostics const& diagnostics, std::string_view text) {
    auto const lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) + 1;
    for (auto const& diagnostic : diagnostics) {
        require(!diagnostic.text.empty(), "a diagnostic says something");
        require(diagnostic.line <= lines, "a diagnostic names a line of the text");
    }
}

}  // namespace voiplab::fuzz
