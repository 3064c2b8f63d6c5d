#include "scenarios/runner/expectations.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace voiplab::scenarios {

namespace {

std::uint64_t packets_lost(CallRecord const& call) {
    std::uint64_t lost = 0;
    for (auto const& stream : call.streams) {
        lost += stream.lost;
    }
    return lost;
}

class Comparison {
  public:
    Comparison(CallExpectation const& expectation, std::vector<std::string>& failures)
        : name_(fmt::format("call from {} to {}", expectation.from, expectation.to)), failures_(failures) {}

    template <typename Value>
    void compare(std::string_view what, std::optional<Value> const& expected, Value const& came) {
        if (expected && *expected != came)
            failures_.push_back(fmt::format("{}: expected {} {}, came {}", name_, what, *expected, came));
    }
    void missing() { failures_.push_back(fmt::format("{}: expected, never placed", name_)); }

  private:
    std::string name_;
    std::vector<std::string>& failures_;
};

}  // namespace

std::vector<std::string> failed_expectations(std::vector<CallExpectation> const& expectations,
                                             std::vector<CallRecord> const& calls) {
    std::vector<std::string> failures;
    std::vector<bool> taken(calls.size(), false);
    for (auto const& expectation : expectations) {
        Comparison comparison(expectation, failures);
        // Several calls between the same two are expected in the order in which they were placed.
        auto index = std::size_t{0};
        while (index < calls.size() &&
               (taken[index] || calls[index].from != expectation.from || calls[index].to != expectation.to)) {
            ++index;
        }
        if (index == calls.size()) {
            comparison.missing();
            continue;
        }
        taken[index] = true;
        auto const& call = calls[index];
        comparison.compare("outcome", expectation.outcome, call.outcome);
        comparison.compare("status", expectation.status, call.status);
        comparison.compare("answered_by", expectation.answered_by, call.answered_by);
        comparison.compare("packets_lost", expectation.packets_lost, packets_lost(call));
    }
    return failures;
}

}  // namespace voiplab::scenarios
