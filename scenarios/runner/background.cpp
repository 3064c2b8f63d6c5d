#include "scenarios/runner/background.hpp"

#include "scenarios/loader/load_background.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace voiplab::scenarios {

void Background::add(BackgroundOptions options, sim::Time end) {
    options.stop = std::min(options.stop.value_or(end), end);
    auto const number = entries_.size();
    agents::FlowEnds const ends{scheduler_, network_.payloads(), network_.host(options.from), network_.host(options.to),
                                background_port(number)};
    auto flow = agents::make_flow(ends, options, random_, fmt::format("background:{}", number));
    entries_.push_back({options.from, options.to, std::move(flow)});
}

std::vector<BackgroundRecord> Background::records() const {
    std::vector<BackgroundRecord> records;
    for (auto const& [from, to, flow] : entries_) {
        auto const counters = flow->counters();
        records.push_back({from, to, counters.sent, counters.received, counters.delivered, flow->tcp().timeouts});
    }
    return records;
}

}  // namespace voiplab::scenarios
