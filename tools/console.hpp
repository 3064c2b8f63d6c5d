#pragma once

#include "tools/terminal.hpp"

#include <chrono>
#include <functional>
#include <ostream>

namespace voiplab::tools {

// Where the program writes to, and what it knows of that.
struct Console {
    std::ostream& out;
    std::ostream& err;
    Terminal out_terminal;
    Terminal err_terminal;
    std::function<bool()> reader_is_gone = [] { return false; };  // of `out`
    // For the progress line only: no result depends on it.
    std::function<std::chrono::steady_clock::time_point()> now = [] { return std::chrono::steady_clock::now(); };
};

}  // namespace voiplab::tools
