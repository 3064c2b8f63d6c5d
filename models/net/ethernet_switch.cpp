#include "voiplab/models/net/ethernet_switch.hpp"

#include "switch_vlans.hpp"
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

EthernetSwitch::~EthernetSwitch() = default;

FrameSink& EthernetSwitch::add_port(FrameSink& wire) {
    auto& port = ports_.emplace_back(*this, wire);
    if (vlans_) port.make_special();
    return port;
}

void EthernetSwitch::know(MacAddress mac, FrameSink& port, std::uint16_t vlan) {
    auto const& ours = static_cast<Port const&>(port);
    if (vlans_) {
        vlans_->database(vlan == 0 ? ours.special().untagged : vlan).learn(mac, port, scheduler_.now());
    } else {
        database_.learn(mac, ours.wire(), scheduler_.now());
    }
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
    ++flooded_;
    for (auto& port : ports_) {
        if (&port.wire() != arrival.port && port.is_forwarding()) port.wire().accept(arrival.frame);
    }
}

void EthernetSwitch::accept_special(Port& port, SharedFrame frame) {
    if (!port.is_forwarding()) return;
    if (vlans_) {
        accept_tagged(port, std::move(frame));
    } else {
        accept(port.wire(), std::move(frame));
    }
}

void EthernetSwitch::set_forwarding(FrameSink& port, bool forwarding) {
    auto& ours = static_cast<Port&>(port);
    ours.make_special().forwarding = forwarding;
    if (forwarding) return;
    database_.forget(ours.wire());
    if (vlans_) vlans_->forget(ours);
}

void EthernetSwitch::flush() {
    database_.forget_all();
    if (vlans_) vlans_->databases.clear();
}

}  // namespace voiplab::net
