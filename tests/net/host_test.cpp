#include "voiplab/models/net/host.hpp"

#include "tests/catch.hpp"
#include "tests/net/frames.hpp"

using namespace voiplab;
using namespace voiplab::net;
using namespace std::chrono_literals;

namespace {

struct RecordingReceiver final : UdpReceiver {
    void receive(UdpDatagram const& datagram) override { datagrams.push_back(datagram); }
    std::vector<UdpDatagram> datagrams;
};

struct RecordingObserver final : FrameObserver {
    void observe(Frame const& frame, Direction direction, sim::Time now) override {
        frames.push_back(frame);
        directions.push_back(direction);
        times.push_back(now);
    }
    std::vector<Frame> frames;
    std::vector<Direction> directions;
    std::vector<sim::Time> times;
};

HostOptions options_of_1() {
    HostOptions options;
    options.name = "one";
    options.mac = mac(1);
    options.address = {ip(1), 24};
    options.neighbours.kernel_hz = 0;
    return options;
}

// Host 1, whose wire and whose neighbours are the test itself.
struct Fixture {
    explicit Fixture(HostOptions const& options = options_of_1())
        : wire(scheduler), host(scheduler, frames, pool, sim::RandomStream(7), options) {
        host.connect(wire);
        host.observe(observer);
        host.bind(5060, receiver);
    }

    void deliver(MacAddress destination, ArpPacket packet) {
        host.interface().accept(frames.make({destination, packet.sender_mac, packet}));
    }
    void deliver_datagram(MacAddress destination, Ipv4Address destination_ip, std::uint16_t port) {
        auto frame = datagram_frame(pool, destination, mac(2), 4);
        auto& datagram = std::get<UdpDatagram>(frame.content);
        datagram.source_ip = ip(2);
        datagram.destination_ip = destination_ip;
        datagram.destination_port = port;
        host.interface().accept(frames.make(std::move(frame)));
    }
    // Host 2 asks for host 1, which thereby learns host 2.
    void introduce_2() {
        deliver(MacAddress::broadcast(), {ArpPacket::Operation::request, mac(2), ip(2), MacAddress{}, ip(1)});
        scheduler.run_until(scheduler.now() + 1ms);
        wire.frames.clear();
        wire.times.clear();
        observer = RecordingObserver{};
    }

    PayloadPool pool;
    FramePool frames;
    sim::Scheduler scheduler;
    RecordingSink wire;
    RecordingObserver observer;
    RecordingReceiver receiver;
    Host host;
};

ArpPacket arp(Frame const& frame) {
    return std::get<ArpPacket>(frame.content);
}
UdpDatagram udp(Frame const& frame) {
    return std::get<UdpDatagram>(frame.content);
}

}  // namespace

TEST_CASE("A host asks for an unknown neighbour and then sends what waited") {
    Fixture f;
    f.host.send({ip(2), 5060}, 4000, f.pool.copy("hello"), 46);
    REQUIRE(f.wire.frames.size() == 1);
    CHECK(f.wire.frames[0].destination == MacAddress::broadcast());
    CHECK(f.wire.frames[0].source == mac(1));
    auto const request = arp(f.wire.frames[0]);
    CHECK(request.operation == ArpPacket::Operation::request);
    CHECK(request.sender_mac == mac(1));
    CHECK(request.sender_ip == ip(1));
    CHECK(request.target_mac == MacAddress{});
    CHECK(request.target_ip == ip(2));
    CHECK(f.host.counters().sent == 0);

    f.deliver(mac(1), {ArpPacket::Operation::reply, mac(2), ip(2), mac(1), ip(1)});
    REQUIRE(f.wire.frames.size() == 2);
    CHECK(f.wire.frames[1].destination == mac(2));
    auto const datagram = udp(f.wire.frames[1]);
    CHECK(datagram.source_ip == ip(1));
    CHECK(datagram.destination_ip == ip(2));
    CHECK(datagram.source_port == 4000);
    CHECK(datagram.destination_port == 5060);
    CHECK(datagram.dscp == 46);
    CHECK(datagram.ttl == 64);
    CHECK(datagram.dont_fragment);
    CHECK(datagram.payload.text() == "hello");
    CHECK(f.host.counters().sent == 1);
}

TEST_CASE("A host gives up a neighbour that never answers") {
    Fixture f;
    f.host.send({ip(2), 5060}, 4000, f.pool.copy("lost"));
    f.scheduler.run();
    CHECK(f.wire.times == std::vector{at(0s), at(1s), at(2s)});
    CHECK(f.host.counters().unresolved == 1);
    CHECK(f.host.counters().sent == 0);
}

TEST_CASE("A host answers who asks for its address, after its reply time, broadcast and unicast alike") {
    auto options = options_of_1();
    options.arp_reply_time = 19us;
    Fixture f(options);
    auto const destination = GENERATE(MacAddress::broadcast(), mac(1));
    f.deliver(destination, {ArpPacket::Operation::request, mac(2), ip(2), MacAddress{}, ip(1)});
    CHECK(f.wire.frames.empty());
    f.scheduler.run();
    REQUIRE(f.wire.times == std::vector{at(19us)});
    CHECK(f.wire.frames[0].destination == mac(2));
    auto const reply = arp(f.wire.frames[0]);
    CHECK(reply.operation == ArpPacket::Operation::reply);
    CHECK(reply.sender_mac == mac(1));
    CHECK(reply.sender_ip == ip(1));
    CHECK(reply.target_mac == mac(2));
    CHECK(reply.target_ip == ip(2));
}

TEST_CASE("A host leaves requests for others unanswered, but its observers see them") {
    Fixture f;
    f.deliver(MacAddress::broadcast(), {ArpPacket::Operation::request, mac(2), ip(2), MacAddress{}, ip(3)});
    f.scheduler.run();
    CHECK(f.wire.frames.empty());
    CHECK(f.observer.frames.size() == 1);
}

TEST_CASE("A host knows who asked for it, and probes it five seconds after its first use") {
    Fixture f;
    f.introduce_2();
    auto const start = f.scheduler.now();
    f.host.send({ip(2), 5060}, 4000, f.pool.copy("hello"));
    REQUIRE(f.wire.frames.size() == 1);
    CHECK(f.wire.frames[0].destination == mac(2));
    f.scheduler.run_until(start + 5s);
    REQUIRE(f.wire.times == std::vector{start, start + 5s});
    CHECK(f.wire.frames[1].destination == mac(2));
    CHECK(arp(f.wire.frames[1]).operation == ArpPacket::Operation::request);
    CHECK(arp(f.wire.frames[1]).target_mac == MacAddress{});
}

TEST_CASE("A host probes at the times its options name") {
    auto options = options_of_1();
    options.probes = {{ip(3), at(2s)}, {ip(2), at(1s)}};
    Fixture f(options);
    f.introduce_2();
    f.scheduler.run_until(at(2s));
    REQUIRE(f.wire.times == std::vector{at(1s), at(2s), at(2s)});
    CHECK(f.wire.frames[0].destination == mac(2));
    CHECK(arp(f.wire.frames[0]).target_ip == ip(2));
    // At 2 s the new broadcast for host 3, and the second probe of host 2, which has not answered.
    CHECK(std::any_of(f.wire.frames.begin() + 1, f.wire.frames.end(), [](Frame const& frame) {
        return frame.destination == MacAddress::broadcast() && arp(frame).target_ip == ip(3);
    }));
}

TEST_CASE("Datagrams for other networks go to the gateway's MAC") {
    auto options = options_of_1();
    options.gateway = ip(2);
    Fixture f(options);
    f.introduce_2();
    f.host.send({{0x0a000001}, 5060}, 4000, f.pool.copy("far"));
    REQUIRE(f.wire.frames.size() == 1);
    CHECK(f.wire.frames[0].destination == mac(2));
    CHECK(udp(f.wire.frames[0]).destination_ip == Ipv4Address{0x0a000001});
}

TEST_CASE("Without a gateway there is no route to other networks") {
    Fixture f;
    f.host.send({{0x0a000001}, 5060}, 4000, f.pool.copy("far"));
    CHECK(f.wire.frames.empty());
    CHECK(f.host.counters().no_route == 1);
}

TEST_CASE("Broadcasts and multicasts need no ARP") {
    Fixture f;
    // 192.168.6.255, the limited broadcast, and SIP's group sip.mcast.net (RFC 3261, 18.1.1) by RFC 1112, 6.4.
    f.host.send({ip(255), 5060}, 4000, f.pool.copy("all"));
    f.host.send({{0xffffffff}, 5060}, 4000, f.pool.copy("all"));
    f.host.send({{0xe000014b}, 5060}, 4000, f.pool.copy("group"));
    REQUIRE(f.wire.frames.size() == 3);
    CHECK(f.wire.frames[0].destination == MacAddress::broadcast());
    CHECK(f.wire.frames[1].destination == MacAddress::broadcast());
    CHECK(f.wire.frames[2].destination == MacAddress{{0x01, 0x00, 0x5e, 0x00, 0x01, 0x4b}});
}

TEST_CASE("Datagrams reach the receiver of their port, and others are counted") {
    Fixture f;
    f.deliver_datagram(mac(1), ip(1), 5060);
    f.deliver_datagram(MacAddress::broadcast(), ip(255), 5060);
    CHECK(f.receiver.datagrams.size() == 2);
    CHECK(f.host.counters().received == 2);

    f.deliver_datagram(mac(1), ip(1), 5061);
    CHECK(f.host.counters().no_port == 1);

    CHECK(f.host.bound(5060));
    f.host.unbind(5060);
    CHECK_FALSE(f.host.bound(5060));
    f.deliver_datagram(mac(1), ip(1), 5060);
    CHECK(f.host.counters().no_port == 2);
    CHECK(f.receiver.datagrams.size() == 2);
}

TEST_CASE("Every second port of many is one receiver's, and the more of them when it takes more") {
    Fixture f;
    f.introduce_2();
    RecordingReceiver relay;
    auto const heard = [&](std::uint16_t port) {
        auto const before = relay.datagrams.size();
        f.deliver_datagram(mac(1), ip(1), port);
        CHECK(f.host.bound(port) == (relay.datagrams.size() > before));
        return relay.datagrams.size() > before;
    };
    f.host.bind({10'000, 2}, relay);
    CHECK_FALSE(heard(9'998));
    CHECK(heard(10'000));
    CHECK_FALSE(heard(10'001));
    CHECK(heard(10'002));
    CHECK_FALSE(heard(10'004));
    f.host.bind({10'000, 3}, relay);
    CHECK(heard(10'004));
    CHECK_FALSE(heard(10'006));
    CHECK(f.host.counters().received == 3);
    CHECK(f.host.counters().no_port == 4);
    // The other ports are whose they were.
    f.deliver_datagram(mac(1), ip(1), 5060);
    CHECK(f.receiver.datagrams.size() == 1);
}

TEST_CASE("A frame flooded for another is neither taken nor seen") {
    Fixture f;
    f.deliver_datagram(mac(3), ip(1), 5060);
    CHECK(f.receiver.datagrams.empty());
    CHECK(f.observer.frames.empty());
    CHECK(f.host.counters().not_for_us == 1);
}

TEST_CASE("A datagram to the host itself arrives after the running event and is on no wire") {
    Fixture f;
    auto const to = GENERATE(ip(1), Ipv4Address{0x7f000001});
    f.host.send({to, 5060}, 4000, f.pool.copy("me"));
    CHECK(f.receiver.datagrams.empty());
    f.scheduler.run();
    REQUIRE(f.receiver.datagrams.size() == 1);
    CHECK(f.receiver.datagrams[0].payload.text() == "me");
    CHECK(f.scheduler.now() == at(0s));
    CHECK(f.wire.frames.empty());
    CHECK(f.observer.frames.empty());
}

TEST_CASE("Observers see both directions, each frame at its own time") {
    Fixture f;
    f.introduce_2();
    f.deliver_datagram(mac(1), ip(1), 5060);
    f.scheduler.run_until(at(10ms));
    f.host.send({ip(2), 5060}, 4000, f.pool.copy("hello"));
    CHECK(f.observer.directions == std::vector{Direction::received, Direction::sent});
    CHECK(f.observer.times == std::vector{at(1ms), at(10ms)});
}

TEST_CASE("IPv4 identifications count up from a number of the host's own stream") {
    Fixture f;
    f.introduce_2();
    for (int i = 0; i < 3; ++i) {
        f.host.send({ip(2), 5060}, 4000, f.pool.copy("hello"));
    }
    auto const first = udp(f.wire.frames[0]).identification;
    CHECK(udp(f.wire.frames[1]).identification == static_cast<std::uint16_t>(first + 1));
    CHECK(udp(f.wire.frames[2]).identification == static_cast<std::uint16_t>(first + 2));

    sim::Scheduler scheduler;
    RecordingSink wire(scheduler);
    Host other(scheduler, f.frames, f.pool, sim::RandomStream(8), options_of_1());
    other.connect(wire);
    other.send({ip(255), 5060}, 4000, f.pool.copy("hello"));
    CHECK(udp(wire.frames[0]).identification != first);
}

TEST_CASE("A neighbour known from before the run is sent to at once, and asked whether it is there after 5 s") {
    auto options = options_of_1();
    options.neighbours.kernel_hz = 0;
    options.known = {{ip(2), mac(2)}};
    Fixture f(options);
    f.host.send({ip(2), 5060}, 4000, f.pool.copy("hello"));
    REQUIRE(f.wire.frames.size() == 1);
    CHECK(f.wire.frames[0].destination == mac(2));
    CHECK(udp(f.wire.frames[0]).payload.text() == "hello");
    f.scheduler.run_until(at(5s));
    REQUIRE(f.wire.frames.size() == 2);
    CHECK(f.wire.frames[1].destination == mac(2));
    CHECK(arp(f.wire.frames[1]).target_ip == ip(2));
}
