#include "voiplab/models/net/hub.hpp"

#include "tests/catch.hpp"
#include "tests/net/frames.hpp"

using namespace voiplab;
using namespace voiplab::net;
using namespace std::chrono_literals;

TEST_CASE("A hub repeats a frame by every other port at once, whoever it is for and whoever has spoken before") {
    PayloadPool pool;
    FramePool frames;
    sim::Scheduler scheduler;
    RecordingSink wires[3]{RecordingSink{scheduler}, RecordingSink{scheduler}, RecordingSink{scheduler}};
    Hub hub;
    std::vector<FrameSink*> ports;
    for (auto& wire : wires) {
        ports.push_back(&hub.add_port(wire));
    }
    scheduler.schedule(at(1ms), [&] { ports[0]->accept(frames.make(datagram_frame(pool, mac(2), mac(1), 18))); });
    scheduler.schedule(at(2ms), [&] { ports[1]->accept(frames.make(datagram_frame(pool, mac(1), mac(2), 18))); });
    scheduler.run();
    CHECK(wires[0].times == std::vector{at(2ms)});
    CHECK(wires[1].times == std::vector{at(1ms)});
    CHECK(wires[2].times == std::vector{at(1ms), at(2ms)});
    REQUIRE(wires[2].frames.size() == 2);
    CHECK(wires[2].frames[0].source == mac(1));
    CHECK(wires[2].frames[1].source == mac(2));
}
