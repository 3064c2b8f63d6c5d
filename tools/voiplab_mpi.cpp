#include "tools/command_line.hpp"
#include "tools/mpi_execution.hpp"
#include "tools/program.hpp"
#include "tools/scenario_files.hpp"

#include <csignal>
#include <iostream>
#include <string>
#include <vector>

#include <mpi.h>
#include <unistd.h>

namespace {

namespace tools = voiplab::tools;

// The sweep of a rank's own command line, which is everybody's; with no mistakes, since the coordinator has found none.
tools::PreparedSweep prepare(std::vector<std::string> const& words) {
    auto const command_line = tools::parse_command_line(words);
    auto const* const arguments = std::get_if<tools::SweepArguments>(&command_line);
    if (arguments == nullptr) return std::nullopt;
    auto sweep = tools::prepared(*arguments, tools::Engine{});
    return sweep ? std::optional(*std::move(sweep)) : std::nullopt;
}

int coordinate(std::vector<std::string> const& words) {
    tools::Console const console{std::cout, std::cerr, tools::terminal_of(STDOUT_FILENO),
                                 tools::terminal_of(STDERR_FILENO),
                                 [] { return tools::reader_is_gone(STDOUT_FILENO); }};
    tools::Engine engine;
    engine.sweep_execution = tools::over_ranks();
    return tools::run_program(words, console, engine);
}

}  // namespace

// `voiplab` over the ranks of an MPI job: rank 0 hands the runs of a sweep out and writes, the others run.
int main(int argc, char** argv) {
    std::signal(SIGPIPE, SIG_IGN);
    MPI_Init(&argc, &argv);
    std::vector<std::string> const words(argv + 1, argv + argc);
    int rank = 0;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    auto status = 0;
    if (rank == 0) {
        status = coordinate(words);
        tools::dismiss_ranks();
    } else {
        tools::serve_coordinator([&] { return prepare(words); });
    }
    MPI_Finalize();
    return status;
}
