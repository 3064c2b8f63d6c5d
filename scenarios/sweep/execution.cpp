#include "scenarios/sweep/execution.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

namespace voiplab::scenarios {
namespace {

constexpr auto most_patience = std::chrono::milliseconds(250);

// What the threads have done and nobody has fetched. They meet here once a run; within one they share nothing.
class Outbox {
  public:
    explicit Outbox(std::size_t threads) : working_(threads) {}

    void put(FinishedRun&& run) {
        std::scoped_lock const lock(mutex_);
        runs_.push_back(std::move(run));
    }
    void leave() {
        std::scoped_lock const lock(mutex_);
        --working_;
        changed_.notify_one();
    }
    // What has come in some time; true in the second where no more will.
    std::pair<std::vector<FinishedRun>, bool> take() {
        std::unique_lock lock(mutex_);
        changed_.wait_for(lock, most_patience, [this] { return working_ == 0; });
        return {std::exchange(runs_, {}), working_ == 0};
    }

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<FinishedRun> runs_;
    std::size_t working_;
};

}  // namespace

Execute on_threads(unsigned threads) {
    if (threads == 0) threads = std::max(1U, std::thread::hardware_concurrency());
    return [threads](SweepBasis const& basis, std::span<RunKey const> runs, Deliver const& deliver, Stop const& stop) {
        auto const count = std::min<std::size_t>(threads, runs.size());
        std::atomic<std::size_t> next = 0;
        std::atomic<bool> stopped = false;
        Outbox outbox(count);
        std::vector<std::jthread> workers;
        workers.reserve(count);
        for (std::size_t i = 0; i < count; ++i) {
            workers.emplace_back([&] {
                RunWorker worker(basis);
                while (!stopped) {
                    auto const number = next.fetch_add(1, std::memory_order_relaxed);
                    if (number >= runs.size()) break;
                    outbox.put(worker.run(runs[number]));
                }
                outbox.leave();
            });
        }
        // An exception on its way to the caller must not leave threads with more to do.
        struct StopThem {
            std::atomic<bool>& stopped;
            ~StopThem() { stopped = true; }
        } const stop_them{stopped};
        for (auto done = count == 0; !done;) {
            if (stop()) stopped = true;
            auto [finished, last] = outbox.take();
            done = last;
            deliver(std::move(finished));
        }
    };
}

}  // namespace voiplab::scenarios
