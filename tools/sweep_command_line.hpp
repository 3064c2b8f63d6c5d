#pragma once

#include "tools/commands.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace voiplab::tools {

// A command line that says something that nobody understands.
struct NotUnderstood {
    std::string reason;
};

// The words of `sweep`, before they are understood.
struct SweepWords {
    std::vector<std::string> vary;
    std::vector<std::string> zip;
    std::string sample = "grid";
    std::uint64_t replications = 1;
    std::uint64_t most_replications = 1000;
    std::string until_ci;
    std::string find;
    std::vector<std::string> capture;
    std::string output = "sweep";
    unsigned threads = 0;
    std::string shard;
    bool resume = false;
    bool dry_run = false;
};

void add_sweep_options(CLI::App& command, SweepWords& words);

// All but the file, the overrides and the seed. Throws NotUnderstood.
SweepArguments understood(SweepWords const& words);

}  // namespace voiplab::tools
