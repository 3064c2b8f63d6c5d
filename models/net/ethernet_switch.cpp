#include "voiplab/models/net/ethernet_switch.hpp"

#include "voiplab/sim/prefetch.hpp"

#include <cassert>

namespace voiplab::net {

EthernetSwitch::EthernetSwitch(sim::Scheduler& scheduler, SwitchOptions const& options)
    : scheduler_(scheduler),
      forwarding_delay_(options.forwarding_delay),
      database_(options.ageing_time, options.table_size),
      line_(scheduler, Forward{this}) {
    assert(options.forwarding_delay >= sim::Duration::zero());
}

FrameSink& EthernetSwitch::add_port(FrameSink& wire) {
    return ports_.emplace_back(*this, wire);
}

void EthernetSwitch::know(MacAddress mac, FrameSink const& port) {
    database_.learn(mac, static_cast<Port const&>(port).wire(), scheduler_.now());
}

void EthernetSwitch::accept(FrameSink& port, SharedFrame frame) {
    auto const now = scheduler_.now();
    database_.learn(frame->source, port, now);
    // A switch that takes no time needs no event.
    if (forwarding_delay_ == sim::Duration::zero()) {
        forward({&port, std::move(frame)});
    } else {
        line_.push(now + forwarding_delay_, {&port, std::move(frame)});
    }
}

void EthernetSwitch::prefetch(Frame const& frame, unsigned turns) const {
    if (turns == 3) {
        database_.prefetch(frame.source);
        database_.prefetch(frame.destination);
    } else if (turns == 2) {
        sim::prefetch(database_.find(frame.destination, scheduler_.now()));
    }
}

void EthernetSwitch::forward(Arrival arrival) {
    auto const destination = arrival.frame->destination;
    if (!destination.is_group()) {
        if (auto* const port = database_.find(destination, scheduler_.now())) {
            // Where it came from is where it belongs: the destination has heard it already.
            if (port != arrival.port) port->accept(std::move(arrival.frame));
            return;
        }
    }
    for (auto& port : ports_) {
        if (&port.wire() != arrival.port) port.wire().accept(arrival.frame);
    }
}

}  // namespace voiplab::net
