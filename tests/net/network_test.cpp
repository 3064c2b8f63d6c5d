#include "voiplab/models/net/network.hpp"

#include "tests/catch.hpp"
#include "tests/net/topology.hpp"

#include <algorithm>

using namespace voiplab;
using namespace voiplab::net;
using namespace std::chrono_literals;

namespace {

struct CountingReceiver final : UdpReceiver {
    explicit CountingReceiver(sim::Scheduler& used) : scheduler(used) {}
    void receive(UdpDatagram const& datagram) override {
        arrivals.emplace_back(scheduler.now(), datagram.payload.text());
    }
    sim::Scheduler& scheduler;
    std::vector<std::pair<sim::Time, std::string>> arrivals;
};

// Everything that a host sees, as bytes with times.
struct Trace final : FrameObserver {
    void observe(Frame const& frame, Direction direction, sim::Time now) override {
        std::vector<std::uint8_t> bytes;
        append_bytes(frame, bytes);
        seen.emplace_back(now.time_since_epoch().count(), direction, std::move(bytes));
    }
    std::vector<std::tuple<std::int64_t, Direction, std::vector<std::uint8_t>>> seen;
};

std::size_t broadcasts(Trace const& trace) {
    return static_cast<std::size_t>(std::count_if(trace.seen.begin(), trace.seen.end(), [](auto const& seen) {
        return std::get<1>(seen) == Direction::received && std::get<2>(seen).front() == 0xff;
    }));
}

}  // namespace

TEST_CASE("A datagram's way through a switch takes the sum of its parts") {
    auto options = small_network();
    options.switches[0].forwarding_delay = 5us;
    for (auto& link : options.links) {
        link.rate = {100'000'000};
        link.delay = 500ns;
    }
    options.hosts[1].arp_reply_time = 20us;
    sim::Scheduler scheduler;
    Network network(scheduler, sim::RandomStreams(1), options);
    CountingReceiver bob(scheduler);
    network.host("bob").bind(5060, bob);

    network.host("alice").send({ip(2), 5060}, 4000, network.payloads().copy(std::string(172, 'x')));
    scheduler.run_until(at(1s));
    // Three ways of two links and a switch. On 100 Mbit/s an ARP packet's 84 octets take 6.72 us, and the datagram's
    // 14 + 20 + 8 + 172 + 24 = 238 octets take 19.04 us.
    auto const way = [](sim::Duration transmission) { return 2 * (transmission + 500ns) + 5us; };
    REQUIRE(bob.arrivals.size() == 1);
    CHECK(bob.arrivals[0].first == at(2 * way(6720ns) + 20us + way(19'040ns)));
    CHECK(bob.arrivals[0].second == std::string(172, 'x'));

    SECTION("and once ARP is done only the last of them") {
        network.host("alice").send({ip(2), 5060}, 4000, network.payloads().copy(std::string(172, 'x')));
        scheduler.run_until(at(2s));
        REQUIRE(bob.arrivals.size() == 2);
        CHECK(bob.arrivals[1].first == at(1s + way(19'040ns)));
    }
}

TEST_CASE("A loop of switches is cut, so that a broadcast arrives once") {
    auto options = small_network();
    options.switches = {switch_options("a"), switch_options("b"), switch_options("c")};
    options.links = {link_options("alice", "a"), link_options("bob", "b"), link_options("a", "b"),
                     link_options("b", "c"),     link_options("c", "a"),   link_options("a", "b")};
    REQUIRE(check_topology(options).empty());
    sim::Scheduler scheduler;
    Network network(scheduler, sim::RandomStreams(1), options);
    Trace bob;
    network.host("bob").observe(bob);
    network.host("alice").send({ip(255), 9}, 9, network.payloads().copy("once"));
    scheduler.run();
    CHECK(broadcasts(bob) == 1);
}

TEST_CASE("Of a loop's links the slowest is cut") {
    auto options = small_network();
    options.switches = {switch_options("a"), switch_options("b"), switch_options("c")};
    // The direct way is slow: frames go round by c.
    options.links = {link_options("alice", "a"), link_options("bob", "b"), link_options("a", "b"),
                     link_options("b", "c"), link_options("c", "a")};
    options.links[2].rate = {10'000'000};
    for (auto& bridge : options.switches) {
        bridge.forwarding_delay = 1ms;
    }
    sim::Scheduler scheduler;
    Network network(scheduler, sim::RandomStreams(1), options);
    CountingReceiver bob(scheduler);
    network.host("bob").bind(9, bob);
    network.host("alice").send({ip(255), 9}, 9, network.payloads().copy("x"));
    scheduler.run();
    REQUIRE(bob.arrivals.size() == 1);
    // Three switches of 1 ms each, not two.
    CHECK(bob.arrivals[0].first >= at(3ms));
    CHECK(bob.arrivals[0].first < at(4ms));
}

TEST_CASE("Frames lost at full queues are counted") {
    auto options = small_network();
    options.links[0].queue_length = 3;
    sim::Scheduler scheduler;
    Network network(scheduler, sim::RandomStreams(1), options);
    for (int i = 0; i < 10; ++i) {
        network.host("alice").send({ip(255), 9}, 9, network.payloads().copy("x"));
    }
    CHECK(network.dropped_frames() == 6);
}

TEST_CASE("A cut link tells nobody: its host's neighbours stay known, and the frames lost are counted") {
    auto options = small_network();
    options.links[1].down = {{at(10s), std::nullopt}};
    sim::Scheduler scheduler;
    Network network(scheduler, sim::RandomStreams(1), options);
    Trace alice;
    network.host("alice").observe(alice);
    auto const send = [&] { network.host("alice").send({ip(2), 9}, 9, network.payloads().copy("x")); };
    send();
    scheduler.run_until(at(10s));
    auto const before = alice.seen.size();
    send();
    // The datagram leaves without a question who has bob's address.
    CHECK(alice.seen.size() == before + 1);
    scheduler.run_until(at(11s));
    CHECK(network.lost_frames() == 1);
    CHECK(network.dropped_frames() == 0);
}

TEST_CASE("netem stands behind the link's queue and delay, on the way that it is of") {
    auto options = small_network();
    NetemOptions netem;
    netem.from = "alice";
    netem.delay = sim::Duration(30ms);
    netem.loss = {Probability{0}, {{at(5s), Probability{1}}}};
    options.links[0].netem = {netem};
    sim::Scheduler scheduler;
    Network network(scheduler, sim::RandomStreams(1), options);
    CountingReceiver alice(scheduler);
    CountingReceiver bob(scheduler);
    network.host("alice").bind(9, alice);
    network.host("bob").bind(9, bob);
    Trace sent;
    network.host("alice").observe(sent);
    Trace crossed;
    network.observe_link(0, crossed);
    auto const send = [&](std::string_view from, std::uint8_t to) {
        network.host(from).send({ip(to), 9}, 9, network.payloads().copy("x"));
        scheduler.run_until(scheduler.now() + 1s);
    };
    send("alice", 255);
    send("bob", 255);
    REQUIRE(bob.arrivals.size() == 1);
    REQUIRE(alice.arrivals.size() == 1);
    // Two links of 500 ns and 672 ns, a switch of 5 us, and alice's netem.
    CHECK(bob.arrivals[0].first == at(30ms + 2 * 1172ns + 5us));
    CHECK(alice.arrivals[0].first == at(1s + 2 * 1172ns + 5us));
    CHECK(crossed.seen.size() == 2);
    // What is lost was sent, and never arrived.
    scheduler.run_until(at(5s));
    send("alice", 255);
    CHECK(bob.arrivals.size() == 1);
    CHECK(crossed.seen.size() == 2);
    CHECK(sent.seen.size() == 3);
}

TEST_CASE("The same inputs give the same frames at the same times, watched or not") {
    auto const run = [](bool watched, std::uint64_t seed) {
        sim::Scheduler scheduler;
        auto options = small_network();
        options.hosts.push_back(host_options("carol", 3));
        options.links.push_back(link_options("carol", "lan"));
        Network network(scheduler, sim::RandomStreams(seed), options);
        Trace bob;
        Trace alice;
        network.host("bob").observe(bob);
        if (watched) network.host("alice").observe(alice);
        for (int second = 0; second < 120; ++second) {
            network.host("alice").send({ip(2), 9}, 9, network.payloads().copy("to bob"));
            network.host("bob").send({ip(3), 9}, 9, network.payloads().copy("to carol"));
            scheduler.run_until(at(std::chrono::seconds(second + 1)));
        }
        return bob.seen;
    };
    auto const first = run(false, 1);
    CHECK(first.size() > 240);
    CHECK(run(false, 1) == first);
    CHECK(run(true, 1) == first);
    CHECK(run(true, 2) != first);
}

TEST_CASE("Another host in the network does not change a host's luck") {
    auto const identification = [](NetworkOptions const& options) {
        sim::Scheduler scheduler;
        Network network(scheduler, sim::RandomStreams(1), options);
        Trace alice;
        network.host("alice").observe(alice);
        network.host("alice").send({ip(255), 9}, 9, network.payloads().copy("x"));
        auto const& bytes = std::get<2>(alice.seen.at(0));
        return bytes[18] << 8 | bytes[19];
    };
    auto larger = small_network();
    larger.hosts.insert(larger.hosts.begin(), host_options("carol", 3));
    larger.links.push_back(link_options("carol", "lan"));
    CHECK(identification(larger) == identification(small_network()));
}

TEST_CASE("Hosts that know each other have been heard by every switch between them: no first packet is flooded") {
    // Of a neighbour that is not there the switches have heard nothing.
    auto const neighbour = GENERATE(mac(2), mac(9));
    auto const is_there = neighbour == mac(2);
    CAPTURE(is_there);
    NetworkOptions options;
    options.switches = {switch_options("left"), switch_options("right")};
    options.hosts = {host_options("alice", 1), host_options("bob", 2), host_options("carol", 3),
                     host_options("dave", 4)};
    options.links = {link_options("left", "right"), link_options("alice", "left"), link_options("carol", "left"),
                     link_options("bob", "right"), link_options("dave", "right")};
    options.hosts[0].known = {{ip(2), neighbour}};
    sim::Scheduler scheduler;
    Network network(scheduler, sim::RandomStreams(1), options);
    CountingReceiver bob(scheduler);
    network.host("bob").bind(5060, bob);
    Trace to_carol;
    Trace to_dave;
    network.observe_link(2, to_carol);
    network.observe_link(4, to_dave);

    network.host("alice").send({ip(2), 5060}, 4000, network.payloads().copy("to bob"));
    scheduler.run_until(at(100ms));
    CHECK(to_carol.seen.size() == (is_there ? 0 : 1));
    CHECK(to_dave.seen.size() == (is_there ? 0 : 1));
    CHECK(bob.arrivals.size() == (is_there ? 1 : 0));
}

TEST_CASE("A link's observer sees what its hosts see, and what they send when it has crossed the link") {
    auto options = small_network();
    options.links[0].rate = {100'000'000};
    options.links[0].delay = 500ns;
    for (auto& host : options.hosts) {
        host.port_unreachable = false;
    }
    sim::Scheduler scheduler;
    Network network(scheduler, sim::RandomStreams(1), options);
    Trace alice;
    Trace link;
    network.host("alice").observe(alice);
    network.observe_link(0, link);
    Trace beside;
    network.observe_link(0, beside);
    for (int i = 0; i < 5; ++i) {
        network.host("alice").send({ip(2), 5060}, 4000, network.payloads().copy(std::string(172, 'a')));
        network.host("bob").send({ip(1), 5060}, 4000, network.payloads().copy(std::string(172, 'b')));
        scheduler.run_until(at((i + 1) * 20ms));
    }
    // A datagram takes 14 + 20 + 8 + 172 + 24 = 238 octets' time, an ARP packet the least of 84.
    auto expected = alice.seen;
    for (auto& [time, direction, bytes] : expected) {
        if (direction == Direction::sent) time += (bytes.size() > 60 ? 19'040 : 6'720) + 500;
        direction = Direction::received;
    }
    CHECK(beside.seen == link.seen);
    std::sort(expected.begin(), expected.end());
    std::sort(link.seen.begin(), link.seen.end());
    CHECK(alice.seen.size() >= 10 + 2);
    CHECK(link.seen == expected);
}
