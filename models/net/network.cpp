#include "voiplab/models/net/network.hpp"

#include "introductions.hpp"
#include "link_meters.hpp"
#include "name_index.hpp"
#include "spanning_tree.hpp"
#include "voiplab/models/net/ethernet_switch.hpp"
#include "voiplab/models/net/hub.hpp"
#include "voiplab/models/net/link.hpp"
#include "voiplab/models/net/netem.hpp"
#include "voiplab/models/net/queued_direction.hpp"
#include "voiplab/models/net/router.hpp"
#include "voiplab/models/net/routes.hpp"
#include "voiplab/sim/prefetch.hpp"

#include <algorithm>
#include <cassert>
#include <deque>
#include <memory_resource>
#include <set>
#include <unordered_map>
#include <vector>

namespace voiplab::net {

namespace {

// Stands before a device that a link ends at whose last part has no place for the observer.
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
            if (auto const* const payload = payload_of(frame)) payload->prefetch_all();
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
    // Shows an observer what comes to that end; false where it must stand before the device.
    [[nodiscard]] bool observe(std::size_t end, FrameObserver& observer) const {
        return last[1 - end]->observe(observer);
    }
};

struct Network::Impl {
    struct Hosts {
        std::pmr::deque<Host> const& all;
        [[nodiscard]] std::size_t size() const { return all.size(); }
        [[nodiscard]] std::string_view name_of(std::size_t host) const { return all[host].options().name; }
    };

    Impl(sim::Scheduler& scheduler_used, sim::RandomStreams const& random, NetworkOptions const& options)
        : scheduler(scheduler_used) {
        for (auto const& each : options.switches) {
            switches_by_name.emplace(each.name, &switches.emplace_back(scheduler, each));
        }
        for (auto const& each : options.hubs) {
            hubs_by_name.emplace(each.name, &hubs.emplace_back());
        }
        for (auto const& each : options.hosts) {
            hosts.emplace_back(scheduler, frames, payloads, random.stream("host:" + each.name), each);
        }
        for (auto const& each : options.routers) {
            routers_by_name.emplace(each.name, &routers.emplace_back(scheduler, frames, payloads, random, each));
        }
        lay_links(options, random);
        use_links(options, std::vector<bool>(options.links.size(), true));
        expect_changes(options);
        if (options.measurement) meters.start(*options.measurement);
    }

    void lay_links(NetworkOptions const& options, sim::RandomStreams const& random) {
        std::vector<BridgedLink> all;
        all.reserve(options.links.size());
        for (std::size_t i = 0; i < options.links.size(); ++i) {
            auto const laid = make(options.links[i], random, options.measurement && options.links[i].measured);
            laid_links.push_back(laid);
            auto const& link = all.emplace_back(lay(laid, options.links[i], i));
            if (link.is_between_bridges) bridged_links.push_back(link);
        }
        // Switches learn once they know of which VLANs they are.
        auto const tree = spanning_tree(options, std::vector<bool>(options.links.size(), true));
        introduce(options, tree, [&](Introduction const& heard) {
            auto* const bridge = &switches[heard.bridge];
            for (auto const& way : all[heard.link].ends) {
                if (way.bridge == bridge) bridge->know(heard.mac, *way.port, heard.vlan);
            }
        });
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
            auto const stream = "link:" + options.name + "/" + options.ends[end];
            auto* const queued = make_queued(options, end, random, stream);
            if (queued != nullptr) {
                laid.senders[end] = laid.last[end] = queued;
            } else {
                laid.senders[end] = laid.last[end] = &link.sender(end);
            }
            LinkMeter* meter = nullptr;
            if (is_measured) {
                meter = queued != nullptr ? &meters.add(*queued, options, end)
                                          : &meters.add(link.sender(end), options, end);
            }
            for (auto const& netem : options.netem) {
                if (!netem.from.empty() && netem.from != options.ends[end]) continue;
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

    // What sends from that end, where the options give it a queue.
    QueuedDirection* make_queued(LinkOptions const& options, std::size_t end, sim::RandomStreams const& random,
                                 std::string_view stream) {
        for (auto const& queue : options.queues) {
            if (!queue.from.empty() && queue.from != options.ends[end]) continue;
            return &queued_directions.emplace_back(
                type_of(options), FrameQueue(queue, options.queue_length, options.rate, random, stream));
        }
        return nullptr;
    }

    // A switch, and the port of it by which it reaches something.
    struct Way {
        EthernetSwitch* bridge = nullptr;
        FrameSink* port = nullptr;
    };
    // A link that a spanning tree may cut is one between switches or hubs.
    struct BridgedLink {
        std::size_t number = 0;
        Way ends[2];
        bool is_between_bridges = true;
    };

    BridgedLink lay(LaidLink const& link, LinkOptions const& options, std::size_t number) {
        BridgedLink laid{.number = number, .ends = {}};
        for (std::size_t end = 0; end < std::size(options.ends); ++end) {
            auto const& name = options.ends[end];
            if (auto const found = switches_by_name.find(name); found != switches_by_name.end()) {
                laid.ends[end] = {found->second, &add_port(*found->second, link.sender(end), options)};
                link.connect(end, *laid.ends[end].port);
            } else if (auto const hub = hubs_by_name.find(name); hub != hubs_by_name.end()) {
                link.connect(end, hub->second->add_port(link.sender(end)));
            } else if (auto const host = hosts_by_name.find(name)) {
                hosts[*host].connect(link.sender(end));
                link.connect(end, hosts[*host].interface());
                laid.is_between_bridges = false;
            } else {
                auto const dot = name.find('.');
                auto& router = *routers_by_name.at(name.substr(0, dot));
                auto const port = std::string_view(name).substr(dot + 1);
                router.connect(port, link.sender(end));
                link.connect(end, router.port(port));
                laid.is_between_bridges = false;
            }
        }
        return laid;
    }

    FrameSink& add_port(EthernetSwitch& bridge, FrameSink& wire, LinkOptions const& link) {
        return link.vlans ? bridge.add_port(wire, *link.vlans, frames) : bridge.add_port(wire);
    }

    // From now on frames and packets go over these links.
    void use_links(NetworkOptions const& options, std::vector<bool> const& are_up) {
        auto tables = routes_of(options, are_up);
        for (std::size_t i = 0; i < routers.size(); ++i) {
            routers[i].use(std::move(tables[i]));
        }
        if (bridged_links.empty()) return;
        auto const carries = carrying_links(options, are_up);
        for (auto const& link : bridged_links) {
            for (auto const& [bridge, port] : link.ends) {
                if (bridge != nullptr) bridge->set_forwarding(*port, carries[link.number]);
            }
        }
    }

    // The changes of links that others than their hosts depend on.
    void expect_changes(NetworkOptions const& options) {
        std::set<sim::Time> changes;
        for (auto const& link : options.links) {
            if (link.down.empty() || hosts_by_name.find(link.ends[0]) || hosts_by_name.find(link.ends[1])) continue;
            for (auto const& outage : link.down) {
                changes.insert(outage.from);
                if (outage.until) changes.insert(*outage.until);
            }
        }
        if (changes.empty()) return;
        changing = std::make_unique<NetworkOptions>(options);
        for (auto const change : changes) {
            scheduler.schedule(change + options.routing.convergence, [this, change] { follow(change); });
        }
    }

    void follow(sim::Time change) {
        std::vector<bool> are_up;
        for (auto const& link : changing->links) {
            are_up.push_back(std::none_of(link.down.begin(), link.down.end(), [change](Outage const& outage) {
                return change >= outage.from && (!outage.until || change < *outage.until);
            }));
        }
        use_links(*changing, are_up);
        for (auto& bridge : switches) {
            bridge.flush();
        }
    }

    sim::Scheduler& scheduler;
    // Side by side stands what there is most of and packets meet, however much else is allocated in between: a
    // processor knows its way to a few thousand pages, and stops to look it up to any other.
    std::pmr::monotonic_buffer_resource memory;
    // First, as what is below holds payloads, and frames that hold them.
    PayloadPool payloads;
    FramePool frames;
    std::deque<EthernetSwitch> switches;
    std::deque<Hub> hubs;
    std::pmr::deque<Host> hosts{&memory};
    std::deque<Router> routers;
    std::deque<LinkType> link_types;
    std::pmr::deque<Link> links{&memory};
    std::deque<QueuedDirection> queued_directions;
    std::deque<Netem> netems;
    LinkMeters meters{scheduler};
    std::vector<LaidLink> laid_links;  // all, by their numbers
    std::deque<ObservedEnd> observed_ends;
    std::deque<Interference> interferences;
    std::unordered_map<std::string, EthernetSwitch*> switches_by_name;
    std::unordered_map<std::string, Hub*> hubs_by_name;
    NameIndex<Hosts> hosts_by_name{Hosts{hosts}};
    std::unordered_map<std::string, Router*> routers_by_name;
    std::vector<BridgedLink> bridged_links;
    std::unique_ptr<NetworkOptions> changing;  // where links go down and come back
};

Network::Network(sim::Scheduler& scheduler, sim::RandomStreams const& random, NetworkOptions const& options)
    : impl_(std::make_unique<Impl>(scheduler, random, options)) {}

Network::~Network() = default;

Host& Network::host(std::string_view name) {
    auto const found = impl_->hosts_by_name.find(name);
    assert(found && "the host must exist");
    return impl_->hosts[*found];
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
    auto& of_host = this->host(host);
    of_host.connect(impl_->interferences.emplace_back(impl_->scheduler, judge, of_host.wire()));
}

void Network::observe_link(std::size_t number, FrameObserver& observer) {
    auto const& link = impl_->laid_links.at(number);
    for (std::size_t end = 0; end < 2; ++end) {
        if (link.observe(end, observer)) continue;
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
    for (auto const& way : impl_->queued_directions) {
        dropped += way.counters().dropped();
    }
    return dropped;
}

std::uint64_t Network::lost_frames() const {
    std::uint64_t lost = 0;
    for (auto const& link : impl_->links) {
        lost += link.lost();
    }
    for (auto const& way : impl_->queued_directions) {
        lost += way.lost();
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
