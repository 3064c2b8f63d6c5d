#include "voiplab/models/net/ethernet_switch.hpp"

#include "tests/catch.hpp"
#include "tests/net/frames.hpp"

using namespace voiplab;
using namespace voiplab::net;
using namespace std::chrono_literals;

namespace {

struct Fixture {
    explicit Fixture(SwitchOptions const& options = {}) : bridge(scheduler, options) {
        for (auto& wire : wires) {
            ports.push_back(&bridge.add_port(wire));
        }
    }
    // Lets a frame in at a port and returns the ports that it left by.
    std::vector<std::size_t> forward(std::size_t port, MacAddress destination, MacAddress source) {
        for (auto& wire : wires) {
            wire.frames.clear();
        }
        ports[port]->accept(frames.make(datagram_frame(pool, destination, source, 18)));
        scheduler.run();
        std::vector<std::size_t> left_by;
        for (std::size_t i = 0; i < 3; ++i) {
            if (!wires[i].frames.empty()) left_by.push_back(i);
        }
        return left_by;
    }

    PayloadPool pool;
    FramePool frames;
    sim::Scheduler scheduler;
    RecordingSink wires[3]{RecordingSink{scheduler}, RecordingSink{scheduler}, RecordingSink{scheduler}};
    EthernetSwitch bridge;
    std::vector<FrameSink*> ports;
};

using Ports = std::vector<std::size_t>;

}  // namespace

TEST_CASE("A switch floods what it does not know and forwards what it has learned") {
    Fixture f;
    CHECK(f.forward(0, mac(2), mac(1)) == Ports{1, 2});
    CHECK(f.forward(1, mac(1), mac(2)) == Ports{0});
    CHECK(f.forward(0, mac(2), mac(1)) == Ports{1});
}

TEST_CASE("A switch floods group addresses, and never learns one") {
    Fixture f;
    CHECK(f.forward(0, MacAddress::broadcast(), mac(1)) == Ports{1, 2});
    MacAddress const group{{0x01, 0x00, 0x5e, 0, 0, 1}};
    CHECK(f.forward(1, group, group) == Ports{0, 2});
    CHECK(f.forward(2, group, mac(3)) == Ports{0, 1});
}

TEST_CASE("A switch does not send a frame back where it came from") {
    Fixture f;
    f.forward(0, mac(9), mac(1));
    CHECK(f.forward(0, mac(1), mac(2)).empty());
}

TEST_CASE("A switch follows a station that moves to another port") {
    Fixture f;
    f.forward(0, mac(9), mac(1));
    f.forward(2, mac(9), mac(1));
    CHECK(f.forward(1, mac(1), mac(2)) == Ports{2});
}

TEST_CASE("A switch forgets an address when its ageing time has passed") {
    SwitchOptions options;
    options.ageing_time = 300s;
    options.forwarding_delay = 0s;
    Fixture f(options);
    f.forward(0, mac(9), mac(1));
    f.scheduler.run_until(at(300s - 1ns));
    CHECK(f.forward(1, mac(1), mac(2)) == Ports{0});
    f.scheduler.run_until(at(300s));
    CHECK(f.forward(1, mac(1), mac(2)) == Ports{0, 2});
}

TEST_CASE("A frame leaves a switch its forwarding delay after it came, with one pending event") {
    SwitchOptions options;
    options.forwarding_delay = 5us;
    Fixture f(options);
    f.ports[0]->accept(f.frames.make(datagram_frame(f.pool, mac(2), mac(1), 18)));
    f.scheduler.run_until(at(2us));
    f.ports[1]->accept(f.frames.make(datagram_frame(f.pool, mac(1), mac(2), 18)));
    CHECK(f.scheduler.pending_count() == 1);
    f.scheduler.run();
    // Known by the time it is forwarded.
    CHECK(f.wires[1].times == std::vector{at(5us)});
    CHECK(f.wires[0].times == std::vector{at(7us)});
}

TEST_CASE("A full table leaves new addresses unlearned until others have aged out") {
    sim::Scheduler scheduler;
    RecordingSink one(scheduler);
    RecordingSink two(scheduler);
    RecordingSink other(scheduler);
    FilteringDatabase database(10s, 2);
    database.learn(mac(1), one, at(0s));
    database.learn(mac(2), two, at(5s));
    database.learn(mac(3), other, at(6s));
    CHECK(database.size() == 2);
    CHECK(database.find(mac(3), at(6s)) == nullptr);
    // A known one is refreshed all the same.
    database.learn(mac(2), other, at(7s));
    CHECK(database.find(mac(2), at(7s)) == &other);
    database.learn(mac(3), other, at(10s));
    CHECK(database.find(mac(3), at(10s)) == &other);
    CHECK(database.find(mac(1), at(10s)) == nullptr);
    database.learn(mac(4), one, at(16s));
    CHECK(database.find(mac(4), at(16s)) == nullptr);
    database.learn(mac(4), one, at(17s));
    CHECK(database.find(mac(4), at(17s)) == &one);
}
