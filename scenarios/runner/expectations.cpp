#include "scenarios/runner/expectations.hpp"

#include "scenarios/runner/call_files.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace voiplab::scenarios {

namespace {

// MOS of a party that heard nothing.
constexpr double quality_without_speech = 1;

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
    void fails(std::string_view how) { failures_.push_back(fmt::format("{}: expected {}", name_, how)); }
    void missing() { failures_.push_back(fmt::format("{}: expected, never placed", name_)); }

  private:
    std::string name_;
    std::vector<std::string>& failures_;
};

void compare_mos(CallExpectation const& expectation, CallRecord const& call, Comparison& comparison) {
    if (!expectation.mos_at_least && !expectation.mos_at_most) return;
    auto const by_caller = mos_heard_by(call.from, call);
    auto const by_callee = mos_heard_by(call.answered_by, call);
    if (!by_caller && !by_callee) return comparison.fails("a MOS, and nobody heard anything");
    auto const lower = std::min(by_caller.value_or(quality_without_speech), by_callee.value_or(quality_without_speech));
    if (expectation.mos_at_least && lower < *expectation.mos_at_least) {
        comparison.fails(fmt::format("mos_at_least {}, came {:.3f}", *expectation.mos_at_least, lower));
    }
    if (expectation.mos_at_most && lower > *expectation.mos_at_most) {
        comparison.fails(fmt::format("mos_at_most {}, came {:.3f}", *expectation.mos_at_most, lower));
    }
}

void compare_calls(std::vector<CallExpectation> const& expectations, std::vector<CallRecord> const& calls,
                   std::vector<std::string>& failures) {
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
        auto const codec = codec_of(call);
        comparison.compare("codec", expectation.codec, codec.empty() ? "none" : codec);
        comparison.compare("transferred_to", expectation.transferred_to, call.transferred_to);
        compare_mos(expectation, call, comparison);
        comparison.compare("packets_lost", expectation.packets_lost, packets_lost(call));
    }
}

LadderExpectation::Of kind_of(LadderRow const& row) {
    if (row.method == "REGISTER") return LadderExpectation::Of::registrations;
    return row.method == "OPTIONS" ? LadderExpectation::Of::options : LadderExpectation::Of::calls;
}

// What the ladder shows between two parties, as expectations spell it: "> INVITE", "< 401".
std::vector<std::string> shown_between(LadderExpectation const& expectation, std::vector<LadderRow> const& ladder) {
    std::vector<std::string> shown;
    auto const& first = expectation.between.front();
    auto const& second = expectation.between.back();
    for (auto const& row : ladder) {
        auto const there = row.from == first && row.to == second;
        auto const back = row.from == second && row.to == first;
        if (kind_of(row) != expectation.of || (!there && !back)) continue;
        shown.push_back(fmt::format("{} {}", there ? ">" : "<", row.label.substr(0, row.label.find(' '))));
    }
    return shown;
}

void compare_ladder(std::vector<LadderExpectation> const& expectations, std::vector<LadderRow> const& ladder,
                    std::vector<std::string>& failures) {
    for (auto const& expectation : expectations) {
        auto const shown = shown_between(expectation, ladder);
        auto const& wanted = expectation.shows;
        auto const [want, came] = std::mismatch(wanted.begin(), wanted.end(), shown.begin(), shown.end());
        if (want == wanted.end() && came == shown.end()) continue;
        failures.push_back(fmt::format("message {} between {} and {}: expected {}, came {}; all that came: {}",
                                       want - wanted.begin() + 1, expectation.between.front(),
                                       expectation.between.back(), want == wanted.end() ? "none" : *want,
                                       came == shown.end() ? "none" : *came, fmt::join(shown, ", ")));
    }
}

}  // namespace

std::vector<std::string> failed_expectations(Scenario const& scenario, RunResult const& result) {
    std::vector<std::string> failures;
    compare_calls(scenario.expectations, result.calls, failures);
    compare_ladder(scenario.ladder_expectations, result.ladder, failures);
    if (scenario.expects_event_limit && !result.event_limit) {
        failures.push_back(fmt::format("event limit: expected to be reached, came {} events", result.events));
    }
    return failures;
}

}  // namespace voiplab::scenarios
