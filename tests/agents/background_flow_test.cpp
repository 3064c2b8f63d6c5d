#include "voiplab/models/agents/background_flow.hpp"

#include "tests/catch.hpp"
#include "voiplab/models/net/network.hpp"

using namespace voiplab;
using namespace voiplab::agents;
using namespace std::chrono_literals;

namespace {

using Kind = BackgroundOptions::Kind;

// a and b at a switch, b behind a link of 2 Mbit/s and 20 ms with a queue of as many frames as it holds in a round
// trip.
net::NetworkOptions bottleneck() {
    net::NetworkOptions options;
    options.switches.push_back({.name = "lan", .forwarding_delay = {}});
    for (std::uint32_t number = 1; number <= 2; ++number) {
        net::HostOptions host;
        host.name = number == 1 ? "a" : "b";
        host.mac = {{2, 0, 0, 0, 0, static_cast<std::uint8_t>(number)}};
        host.address = {{0x0a00'0000U + number}, 24};
        host.known = {{{0x0a00'0003U - number}, {{2, 0, 0, 0, 0, static_cast<std::uint8_t>(3 - number)}}}};
        options.hosts.push_back(host);
        net::LinkOptions link;
        link.ends[0] = host.name;
        link.ends[1] = "lan";
        options.links.push_back(link);
    }
    auto& slow = options.links.back();
    slow.rate = {2'000'000};
    slow.delay = 20ms;
    slow.queue_length = 12;
    return options;
}

struct Rig {
    explicit Rig(BackgroundOptions options, net::NetworkOptions const& wiring = bottleneck())
        : network(scheduler, sim::RandomStreams(1), wiring) {
        if (!options.stop) options.stop = sim::Time{1h};
        flow = make_flow({scheduler, network.payloads(), network.host("a"), network.host("b"), 50'001}, options,
                         sim::RandomStreams(1), "background:0");
    }
    void run(sim::Duration until) { scheduler.run_until(sim::Time{until}); }

    sim::Scheduler scheduler;
    net::Network network;
    std::unique_ptr<BackgroundFlow> flow;
};

}  // namespace

TEST_CASE("A constant flow sends from start to stop, and what it sends arrives") {
    BackgroundOptions options;
    options.rate = {1'200'000};  // 1500 bytes each 10 ms
    options.start = sim::Time{1s};
    options.stop = sim::Time{3s};
    Rig rig(options);
    rig.run(999ms);
    CHECK(rig.flow->counters().sent == 0);
    rig.run(10s);
    CHECK(rig.flow->counters().sent == 200);
    CHECK(rig.flow->counters().received == 200);
}

TEST_CASE("More than the bottleneck carries is dropped there") {
    BackgroundOptions options;
    options.rate = {4'000'000};
    options.stop = sim::Time{30s};
    Rig rig(options);
    rig.run(40s);
    auto const counters = rig.flow->counters();
    CHECK(counters.sent == 10'000);
    CHECK(counters.sent - counters.received == rig.network.dropped_frames());
    // 1500 bytes take 1538 on the medium: 30 s of the link's time, and the queue's 12 frames after that.
    auto const carried = 30.0 * 2e6 / (1538 * 8);
    CHECK(static_cast<double>(counters.received) == Approx(carried + 12).margin(2));
}

TEST_CASE("A greedy flow fills the bottleneck") {
    BackgroundOptions options;
    options.kind = Kind::greedy;
    Rig rig(options);
    rig.run(10s);
    auto const before = rig.flow->counters().received;
    rig.run(70s);
    // The queue holds a bandwidth-delay product, so that half the window still fills the link (Villamizar and Song,
    // 1994): it never runs dry. What is behind the decimal point is one frame at each end.
    auto const carried = 60.0 * 2e6 / (1538 * 8);
    CHECK(static_cast<double>(rig.flow->counters().received - before) == Approx(carried).margin(2));
    CHECK(rig.flow->tcp().fast_retransmits > 10);
    CHECK(rig.flow->tcp().timeouts <= 1);
    CHECK(rig.network.dropped_frames() > 10);
    // What arrived twice or beyond a hole is little.
    CHECK(rig.flow->counters().delivered <= rig.flow->counters().received);
    CHECK(rig.flow->counters().delivered > rig.flow->counters().received * 98 / 100);
}

TEST_CASE("Two greedy flows share a bottleneck") {
    BackgroundOptions options;
    options.kind = Kind::greedy;
    options.stop = sim::Time{1h};
    Rig rig(options);
    auto const other =
        make_flow({rig.scheduler, rig.network.payloads(), rig.network.host("a"), rig.network.host("b"), 50'003},
                  options, sim::RandomStreams(1), "background:1");
    rig.run(300s);
    auto const one = static_cast<double>(rig.flow->counters().received);
    auto const two = static_cast<double>(other->counters().received);
    CHECK(one + two == Approx(300.0 * 2e6 / (1538 * 8)).epsilon(0.02));
    CHECK(std::min(one, two) > 0.25 * (one + two));
}

TEST_CASE("A greedy flow outlives an outage by its timer, and ends when it is to") {
    auto wiring = bottleneck();
    wiring.links.back().down = {{sim::Time{5s}, sim::Time{15s}}};
    BackgroundOptions options;
    options.kind = Kind::greedy;
    options.start = sim::Time{1s};
    options.stop = sim::Time{40s};
    Rig rig(options, wiring);
    rig.run(15s);
    // RFC 6298's least timer of 1 s, doubled: 6, 8, 12 s and so on.
    CHECK(rig.flow->tcp().timeouts == 3);
    auto const before = rig.flow->counters().delivered;
    rig.run(41s);
    CHECK(rig.flow->counters().delivered > before + 1000);
    auto const sent = rig.flow->counters().sent;
    rig.run(10min);
    CHECK(rig.flow->counters().sent == sent);
}
