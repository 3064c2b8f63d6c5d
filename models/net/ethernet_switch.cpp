#include "voiplab/models/net/ethernet_switch.hpp"

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
    return ports_.emplace_back(*this, static_cast<std::uint32_t>(ports_.size()), wire);
}

void EthernetSwitch::accept(std::uint32_t port, Frame frame) {
    auto const now = scheduler_.now();
    database_.learn(frame.source, port, now);
    line_.push(now + forwarding_delay_, {port, std::move(frame)});
}

void EthernetSwitch::forward(Arrival arrival) {
    if (!arrival.frame.destination.is_group()) {
        if (auto const port = database_.find(arrival.frame.destination, scheduler_.now())) {
            // Where it came from is where it belongs: the destination has heard it already.
            if (*port != arrival.port) ports_[*port].send(std::move(arrival.frame));
            return;
        }
    }
    for (std::uint32_t port = 0; port < ports_.size(); ++port) {
        if (port != arrival.port) ports_[port].send(arrival.frame);
    }
}

}  // namespace voiplab::net
