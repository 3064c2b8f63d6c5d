#include "switch_vlans.hpp"

#include <cassert>

namespace voiplab::net {

namespace {

// One frame as it leaves by many ports: with its VLAN's tag or without, each made once where it is not what came.
class Variants {
  public:
    Variants(SharedFrame frame, std::uint16_t vlan, FramePool& frames)
        : as_it_came_(std::move(frame)), vlan_(vlan), frames_(frames) {}

    SharedFrame const& on(std::uint16_t untagged) {
        auto const id = untagged == vlan_ ? std::uint16_t{0} : vlan_;
        if (as_it_came_->vlan.id == id) return as_it_came_;
        if (!retagged_) {
            auto frame = *as_it_came_;
            // The priority lasts as long as there is a tag to bear it.
            frame.vlan = {id, id == 0 ? std::uint8_t{0} : frame.vlan.priority};
            retagged_ = frames_.make(std::move(frame));
        }
        return retagged_;
    }

  private:
    SharedFrame as_it_came_;
    SharedFrame retagged_;
    std::uint16_t vlan_;
    FramePool& frames_;
};

}  // namespace

EthernetSwitch::Special& EthernetSwitch::Port::make_special() {
    if (!special_) {
        special_ = std::make_unique<Special>();
        special_->carried.set();
    }
    return *special_;
}

FrameSink& EthernetSwitch::add_port(FrameSink& wire, SwitchPortOptions const& options, FramePool& frames) {
    assert(database_.size() == 0);
    if (!vlans_) {
        vlans_ = std::make_unique<Vlans>(*this, database_, frames);
        for (auto& port : ports_) {
            port.make_special();
        }
    }
    auto& port = ports_.emplace_back(*this, wire);
    auto& special = port.make_special();
    special.untagged = options.untagged;
    if (options.tagged) {
        special.carried.reset();
        for (auto const vlan : *options.tagged) {
            special.carried.set(vlan);
        }
        special.carried.set(options.untagged);
    }
    return port;
}

void EthernetSwitch::accept_tagged(Port& port, SharedFrame frame) {
    auto const& special = port.special();
    auto const vlan = frame->vlan.id == 0 ? special.untagged : frame->vlan.id;
    // Ingress filtering (IEEE 802.1Q, 8.6.2).
    if (!special.carried.test(vlan)) return;
    auto const now = scheduler_.now();
    vlans_->database(vlan).learn(frame->source, port, now);
    TaggedArrival arrival{&port, vlan, std::move(frame)};
    if (forwarding_delay_ == sim::Duration::zero()) {
        forward_tagged(arrival);
    } else {
        vlans_->line.push(now + forwarding_delay_, std::move(arrival));
    }
}

void EthernetSwitch::forward_tagged(TaggedArrival const& arrival) {
    Variants frame(arrival.frame, arrival.vlan, vlans_->frames);
    auto const send = [&frame](Port const& port) { port.wire().accept(frame.on(port.special().untagged)); };
    auto const destination = arrival.frame->destination;
    if (!destination.is_group()) {
        if (auto* const known = vlans_->database(arrival.vlan).find(destination, scheduler_.now())) {
            auto const& port = static_cast<Port const&>(*known);
            if (&port != arrival.port) send(port);
            return;
        }
    }
    ++flooded_;
    for (auto const& port : ports_) {
        if (&port == arrival.port || !port.is_forwarding() || !port.special().carried.test(arrival.vlan)) continue;
        send(port);
    }
}

}  // namespace voiplab::net
