#include "tests/catch.hpp"
#include "tests/net/topology.hpp"
#include "voiplab/models/net/icmp.hpp"
#include "voiplab/models/net/wire_format.hpp"

#include <string>

using namespace voiplab::net;
using namespace std::chrono_literals;

namespace {

struct Receiver final : UdpReceiver {
    void receive(UdpDatagram const& datagram) override { texts.emplace_back(datagram.payload.text()); }
    std::vector<std::string> texts;
};

// What a host sends and is sent.
struct Trace final : FrameObserver {
    void observe(Frame const& frame, Direction direction, voiplab::sim::Time /*now*/) override {
        (direction == Direction::sent ? sent : received).push_back(frame);
    }
    std::vector<Ipv4Packet> packets_sent() const {
        std::vector<Ipv4Packet> packets;
        for (auto const& frame : sent) {
            if (auto const* const packet = std::get_if<Ipv4Packet>(&frame.content)) packets.push_back(*packet);
        }
        return packets;
    }
    std::vector<Frame> sent;
    std::vector<Frame> received;
};

// Alice and Bob at one switch, who know each other.
struct Fixture {
    explicit Fixture(NetworkOptions const& options = acquainted())
        : network(scheduler, voiplab::sim::RandomStreams(1), options) {
        network.host("bob").bind(5060, bob);
        network.host("alice").observe(trace);
    }
    static NetworkOptions acquainted() {
        auto options = small_network();
        options.hosts[0].known = {{ip(2), mac(2)}};
        options.hosts[1].known = {{ip(1), mac(1)}};
        return options;
    }
    void send(std::string_view text, std::uint16_t port = 5060) {
        network.host("alice").send({ip(2), port}, 4000, network.payloads().copy(text));
        scheduler.run_until(scheduler.now() + 100ms);
    }

    voiplab::sim::Scheduler scheduler;
    Network network;
    Receiver bob;
    Trace trace;
};

}  // namespace

TEST_CASE("A datagram longer than the MTU arrives whole, in fragments that may be cut again") {
    Fixture f;
    std::string const text(2000, 's');
    f.send(text);
    CHECK(f.bob.texts == std::vector{text});
    auto const sent = f.trace.packets_sent();
    REQUIRE(sent.size() == 2);
    CHECK(sent[0].payload.size() == 1480);
    CHECK(sent[1].payload.size() == 2008 - 1480);
    CHECK(sent[0].identification == sent[1].identification);
    CHECK_FALSE(sent[0].dont_fragment);
    CHECK(f.network.host("alice").counters().fragmented == 1);
    CHECK(f.network.host("alice").counters().sent == 1);
    CHECK(f.network.host("bob").counters().received == 1);
}

TEST_CASE("A datagram that just fits is sent in one piece, and may not be cut") {
    Fixture f;
    f.send(std::string(1472, 's'));
    REQUIRE(f.trace.sent.size() == 1);
    CHECK(std::get<UdpDatagram>(f.trace.sent[0].content).dont_fragment);
    CHECK(frame_size(f.trace.sent[0]) == 1514);
}

TEST_CASE("Told of a shorter MTU on the way, a host cuts what it sends there for ten minutes") {
    Fixture f;
    auto& alice = f.network.host("alice");
    f.send(std::string(1400, 's'));
    auto& pool = f.network.payloads();
    FramePool frames;
    auto const too_long = packet_of(std::get<UdpDatagram>(f.trace.sent.at(0).content), pool);
    auto const told = icmp_error({IcmpType::unreachable, icmp_fragmentation_needed, 1300}, too_long, ip(9), pool);
    alice.interface().accept(frames.make({mac(1), mac(9), told}));
    CHECK(alice.counters().icmp_received == 1);
    f.trace.sent.clear();
    f.send(std::string(1400, 't'));
    CHECK(f.trace.packets_sent().size() == 2);
    CHECK(f.bob.texts.size() == 2);
    SECTION("and only there") {
        f.trace.sent.clear();
        alice.send({ip(255), 5060}, 4000, pool.copy(std::string(1400, 'b')));
        REQUIRE(f.trace.sent.size() == 1);
        CHECK(frame_size(f.trace.sent[0]) == 1442);
    }
    SECTION("then it tries again in one piece") {
        f.scheduler.run_until(at(601s));
        f.trace.sent.clear();
        f.send(std::string(1400, 'u'));
        CHECK(std::count_if(f.trace.sent.begin(), f.trace.sent.end(),
                            [](Frame const& frame) { return frame_size(frame) == 1442; }) == 1);
    }
}

TEST_CASE("Who sends to a port that nobody has bound is told so, unless the host keeps silent") {
    auto options = Fixture::acquainted();
    options.hosts[1].port_unreachable = GENERATE(true, false);
    Fixture f(options);
    f.send("anybody?", 5061);
    CHECK(f.network.host("bob").counters().icmp_sent == (options.hosts[1].port_unreachable ? 1 : 0));
    if (!options.hosts[1].port_unreachable) {
        CHECK(f.trace.received.empty());
        return;
    }
    REQUIRE(f.trace.received.size() == 1);
    auto const report = read_icmp_error(std::get<Ipv4Packet>(f.trace.received[0].content));
    REQUIRE(report);
    CHECK(report->error.code == icmp_port_unreachable);
    CHECK(report->destination_port == 5061);
    CHECK(report->source_port == 4000);
}

TEST_CASE("A fragment that stays away costs the datagram, and after 30 s its sender is told") {
    Fixture f;
    struct SecondFragmentIsLost final : FrameJudge {
        FrameFate judge(Frame const& frame) override {
            auto const* const packet = std::get_if<Ipv4Packet>(&frame.content);
            return {packet != nullptr && packet->fragment_offset > 0 ? FrameFate::Kind::lose : FrameFate::Kind::pass};
        }
    } judge;
    f.network.interfere("alice", judge);
    f.send(std::string(2000, 's'));
    f.scheduler.run_until(at(31s));
    CHECK(f.bob.texts.empty());
    CHECK(f.network.host("bob").counters().incomplete == 1);
    auto const is_time_exceeded = [](Frame const& frame) {
        auto const* const packet = std::get_if<Ipv4Packet>(&frame.content);
        auto const report = packet == nullptr ? std::nullopt : read_icmp_error(*packet);
        return report && report->error.type == IcmpType::time_exceeded &&
               report->error.code == icmp_reassembly_time_exceeded;
    };
    CHECK(std::count_if(f.trace.received.begin(), f.trace.received.end(), is_time_exceeded) == 1);
}

TEST_CASE("A damaged frame is dropped by the host that finds out, and counted") {
    Fixture f;
    f.send("hello");
    auto& bob = f.network.host("bob");
    FramePool frames;
    auto const& sent = f.trace.sent.at(0);
    auto const last_bit = 8 * frame_size(sent) - 1;
    bob.interface().accept(frames.make(with_bit_inverted(sent, last_bit, f.network.payloads())));
    CHECK(bob.counters().damaged == 1);
    CHECK(f.bob.texts.size() == 1);
}

TEST_CASE("A host hears frames of its own VLAN alone, and tags what it sends") {
    auto options = Fixture::acquainted();
    options.hosts[0].vlan = 20;
    options.hosts[1].vlan = GENERATE(std::uint16_t{20}, std::uint16_t{30}, std::uint16_t{0});
    Fixture f(options);
    f.send("hello");
    REQUIRE_FALSE(f.trace.sent.empty());
    CHECK(f.trace.sent[0].vlan == VlanTag{20, 0});
    CHECK(f.bob.texts.size() == (options.hosts[1].vlan == 20 ? 1 : 0));
}
