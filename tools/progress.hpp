#pragma once

#include "tools/console.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace voiplab::tools {

// A line on the terminal that says how far a run is, from its second second on; erased at the end. Where standard error
// is no terminal it says nothing.
class Progress {
  public:
    Progress(Console const& console, std::string title);
    ~Progress();
    Progress(Progress const&) = delete;
    Progress& operator=(Progress const&) = delete;

    // The part that is done, 0 to 1.
    void report(double part);

  private:
    Console const& console_;
    std::string title_;
    std::chrono::steady_clock::time_point started_;
    std::optional<std::chrono::steady_clock::time_point> drawn_;
};

}  // namespace voiplab::tools
