#include "voiplab/models/net/network.hpp"

#include "link_meters.hpp"
#include "topology.hpp"
#include "voiplab/models/net/ethernet_switch.hpp"
#include "voiplab/models/net/link.hpp"
#include "voiplab/models/net/netem.hpp"
#include "voiplab/models/net/router.hpp"
#include "voiplab/models/net/routes.hpp"
#include "voiplab/sim/prefetch.hpp"

#include <cassert>
#include <deque>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace voiplab::net {

namespace {

// Stands before a device that a link ends at.
class ObservedEnd final : public FrameSink {
  public:
    ObservedEnd(sim::Scheduler& scheduler, FrameObserver& observer, FrameSink& device)
        : scheduler_(scheduler), observer_(observer), device_(device) {}
    void accept(SharedFrame frame) override {
        observer_.observe(*frame, Direction::received, scheduler_.now());
        device_.accept(std::move(frame));
    }
    void prefetch_accept(Frame const& frame, unsigned turns) const override {
        if (turns == 3) {
            sim::prefetch(&observer_);
            if (auto const* const payload = payload_of(frame)) payload->prefetch();
        }
        device_.prefetch_accept(frame, turns);
    }

  private:
    sim::Scheduler& scheduler_;
    FrameObserver& observer_;
    FrameSink& device_;
};

}  // namespace

// A link as devices meet it: what each end sends into, and what delivers what the end has sent.
struct LaidLink {
    FrameSink* senders[2] = {};
    LinkWay* last[2] = {};  // of the same way: the link's own, or what stands behind it

    [[nodiscard]] FrameSink& sender(std::size_t end) const { return *senders[end]; }
    // Delivers to `device`, at end 0 or 1, what the other end sends.
    void connect(std::size_t end, FrameSink& device) const { last[1 - end]->connect(device); }
    [[nodiscard]] FrameSink& device(std::size_t end) const { return *last[1 - end]->far_end(); }
};

struct Network::Impl {
    Impl(sim::Scheduler& scheduler_used, sim::RandomStreams const& random, NetworkOptions const& options)
        : scheduler(scheduler_used) {
        for (auto const& each : options.switches) {
            switches_by_name.emplace(each.name, &switches.emplace_back(scheduler, each));
        }
        for (auto const& each : options.hosts) {
            hosts_by_name.emplace(
                each.name, &hosts.emplace_back(scheduler, frames, payloads, random.stream("host:" + each.name), each));
        }
        for (auto const& each : options.routers) {
            routers_by_name.emplace(each.name, &routers.emplace_back(scheduler, frames, payloads, random, each));
        }
        std::vector<bool> const all_up(options.links.size(), true);
        route(options, all_up);
        auto const carries_frames = spanning_tree(options, all_up);
        for (std::size_t i = 0; i < options.links.size(); ++i) {
            if (!carries_frames[i]) continue;
            auto const laid = make(options.links[i], random, options.measurement && options.links[i].measured);
            links_by_number.emplace(i, laid);
            lay(laid, options.links[i]);
        }
        introduce(options);
        if (options.measurement) meters.start(*options.measurement);
    }

    // Links of one type stand side by side as a rule: a site's.
    LinkType& type_of(LinkOptions const& options) {
        if (link_types.empty() || !link_types.back().covers(options)) link_types.emplace_back(scheduler, options);
        return link_types.back();
    }

    LaidLink make(LinkOptions const& options, sim::RandomStreams const& random, bool is_measured) {
        auto& link = links.emplace_back(type_of(options));
        LaidLink laid;
        for (std::size_t end = 0; end < std::size(options.ends); ++end) {
            laid.senders[end] = laid.last[end] = &link.sender(end);
            auto* const meter = is_measured ? &meters.add(link.sender(end), options, end) : nullptr;
            for (auto const& netem : options.netem) {
                if (!netem.from.empty() && netem.from != options.ends[end]) continue;
                auto const stream = "link:" + options.name + "/" + options.ends[end];
                auto& box = netems.emplace_back(scheduler, NetemQueue(netem, random, stream, frames, payloads));
                laid.last[end]->connect(box);
                laid.last[end] = &box;
                if (meter != nullptr) meter->add(box);
            }
            if (meter == nullptr) continue;
            laid.senders[end] = &meter->entry();
            laid.last[end]->connect(meter->exit());
            laid.last[end] = &meter->exit();
        }
        return laid;
    }

    // A switch, and the port of it by which it reaches something.
    struct Way {
        EthernetSwitch* bridge = nullptr;
        FrameSink* port = nullptr;
    };

    void lay(LaidLink const& link, LinkOptions const& options) {
        Way ends[2];
        for (std::size_t end = 0; end < std::size(options.ends); ++end) {
            auto const& name = options.ends[end];
            if (auto const found = switches_by_name.find(name); found != switches_by_name.end()) {
                ends[end] = {found->second, &found->second->add_port(link.sender(end))};
                link.connect(end, *ends[end].port);
            } else if (auto const host = hosts_by_name.find(name); host != hosts_by_name.end()) {
                host->second->connect(link.sender(end));
                wires_by_host.emplace(name, &link.sender(end));
                link.connect(end, host->second->interface());
            } else {
                auto const dot = name.find('.');
                auto& router = *routers_by_name.at(name.substr(0, dot));
                auto const port = std::string_view(name).substr(dot + 1);
                router.connect(port, link.sender(end));
                link.connect(end, router.port(port));
            }
        }
        for (std::size_t end = 0; end < std::size(ends); ++end) {
            auto const& other = ends[1 - end];
            if (other.bridge == nullptr) continue;
            if (ends[end].bridge != nullptr) {
                ways_to_switch[ends[end].bridge].push_back(other);
            } else if (auto const host = hosts_by_name.find(options.ends[end]); host != hosts_by_name.end()) {
                way_to_host.emplace(host->second->options().mac, other);
            }
        }
    }

    void route(NetworkOptions const& options, std::vector<bool> const& is_up) {
        auto tables = routes_of(options, is_up);
        for (std::size_t i = 0; i < routers.size(); ++i) {
            routers[i].use(std::move(tables[i]));
        }
    }

    // Hosts that know each other from before the run have been heard by the switches, too.
    void introduce(NetworkOptions const& options) {
        std::unordered_set<MacAddress> heard;
        for (auto const& host : options.hosts) {
            if (!host.known.empty()) heard.insert(host.mac);
            for (auto const& neighbour : host.known) {
                heard.insert(neighbour.mac);
            }
        }
        for (auto const& host : options.hosts) {
            auto const way = way_to_host.find(host.mac);
            if (way != way_to_host.end() && heard.contains(host.mac)) introduce(host.mac, way->second, nullptr);
        }
    }

    // The links that carry frames are a tree, so each switch is met once.
    void introduce(MacAddress mac, Way const& way, EthernetSwitch const* from) {
        way.bridge->know(mac, *way.port);
        for (auto const& next : ways_to_switch[way.bridge]) {
            if (next.bridge != from) introduce(mac, next, way.bridge);
        }
    }

    sim::Scheduler& scheduler;
    // First, as what is below holds payloads, and frames that hold them.
    PayloadPool payloads;
    FramePool frames;
    std::deque<EthernetSwitch> switches;
    std::deque<Host> hosts;
    std::deque<Router> routers;
    std::deque<LinkType> link_types;
    std::deque<Link> links;
    std::deque<Netem> netems;
    LinkMeters meters{scheduler};
    std::unordered_map<std::size_t, LaidLink> links_by_number;
    std::deque<ObservedEnd> observed_ends;
    std::deque<Interference> interferences;
    std::unordered_map<std::string, EthernetSwitch*> switches_by_name;
    std::unordered_map<std::string, Host*> hosts_by_name;
    std::unordered_map<std::string, Router*> routers_by_name;
    std::unordered_map<std::string, FrameSink*> wires_by_host;
    std::unordered_map<EthernetSwitch const*, std::vector<Way>> ways_to_switch;  // of its neighbours, to it
    std::unordered_map<MacAddress, Way> way_to_host;
};

Network::Network(sim::Scheduler& scheduler, sim::RandomStreams const& random, NetworkOptions const& options)
    : impl_(std::make_unique<Impl>(scheduler, random, options)) {}

Network::~Network() = default;

Host& Network::host(std::string_view name) {
    auto const found = impl_->hosts_by_name.find(std::string(name));
    assert(found != impl_->hosts_by_name.end() && "the host must exist");
    return *found->second;
}

Host& Network::host(std::size_t number) {
    return impl_->hosts.at(number);
}

Router& Network::router(std::string_view name) {
    return *impl_->routers_by_name.at(std::string(name));
}

PayloadPool& Network::payloads() {
    return impl_->payloads;
}

void Network::interfere(std::string_view host, FrameJudge& judge) {
    auto& wire = *impl_->wires_by_host.at(std::string(host));
    this->host(host).connect(impl_->interferences.emplace_back(impl_->scheduler, judge, wire));
}

void Network::observe_link(std::size_t number, FrameObserver& observer) {
    auto const found = impl_->links_by_number.find(number);
    if (found == impl_->links_by_number.end()) return;
    auto const& link = found->second;
    for (std::size_t end = 0; end < 2; ++end) {
        link.connect(end, impl_->observed_ends.emplace_back(impl_->scheduler, observer, link.device(end)));
    }
}

std::vector<LinkRecord> Network::measured_links() {
    return impl_->meters.records();
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

std::optional<FloodCount> Network::most_flooded() const {
    std::optional<FloodCount> most;
    for (auto const& [name, bridge] : impl_->switches_by_name) {
        auto const frames = bridge->flooded();
        if (frames == 0) continue;
        if (!most || frames > most->frames || (frames == most->frames && name < most->switch_name))
            most = {name, frames};
    }
    return most;
}

}  // namespace voiplab::net
