#include "voiplab/scenarios/runner.hpp"

#include "scenarios/runner/expectations.hpp"
#include "scenarios/runner/output_folder.hpp"
#include "scenarios/runner/world.hpp"
#include "voiplab/models/capture/atomic_file.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace voiplab::scenarios {

namespace {

class Stopwatch {
  public:
    // Since the last lap, or since it was made.
    std::chrono::nanoseconds lap() {
        auto const before = std::exchange(at_, std::chrono::steady_clock::now());
        return at_ - before;
    }

  private:
    std::chrono::steady_clock::time_point at_ = std::chrono::steady_clock::now();
};

}  // namespace

RunResult run(Scenario const& scenario, RunOptions const& options) {
    RunResult result;
    try {
        Stopwatch watch;
        OutputFolder folder(options.files ? options.output : std::filesystem::path());
        World world(scenario, options);
        result.setup_time = watch.lap();
        world.run();
        world.fill(result);
        world.write_files(result);
        result.run_time = watch.lap();
        // What was to end by itself had no time to.
        if (options.audit && !result.event_limit) result.left_over = world.audit();
        folder.keep();
    } catch (capture::WriteError const& error) {
        throw OutputError(error.what());
    }
    auto failures = failed_expectations(scenario, result);
    std::move(failures.begin(), failures.end(), std::back_inserter(result.failed_expectations));
    return result;
}

}  // namespace voiplab::scenarios
