#include "voiplab/models/net/interference.hpp"

#include "tests/catch.hpp"
#include "tests/net/topology.hpp"

#include <functional>

using namespace voiplab;
using namespace voiplab::net;
using namespace std::chrono_literals;

namespace {

struct Judge final : FrameJudge {
    explicit Judge(std::function<FrameFate(std::uint8_t)> given) : decide(std::move(given)) {}
    FrameFate judge(Frame const& frame) override { return decide(frame.destination.octets.back()); }
    std::function<FrameFate(std::uint8_t)> decide;
};

struct Counter final : FrameObserver {
    void observe(Frame const& /*frame*/, Direction direction, sim::Time /*now*/) override {
        if (direction == Direction::sent) ++sent;
    }
    int sent = 0;
};

}  // namespace

TEST_CASE("A frame passes, is lost, comes twice or comes late, and a late one lets others pass") {
    sim::Scheduler scheduler;
    PayloadPool pool;
    FramePool frames;
    RecordingSink wire(scheduler);
    using Kind = FrameFate::Kind;
    Judge judge([](std::uint8_t number) -> FrameFate {
        switch (number) {
            case 2:
                return {Kind::lose};
            case 3:
                return {Kind::twice};
            case 4:
                return {Kind::late, 5ms};
            case 5:
                return {Kind::late, 2ms};
            case 6:
                return {Kind::late, 5ms};
            default:
                return {};
        }
    });
    Interference interference(scheduler, judge, wire);
    for (std::uint8_t number = 1; number <= 7; ++number) {
        interference.accept(frames.make(datagram_frame(pool, mac(number), mac(1), 18)));
    }
    scheduler.run();
    std::vector<std::uint8_t> order;
    for (auto const& frame : wire.frames) {
        order.push_back(frame.destination.octets.back());
    }
    CHECK(order == std::vector<std::uint8_t>{1, 3, 3, 7, 5, 4, 6});
    CHECK(wire.times == std::vector{at(0s), at(0s), at(0s), at(0s), at(2ms), at(5ms), at(5ms)});
}

TEST_CASE("What is interfered with has been sent: the host's observers see it, the other's do not") {
    sim::Scheduler scheduler;
    Network network(scheduler, sim::RandomStreams(1), small_network());
    Judge judge([](std::uint8_t) { return FrameFate{FrameFate::Kind::lose}; });
    network.interfere("alice", judge);
    Counter alice;
    network.host("alice").observe(alice);
    network.host("alice").send({ip(255), 9}, 9, network.payloads().copy("x"));
    scheduler.run_until(at(1s));
    CHECK(alice.sent == 1);
    CHECK(network.host("alice").counters().sent == 1);
    CHECK(network.host("bob").counters().no_port == 0);
    // The other way nobody interferes.
    network.host("bob").send({ip(255), 9}, 9, network.payloads().copy("x"));
    scheduler.run_until(at(2s));
    CHECK(network.host("alice").counters().no_port == 1);
}
