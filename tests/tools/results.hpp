#pragma once

#include "voiplab/scenarios/runner.hpp"

#include <chrono>
#include <string>
#include <utility>

// Hand-made results for the tests of what is printed of them.
namespace voiplab::tools::test {

inline sim::Time at(std::chrono::microseconds time) {
    return sim::Time{time};
}

inline scenarios::LadderRow message(std::chrono::microseconds sent, std::string from, std::string to, std::string label,
                                    std::string call_id = "call", bool lost = false) {
    scenarios::LadderRow row;
    row.sent = at(sent);
    row.arrived = at(sent) + std::chrono::microseconds(100);
    row.from = std::move(from);
    row.to = std::move(to);
    row.label = std::move(label);
    row.call_id = std::move(call_id);
    row.lost = lost;
    return row;
}

inline scenarios::StreamRecord stream(std::string from, std::string to, std::chrono::microseconds first,
                                      std::chrono::microseconds last, std::uint64_t sent, std::uint64_t lost = 0) {
    scenarios::StreamRecord record;
    record.from = std::move(from);
    record.to = std::move(to);
    record.codec = "PCMU";
    record.first = at(first);
    record.last = at(last);
    record.sent = sent;
    record.received = sent - lost;
    record.lost = lost;
    return record;
}

inline scenarios::CallRecord call(std::string from, std::string to, std::string outcome, int status) {
    scenarios::CallRecord record;
    record.from = std::move(from);
    record.to = std::move(to);
    record.outcome = std::move(outcome);
    record.status = status;
    return record;
}

}  // namespace voiplab::tools::test
