#include "voiplab/models/net/network.hpp"

#include "topology.hpp"
#include "voiplab/models/net/ethernet_switch.hpp"
#include "voiplab/models/net/link.hpp"

#include <cassert>
#include <deque>
#include <unordered_map>

namespace voiplab::net {

struct Network::Impl {
    Impl(sim::Scheduler& scheduler_used, sim::RandomStreams const& random, NetworkOptions const& options)
        : scheduler(scheduler_used) {
        for (auto const& each : options.switches) {
            switches_by_name.emplace(each.name, &switches.emplace_back(scheduler, each));
        }
        for (auto const& each : options.hosts) {
            hosts_by_name.emplace(each.name, &hosts.emplace_back(scheduler, random.stream("host:" + each.name), each));
        }
        auto const carries_frames = spanning_tree(options);
        for (std::size_t i = 0; i < options.links.size(); ++i) {
            if (carries_frames[i]) lay(links.emplace_back(scheduler, options.links[i]), options.links[i]);
        }
    }

    void lay(Link& link, LinkOptions const& options) {
        for (std::size_t end = 0; end < std::size(options.ends); ++end) {
            auto const& name = options.ends[end];
            if (auto const found = switches_by_name.find(name); found != switches_by_name.end()) {
                link.connect(end, found->second->add_port(link.sender(end)));
            } else {
                auto& host = *hosts_by_name.at(name);
                host.connect(link.sender(end));
                wires_by_host.emplace(name, &link.sender(end));
                link.connect(end, host.interface());
            }
        }
    }

    sim::Scheduler& scheduler;
    // First, as what is below holds payloads.
    PayloadPool payloads;
    std::deque<EthernetSwitch> switches;
    std::deque<Host> hosts;
    std::deque<Link> links;
    std::deque<Interference> interferences;
    std::unordered_map<std::string, EthernetSwitch*> switches_by_name;
    std::unordered_map<std::string, Host*> hosts_by_name;
    std::unordered_map<std::string, FrameSink*> wires_by_host;
};

Network::Network(sim::Scheduler& scheduler, sim::RandomStreams const& random, NetworkOptions const& options)
    : impl_(std::make_unique<Impl>(scheduler, random, options)) {}

Network::~Network() = default;

Host& Network::host(std::string_view name) {
    auto const found = impl_->hosts_by_name.find(std::string(name));
    assert(found != impl_->hosts_by_name.end() && "the host must exist");
    return *found->second;
}

PayloadPool& Network::payloads() {
    return impl_->payloads;
}

void Network::interfere(std::string_view host, FrameJudge& judge) {
    auto& wire = *impl_->wires_by_host.at(std::string(host));
    this->host(host).connect(impl_->interferences.emplace_back(impl_->scheduler, judge, wire));
}

std::uint64_t Network::dropped_frames() const {
    std::uint64_t dropped = 0;
    for (auto const& link : impl_->links) {
        dropped += link.dropped();
    }
    return dropped;
}

std::uint64_t Network::lost_frames() const {
    std::uint64_t lost = 0;
    for (auto const& link : impl_->links) {
        lost += link.lost();
    }
    return lost;
}

}  // namespace voiplab::net
