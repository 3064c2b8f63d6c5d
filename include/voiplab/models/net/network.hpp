#pragma once

#include "voiplab/models/net/host.hpp"
#include "voiplab/models/net/interference.hpp"
#include "voiplab/models/net/link_statistics.hpp"
#include "voiplab/models/net/netem_options.hpp"
#include "voiplab/models/net/quantity.hpp"
#include "voiplab/models/net/queue_options.hpp"
#include "voiplab/models/net/router.hpp"
#include "voiplab/models/net/router_options.hpp"
#include "voiplab/sim/random.hpp"
#include "voiplab/sim/scheduler.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace voiplab::net {

struct SwitchOptions {
    std::string name;
    sim::Duration forwarding_delay = std::chrono::microseconds(5);  // from the last bit in to the first bit out
    sim::Duration ageing_time = std::chrono::seconds(300);          // IEEE 802.1D's default for a learned address
    std::size_t table_size = 8192;                                  // learned addresses; further ones are flooded
};

// A repeater.
struct HubOptions {
    std::string name;
};

// Which VLANs a switch's port carries (IEEE 802.1Q).
struct SwitchPortOptions {
    std::uint16_t untagged = 1;                        // the VLAN of frames without a tag: the PVID
    std::optional<std::vector<std::uint16_t>> tagged;  // those of frames with one; by default all others
};

// A span in which a link is down, both ways. What is offered to it in that time is lost; what it has taken before
// arrives, even from its queue. No host learns of it, and no ARP entry goes; switches and routers do after
// RoutingOptions::convergence.
struct Outage {
    sim::Time from;
    std::optional<sim::Time> until;  // by default to the end of the run
    bool operator==(Outage const&) const = default;
};

struct LinkOptions {
    std::string name;                        // "a-b" by default
    std::string ends[2];                     // a host, a switch, a hub or a router's port ("gw.lan") each
    BitRate rate{1'000'000'000};             // each way: links are full-duplex
    sim::Duration delay{500};                // propagation: 100 m of cable
    std::size_t queue_length = 1000;         // frames that wait to be sent, each way; further ones are dropped
    std::uint32_t cost = 1;                  // of RoutingOptions::Metric::cost
    std::vector<Outage> down;                // in their order, none touching the next
    std::optional<SwitchPortOptions> vlans;  // of the switches' ports that it ends at
    std::vector<NetemOptions> netem;         // each for one way, or one for both
    std::vector<QueueOptions> queues;        // the same; by default tail drop by `queue_length`
    bool measured = true;                    // where anything is
};

// Hosts of one kind, each with a link of its own to one switch. They stand in NetworkOptions::hosts and ::links like
// any others, side by side and in the order of their numbers.
struct SiteOptions {
    std::string name;                    // the hosts are "name-1", "name-2" ...
    std::size_t hosts = 1;               // how many
    std::string switch_name;             // `switch` in YAML; by default the only one
    Ipv4Network first_address;           // of the first host; the others take the next ones
    BitRate rate{1'000'000'000};         // of each link, each way
    sim::Duration delay{500};            // of each link
    std::size_t queue_length = 1000;     // of each link
    std::optional<std::uint16_t> vlan;   // of each link at the switch
    bool measured = false;               // each link
    std::vector<NeighbourProbe> probes;  // by each of its hosts
    std::vector<std::string> knows;  // hosts: each of the site's and each of these know each other from the beginning
    std::size_t first_host = 0;      // the number of its first host
    std::size_t first_link = 0;      // and of that host's link
};

// How routers find the routes that nobody has given them, and when switches and routers take another way.
struct RoutingOptions {
    // What makes a path short: its links' delays, the routers on it, its links' given costs; `none` leaves routers with
    // their own networks and their static routes.
    enum class Metric : std::uint8_t { delay, hops, cost, none };
    Metric by = Metric::delay;
    // From a link's going down or coming back to what follows from it: other routes, another spanning tree.
    sim::Duration convergence = std::chrono::seconds(1);
};

struct NetworkOptions {
    std::vector<SwitchOptions> switches;
    bool spanning_tree = true;  // without one, a loop in the drawing is a loop
    std::vector<HubOptions> hubs;
    std::vector<RouterOptions> routers;
    RoutingOptions routing;
    std::vector<HostOptions> hosts;
    std::vector<LinkOptions> links;
    std::vector<SiteOptions> sites;
    std::optional<MeasurementOptions> measurement;  // of all links that are `measured`
};

// What is wrong with a topology: an end that does not exist, a host with two links or none, a host that no path
// reaches, two of one name, address or MAC. `path` points into the options ("links[2]", or "sites[0]" for what a site
// made), so that a loader can name file and line.
struct TopologyError {
    std::string path;
    std::string reason;
};

std::vector<TopologyError> check_topology(NetworkOptions const& options);

// How many frames a switch sent by all its ports, as they were for many or for an unknown address.
struct FloodCount {
    std::string switch_name;
    std::uint64_t frames = 0;
};

// The hosts, switches, routers and links of one run, wired as the options say. A Boost.Graph graph underneath: a loop
// of switches is cut by its minimum spanning tree, as IEEE 802.1D would, and routes are its shortest paths.
class Network {
  public:
    // The options must have passed check_topology.
    Network(sim::Scheduler& scheduler, sim::RandomStreams const& random, NetworkOptions const& options);
    ~Network();
    Network(Network const&) = delete;
    Network& operator=(Network const&) = delete;

    // The host of that name, or of that number in the options; it must exist.
    Host& host(std::string_view name);
    Host& host(std::size_t number);
    // The router of that name; it must exist.
    Router& router(std::string_view name);
    PayloadPool& payloads();
    // From now on the judge decides what becomes of each frame that the host sends, on its way to the first link. It
    // must outlive the network; a host has one. A host without one pays nothing.
    void interfere(std::string_view host, FrameJudge& judge);
    // Shows the observer what arrives at both ends of the link of that number in the options; one that the spanning
    // tree cut carries nothing.
    void observe_link(std::size_t number, FrameObserver& observer);
    // What became of the frames of each link that is measured, each way, in the order of the options. Ends the slice.
    [[nodiscard]] std::vector<LinkRecord> measured_links();
    // Frames that links' queues dropped.
    [[nodiscard]] std::uint64_t dropped_frames() const;
    // Frames lost because a link was down.
    [[nodiscard]] std::uint64_t lost_frames() const;
    // Of the switch that flooded most, by its name the first of those; nullopt where none did.
    [[nodiscard]] std::optional<FloodCount> most_flooded() const;

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace voiplab::net
