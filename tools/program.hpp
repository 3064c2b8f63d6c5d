#pragma once

#include "tools/commands.hpp"

#include <ostream>
#include <string>
#include <vector>

namespace voiplab::tools {

// The whole program but for the process around it. `arguments` are those behind the program's name. Returns the exit
// status: 0 done, 1 an expectation was not met, 2 bad input, 3 something could not be written.
int run_program(std::vector<std::string> arguments, Console const& console, Engine const& engine = {});
int run_program(std::vector<std::string> arguments, std::ostream& out, std::ostream& err);

}  // namespace voiplab::tools
