#include "tests/catch.hpp"
#include "tests/sweep/small_sweep.hpp"
#include "voiplab/sim/random.hpp"

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <map>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

// The program itself, as a process: what only a process can suffer.
using namespace voiplab::test;
using namespace std::chrono_literals;

namespace {

// A program in a process group of its own, without a terminal.
class Process {
  public:
    explicit Process(std::vector<std::string> words) {
        std::vector<char*> arguments;
        for (auto& word : words)
            arguments.push_back(word.data());
        arguments.push_back(nullptr);
        child_ = ::fork();
        REQUIRE(child_ >= 0);
        if (child_ > 0) return;
        ::setpgid(0, 0);
        auto const nowhere = ::open("/dev/null", O_RDWR);
        ::dup2(nowhere, STDIN_FILENO);
        ::dup2(nowhere, STDOUT_FILENO);
        ::dup2(nowhere, STDERR_FILENO);
        ::execvp(arguments[0], arguments.data());
        ::_exit(127);
    }
    ~Process() {
        if (child_ > 0) kill(SIGKILL), wait();
    }
    Process(Process const&) = delete;
    Process& operator=(Process const&) = delete;

    void kill(int signal) const { ::kill(child_, signal); }
    // Its exit status; nullopt where a signal ended it.
    std::optional<int> wait() {
        int status = 0;
        REQUIRE(::waitpid(child_, &status, 0) == child_);
        child_ = -1;
        return WIFEXITED(status) ? std::optional(WEXITSTATUS(status)) : std::nullopt;
    }

  private:
    pid_t child_ = -1;
};

std::vector<std::string> sweep_of(ScratchFolder const& folder, std::string const& out,
                                  std::vector<std::string> const& more = {}, int replications = 20) {
    std::vector<std::string> words{
        "sweep",          (folder / "small.yaml").string(), "--vary",   "network.wan.loss=0%:20%:5%",
        "--replications", std::to_string(replications),     "--output", (folder / out).string()};
    words.insert(words.end(), more.begin(), more.end());
    return words;
}

std::vector<std::string> program(std::vector<std::string> words) {
    words.insert(words.begin(), VOIPLAB_PROGRAM);
    return words;
}

std::map<std::string, std::string> files_in(std::filesystem::path const& folder) {
    std::map<std::string, std::string> files;
    for (auto const& entry : std::filesystem::directory_iterator(folder)) {
        auto const name = entry.path().filename().string();
        if (entry.is_regular_file() && name.find(".sqlite") == std::string::npos)
            files[name] = content_of(entry.path());
    }
    return files;
}

}  // namespace

TEST_CASE("A sweep that is killed ten times goes on, and comes to the same bytes") {
    ScratchFolder const folder;
    write_small_scenario(folder);
    REQUIRE(Process(program(sweep_of(folder, "whole"))).wait() == 0);

    auto random = voiplab::sim::RandomStreams(20).stream("test/kill");
    auto killed = 0;
    for (int attempt = 0; attempt < 10; ++attempt) {
        Process process(program(sweep_of(folder, "killed", {"--resume"})));
        std::this_thread::sleep_for(std::chrono::milliseconds(random.integer(1, 150)));
        process.kill(SIGKILL);
        if (!process.wait()) ++killed;
    }
    CHECK(killed > 0);
    REQUIRE(Process(program(sweep_of(folder, "killed", {"--resume"}))).wait() == 0);
    CHECK(files_in(folder / "killed") == files_in(folder / "whole"));
}

TEST_CASE("Ctrl-C lets a sweep end what it has begun, and it can go on") {
    ScratchFolder const folder;
    write_small_scenario(folder);
    Process process(program(sweep_of(folder, "stopped", {}, 1000)));
    // Until it has its journal, the signal would just end it.
    while (!std::filesystem::exists(folder / "stopped/journal.sqlite"))
        std::this_thread::sleep_for(5ms);
    std::this_thread::sleep_for(100ms);
    process.kill(SIGINT);
    CHECK(process.wait() == 130);
    CHECK(std::filesystem::exists(folder / "stopped/runs.csv"));
}

TEST_CASE("A sweep that is going on is not disturbed by a second one") {
    ScratchFolder const folder;
    write_small_scenario(folder);
    Process first(program(sweep_of(folder, "out", {}, 1000)));
    while (!std::filesystem::exists(folder / "out/journal.sqlite"))
        std::this_thread::sleep_for(5ms);
    std::this_thread::sleep_for(100ms);
    CHECK(Process(program(sweep_of(folder, "out", {"--resume"}, 1000))).wait() == 3);
    first.kill(SIGKILL);
    CHECK_FALSE(first.wait());
}

TEST_CASE("Python's csv module reads runs.csv without being told how") {
    ScratchFolder const folder;
    write_small_scenario(folder);
    REQUIRE(
        Process(program(sweep_of(folder, "out", {"--vary", "phones.2000.display_name='Alice, A',Bob"}, 1))).wait() ==
        0);
    std::ofstream(folder / "read.py") << R"(import csv, sys
with open(sys.argv[1], newline="") as stream:
    rows = list(csv.DictReader(stream))
assert len(rows) == 10, len(rows)
for number, row in enumerate(rows):
    assert None not in row and None not in row.values(), row
    assert int(row["run"]) == number
    assert float(row["network.wan.loss_percent"]) == number // 2 * 5
    assert 1 <= float(row["mos"]) <= 4.5
    assert row["failure"] == ""
)";
    CHECK(Process({"python3", (folder / "read.py").string(), (folder / "out/runs.csv").string()}).wait() == 0);
}

#ifdef VOIPLAB_MPI_PROGRAM
TEST_CASE("Three ranks come to the same bytes as one process") {
    ScratchFolder const folder;
    write_small_scenario(folder);
    REQUIRE(Process(program(sweep_of(folder, "whole"))).wait() == 0);
    auto words = sweep_of(folder, "ranks");
    // On this machine alone, whoever runs the tests and however many cores it has.
    std::vector<std::string> const mpirun{"mpirun", "--allow-run-as-root", "--oversubscribe",  "-n", "3", "--mca",
                                          "btl",    "self,vader",          VOIPLAB_MPI_PROGRAM};
    words.insert(words.begin(), mpirun.begin(), mpirun.end());
    CHECK(Process(words).wait() == 0);
    CHECK(files_in(folder / "ranks") == files_in(folder / "whole"));
}
#endif
