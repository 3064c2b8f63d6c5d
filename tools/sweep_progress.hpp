#pragma once

#include "tools/console.hpp"
#include "voiplab/scenarios/sweep.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace voiplab::tools {

// "1,234 of 10,000 runs, 98.4 a second, 1 min 29 s left".
std::string progress_text(scenarios::SweepProgress const& progress, std::chrono::duration<double> elapsed);

// How far a sweep is: a line on the terminal that is drawn anew; elsewhere a line a minute.
class SweepProgressLine {
  public:
    explicit SweepProgressLine(Console const& console);
    ~SweepProgressLine();
    SweepProgressLine(SweepProgressLine const&) = delete;
    SweepProgressLine& operator=(SweepProgressLine const&) = delete;

    void report(scenarios::SweepProgress const& progress);

  private:
    Console const& console_;
    std::chrono::steady_clock::time_point started_;
    std::chrono::steady_clock::time_point told_;
    bool drawn_ = false;
};

}  // namespace voiplab::tools
