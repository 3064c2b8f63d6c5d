#include "voiplab/models/net/ethernet_switch.hpp"

#include "voiplab/sim/prefetch.hpp"

#include <cassert>
#include <cstddef>

namespace voiplab::net {

EthernetSwitch::EthernetSwitch(sim::Scheduler& scheduler, SwitchOptions const& options)
    : scheduler_(scheduler),
      forwarding_delay_(options.forwarding_delay),
      database_(options.ageing_time, options.table_size),
      line_(scheduler, Forward{this}) {
    assert(options.forwarding_delay >= sim::Duration::zero());
}

FrameSink& EthernetSwitch::add_port(FrameSink& wire) {
    wires_.push_back(&wire);
    return ports_.emplace_back(*this, static_cast<std::uint32_t>(ports_.size()));
}

void EthernetSwitch::know(MacAddress mac, FrameSink const& port) {
    database_.learn(mac, static_cast<Port const&>(port).number(), scheduler_.now());
}

void EthernetSwitch::accept(std::uint32_t port, SharedFrame frame) {
    auto const now = scheduler_.now();
    database_.learn(frame->source, port, now);
    // A switch that takes no time needs no event.
    if (forwarding_delay_ == sim::Duration::zero()) {
        forward({port, std::move(frame)});
    } else {
        line_.push(now + forwarding_delay_, {port, std::move(frame)});
    }
}

void EthernetSwitch::prefetch(Frame const& frame, unsigned turns) const {
    if (turns == 3) {
        database_.prefetch(frame.source);
        database_.prefetch(frame.destination);
        return;
    }
    if (turns == 0) return;
    if (auto const port = database_.find(frame.destination, scheduler_.now())) {
        // The port's entry, then its link.
        if (turns == 2) {
            sim::prefetch(&wires_[*port]);
        } else {
            sim::prefetch(wires_[*port]);
        }
    }
}

void EthernetSwitch::forward(Arrival arrival) {
    auto const destination = arrival.frame->destination;
    if (!destination.is_group()) {
        if (auto const port = database_.find(destination, scheduler_.now())) {
            // Where it came from is where it belongs: the destination has heard it already.
            if (*port != arrival.port) wires_[*port]->accept(std::move(arrival.frame));
            return;
        }
    }
    for (std::uint32_t port = 0; port < wires_.size(); ++port) {
        if (port != arrival.port) wires_[port]->accept(arrival.frame);
    }
}

}  // namespace voiplab::net
