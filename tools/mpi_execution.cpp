#include "tools/mpi_execution.hpp"

#include "scenarios/sweep/execution.hpp"

#include <array>
#include <chrono>
#include <cmath>
#include <cstring>
#include <limits>
#include <string>
#include <thread>
#include <vector>

#include <mpi.h>

namespace voiplab::tools {
namespace {

using scenarios::FinishedRun, scenarios::RunKey, scenarios::RunWorker;

enum Tag : int { run_tag = 1, result_tag, dismissal_tag };

using Order = std::array<std::uint64_t, 3>;

int ranks() {
    int size = 1;
    MPI_Comm_size(MPI_COMM_WORLD, &size);
    return size;
}

// A result as bytes: all ranks of a job are of one architecture.
class Packer {
  public:
    template <class T>
    void put(T const& number) {
        auto const* const bytes = reinterpret_cast<char const*>(&number);
        bytes_.append(bytes, sizeof(T));
    }
    void put(std::string const& text) {
        put(std::uint64_t{text.size()});
        bytes_ += text;
    }
    [[nodiscard]] std::string const& bytes() const { return bytes_; }

  private:
    std::string bytes_;
};

class Unpacker {
  public:
    explicit Unpacker(std::string const& bytes) : bytes_(bytes) {}

    template <class T>
    T number() {
        T result{};
        std::memcpy(&result, bytes_.data() + place_, sizeof(T));
        place_ += sizeof(T);
        return result;
    }
    std::string text() {
        auto const size = static_cast<std::size_t>(number<std::uint64_t>());
        auto result = bytes_.substr(place_, size);
        place_ += size;
        return result;
    }

  private:
    std::string const& bytes_;
    std::size_t place_ = 0;
};

std::string packed(FinishedRun const& run) {
    Packer packer;
    for (auto const number : {run.key.group, run.key.step, run.key.replication, run.seed}) {
        packer.put(number);
    }
    packer.put(std::uint64_t{run.metrics.size()});
    for (auto const& metric : run.metrics) {
        packer.put(metric.value_or(std::numeric_limits<double>::quiet_NaN()));
    }
    packer.put(run.failure);
    return packer.bytes();
}

FinishedRun unpacked(std::string const& bytes) {
    Unpacker unpacker(bytes);
    FinishedRun run;
    for (auto* const number : {&run.key.group, &run.key.step, &run.key.replication, &run.seed}) {
        *number = unpacker.number<std::uint64_t>();
    }
    run.metrics.resize(static_cast<std::size_t>(unpacker.number<std::uint64_t>()));
    for (auto& metric : run.metrics) {
        auto const number = unpacker.number<double>();
        if (!std::isnan(number)) metric = number;
    }
    run.failure = unpacker.text();
    return run;
}

void order(int rank, RunKey const& key) {
    Order const message{key.group, key.step, key.replication};
    MPI_Send(message.data(), static_cast<int>(message.size()), MPI_UINT64_T, rank, run_tag, MPI_COMM_WORLD);
}

struct Answer {
    int rank = 0;
    FinishedRun run;
};

Answer receive(MPI_Status const& waiting) {
    int size = 0;
    MPI_Get_count(&waiting, MPI_BYTE, &size);
    std::string bytes(static_cast<std::size_t>(size), '\0');
    MPI_Recv(bytes.data(), size, MPI_BYTE, waiting.MPI_SOURCE, result_tag, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    return {waiting.MPI_SOURCE, unpacked(bytes)};
}

}  // namespace

scenarios::SweepExecution over_ranks() {
    if (ranks() == 1) return scenarios::on_threads(1);
    return [](scenarios::SweepBasis const&, std::span<RunKey const> runs, scenarios::Deliver const& deliver,
              scenarios::Stop const& stop) {
        std::size_t next = 0;
        std::size_t under_way = 0;
        auto const give = [&](int rank) {
            if (next == runs.size() || stop()) return;
            order(rank, runs[next++]);
            ++under_way;
        };
        for (int rank = 1; rank < ranks(); ++rank) {
            give(rank);
        }
        constexpr auto interval = std::chrono::milliseconds(250);
        constexpr auto pause = std::chrono::microseconds(200);
        std::vector<FinishedRun> finished;
        auto delivered = std::chrono::steady_clock::now();
        while (under_way > 0) {
            int is_there = 0;
            MPI_Status status;
            MPI_Iprobe(MPI_ANY_SOURCE, result_tag, MPI_COMM_WORLD, &is_there, &status);
            if (is_there != 0) {
                auto answer = receive(status);
                --under_way;
                give(answer.rank);
                finished.push_back(std::move(answer.run));
            } else {
                // MPI's own waiting would take a whole core.
                std::this_thread::sleep_for(pause);
            }
            if (auto const now = std::chrono::steady_clock::now(); now - delivered >= interval) {
                delivered = now;
                deliver(std::exchange(finished, {}));
            }
        }
        deliver(std::move(finished));
    };
}

void dismiss_ranks() {
    for (int rank = 1; rank < ranks(); ++rank) {
        MPI_Send(nullptr, 0, MPI_UINT64_T, rank, dismissal_tag, MPI_COMM_WORLD);
    }
}

void serve_coordinator(std::function<PreparedSweep()> const& prepare) {
    PreparedSweep sweep;
    std::optional<RunWorker> worker;
    constexpr auto pause = std::chrono::microseconds(200);
    for (;;) {
        int is_there = 0;
        MPI_Status status;
        MPI_Iprobe(0, MPI_ANY_TAG, MPI_COMM_WORLD, &is_there, &status);
        if (is_there == 0) {
            std::this_thread::sleep_for(pause);
            continue;
        }
        Order message{};
        auto const size = static_cast<int>(status.MPI_TAG == run_tag ? message.size() : 0);
        MPI_Recv(message.data(), size, MPI_UINT64_T, 0, status.MPI_TAG, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
        if (status.MPI_TAG == dismissal_tag) return;
        RunKey const key{message[0], message[1], message[2]};
        FinishedRun run{key, 0, {}, "this rank cannot read the scenario as rank 0 does"};
        if (!sweep) sweep = prepare();
        if (sweep && !worker) worker.emplace(sweep->basis());
        if (worker) run = worker->run(key);
        auto const bytes = packed(run);
        MPI_Send(bytes.data(), static_cast<int>(bytes.size()), MPI_BYTE, 0, result_tag, MPI_COMM_WORLD);
    }
}

}  // namespace voiplab::tools
