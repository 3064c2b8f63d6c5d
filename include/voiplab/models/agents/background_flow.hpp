#pragma once

#include "voiplab/models/agents/packet_times.hpp"
#include "voiplab/models/agents/tcp_sender.hpp"
#include "voiplab/models/net/host.hpp"
#include "voiplab/sim/recurring.hpp"
#include "voiplab/sim/scheduler.hpp"
#include "voiplab/sim/timer.hpp"

#include <cstdint>
#include <memory>
#include <string_view>

namespace voiplab::agents {

// Of IP packets; a greedy flow's acknowledgements are not counted.
struct FlowCounters {
    std::uint64_t sent = 0;
    std::uint64_t received = 0;
    std::uint64_t delivered = 0;  // of those received, each once: what a transfer has gained
};

// Background traffic under way.
class BackgroundFlow {
  public:
    virtual ~BackgroundFlow() = default;
    [[nodiscard]] virtual FlowCounters counters() const = 0;
    [[nodiscard]] virtual TcpCounters tcp() const { return {}; }
};

// Both ends of a flow: its hosts, and the port that it takes at each.
struct FlowEnds {
    sim::Scheduler& scheduler;
    net::PayloadPool& payloads;
    net::Host& from;
    net::Host& to;
    std::uint16_t port;
};

// All that is given outlives the flow; the port is free, and the options say when the flow stops.
std::unique_ptr<BackgroundFlow> make_flow(FlowEnds const& ends, BackgroundOptions const& options,
                                          sim::RandomStreams const& random, std::string_view stream_name);

}  // namespace voiplab::agents
