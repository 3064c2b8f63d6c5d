#include "tools/program.hpp"

#include <csignal>
#include <iostream>
#include <string>
#include <vector>

#include <unistd.h>

int main(int argc, char** argv) {
    namespace tools = voiplab::tools;
    // A reader that goes away early (`| head`) must not end the run before its captures are whole.
    std::signal(SIGPIPE, SIG_IGN);
    tools::Console const console{std::cout, std::cerr, tools::terminal_of(STDOUT_FILENO),
                                 tools::terminal_of(STDERR_FILENO),
                                 [] { return tools::reader_is_gone(STDOUT_FILENO); }};
    return tools::run_program(std::vector<std::string>(argv + 1, argv + argc), console);
}
