#include "tests/catch.hpp"
#include "tests/net/topology.hpp"
#include "tests/support/allocations.hpp"
#include "voiplab/models/net/network.hpp"
#include "voiplab/sim/timer.hpp"

using namespace voiplab;
using namespace voiplab::net;
using namespace std::chrono_literals;

namespace {

struct CountingReceiver final : UdpReceiver {
    void receive(UdpDatagram const& /*datagram*/) override { ++received; }
    std::uint64_t received = 0;
};

// G.711 as a phone sends it: 172 bytes of RTP every 20 ms.
struct Talker {
    Talker(sim::Scheduler& scheduler_used, Network& network_used, std::string_view from, Ipv4Address to_address)
        : scheduler(scheduler_used),
          network(network_used),
          host(network.host(from)),
          to{to_address, 40'000},
          timer(scheduler, [this] { talk(); }) {
        timer.arm(scheduler.now());
    }
    void talk() {
        host.send(to, 40'000, network.payloads().make(172));
        timer.arm_in(20ms);
    }
    sim::Scheduler& scheduler;
    Network& network;
    Host& host;
    UdpEndpoint to;
    sim::Timer timer;
};

}  // namespace

TEST_CASE("A network that carries steady traffic allocates nothing once it is warm") {
    sim::Scheduler scheduler;
    Network network(scheduler, sim::RandomStreams(1), small_network());
    CountingReceiver alice;
    CountingReceiver bob;
    network.host("alice").bind(40'000, alice);
    network.host("bob").bind(40'000, bob);
    Talker const from_alice(scheduler, network, "alice", ip(2));
    Talker const from_bob(scheduler, network, "bob", ip(1));

    // Warm: long enough for each neighbour to have been reachable, stale and probed, and for each link to have had more
    // than one frame at once.
    scheduler.run_until(at(600s));
    auto const received_before = alice.received + bob.received;
    REQUIRE(received_before > 0);
    REQUIRE(test::allocations() > 0);
    CHECK(test::allocations_of([&scheduler] { scheduler.run_until(at(1200s)); }) == 0);
    CHECK(alice.received + bob.received == received_before + std::uint64_t{2} * 50 * 600);
}

TEST_CASE("Netem and a meter allocate nothing once they are warm") {
    auto options = small_network();
    for (auto& link : options.links) {
        NetemOptions netem;
        netem.delay = sim::Duration(50ms);
        netem.jitter = sim::Duration(30ms);
        netem.loss_gemodel = GilbertElliottOptions{.p = Probability{0.01}, .r = Varying(Probability{0.25})};
        netem.duplicate = Probability{0.01};
        netem.reorder = Probability{0.01};
        netem.spikes = DelaySpikes{.from = at(0s), .every = 10s, .random = true, .delay = 100ms, .fall = 1s};
        link.netem = {netem};
    }
    // A slice is a row of what is written in the end; here none ends before the run.
    options.measurement = MeasurementOptions{10h, at(10h)};
    sim::Scheduler scheduler;
    Network network(scheduler, sim::RandomStreams(1), options);
    CountingReceiver bob;
    network.host("bob").bind(40'000, bob);
    Talker const from_alice(scheduler, network, "alice", ip(2));
    scheduler.run_until(at(1200s));
    REQUIRE(bob.received > 0);
    auto const received_before = bob.received;
    CHECK(test::allocations_of([&scheduler] { scheduler.run_until(at(1800s)); }) == 0);
    CHECK(bob.received > received_before + std::uint64_t{40} * 600);
}
