#include "tests/catch.hpp"
#include "tests/net/frames.hpp"
#include "voiplab/models/net/ethernet_switch.hpp"
#include "voiplab/models/net/link.hpp"

#include <deque>
#include <string>

using namespace voiplab;
using namespace voiplab::net;
using namespace std::chrono_literals;

namespace {

using Tagged = std::vector<std::uint16_t>;

SwitchPortOptions access(std::uint16_t vlan) {
    return {vlan, Tagged{}};
}

// A switch whose ports' wires remember what left by them.
struct Fixture {
    std::size_t add_port() {
        ports.push_back(&bridge.add_port(wires.emplace_back(scheduler)));
        return ports.size() - 1;
    }
    std::size_t add_port(SwitchPortOptions const& options) {
        ports.push_back(&bridge.add_port(wires.emplace_back(scheduler), options, frames));
        return ports.size() - 1;
    }
    // Lets a frame in at a port. What left, as "2" for a frame without a tag at port 2, "3:20" for one of VLAN 20.
    std::vector<std::string> forward(std::size_t port, std::uint16_t tag, MacAddress destination, MacAddress source,
                                     std::uint8_t priority = 0) {
        for (auto& wire : wires) {
            wire.frames.clear();
        }
        auto frame = datagram_frame(pool, destination, source, 18);
        frame.vlan = {tag, tag == 0 ? std::uint8_t{0} : priority};
        ports[port]->accept(frames.make(std::move(frame)));
        scheduler.run();
        std::vector<std::string> left;
        for (std::size_t i = 0; i < wires.size(); ++i) {
            for (auto const& each : wires[i].frames) {
                auto const id = each.vlan.id;
                left.push_back(std::to_string(i) + (id == 0 ? "" : ":" + std::to_string(id)));
            }
        }
        return left;
    }

    PayloadPool pool;
    FramePool frames;
    sim::Scheduler scheduler;
    std::deque<RecordingSink> wires;
    EthernetSwitch bridge{scheduler, {}};
    std::vector<FrameSink*> ports;
};

using Left = std::vector<std::string>;
auto const everybody = MacAddress::broadcast();

}  // namespace

TEST_CASE("A plain switch passes tagged frames on as they came") {
    Fixture f;
    f.add_port();
    f.add_port();
    f.add_port();
    CHECK(f.forward(0, 20, everybody, mac(1), 5) == Left{"1:20", "2:20"});
    CHECK(f.wires[1].frames[0].vlan == VlanTag{20, 5});
    CHECK(f.forward(1, 0, mac(1), mac(2)) == Left{"0"});
}

TEST_CASE("A frame stays in its VLAN: untagged where that is the port's own, tagged where the port carries others") {
    Fixture f;
    f.add_port(access(10));
    f.add_port(access(10));
    f.add_port(access(20));
    f.add_port({1, std::nullopt});  // a trunk
    f.add_port({1, Tagged{20}});
    CHECK(f.forward(0, 0, everybody, mac(1)) == Left{"1", "3:10"});
    CHECK(f.forward(2, 0, everybody, mac(2)) == Left{"3:20", "4:20"});
    CHECK(f.forward(3, 20, everybody, mac(3)) == Left{"2", "4:20"});
    CHECK(f.forward(3, 10, everybody, mac(4)) == Left{"0", "1"});
    CHECK(f.forward(3, 0, everybody, mac(5)) == Left{"4"});  // VLAN 1
}

TEST_CASE("A tagged frame of a VLAN that the port does not carry is dropped, and nothing is learned from it") {
    Fixture f;
    f.add_port(access(10));
    f.add_port({10, Tagged{20}});
    f.add_port(access(20));
    CHECK(f.forward(0, 20, everybody, mac(1)).empty());
    CHECK(f.forward(2, 0, mac(1), mac(2)) == Left{"1:20"});  // unknown: flooded, though not to port 0
    // Its own VLAN's tag is one it carries.
    CHECK(f.forward(0, 10, everybody, mac(1)) == Left{"1"});
}

TEST_CASE("A frame for an address known in its VLAN leaves by that port alone, tagged as the port wants it") {
    Fixture f;
    f.add_port(access(10));
    f.add_port({1, std::nullopt});
    f.add_port(access(10));
    f.forward(1, 10, everybody, mac(9));
    CHECK(f.forward(0, 0, mac(9), mac(1)) == Left{"1:10"});
    CHECK(f.forward(1, 10, mac(1), mac(9)) == Left{"0"});
    CHECK(f.forward(1, 10, mac(9), mac(8)).empty());
}

TEST_CASE("Each VLAN learns for itself: one address may be behind another port in each") {
    Fixture f;
    f.add_port(access(10));
    f.add_port(access(20));
    f.add_port({1, std::nullopt});
    f.forward(0, 0, everybody, mac(1));
    f.forward(1, 0, everybody, mac(1));
    CHECK(f.forward(2, 10, mac(1), mac(2)) == Left{"0"});
    CHECK(f.forward(2, 20, mac(1), mac(2)) == Left{"1"});
    CHECK(f.forward(2, 30, mac(1), mac(2)).empty());
}

TEST_CASE("A phone's port carries the voice VLAN tagged with its priority, and the computer behind it untagged") {
    Fixture f;
    f.add_port({1, Tagged{100}});
    f.add_port(access(100));
    f.add_port(access(1));
    f.add_port({1, std::nullopt});
    CHECK(f.forward(0, 100, everybody, mac(1), 5) == Left{"1", "3:100"});
    CHECK(f.wires[1].frames[0].vlan == VlanTag{});
    CHECK(f.wires[3].frames[0].vlan == VlanTag{100, 5});
    CHECK(f.forward(0, 0, everybody, mac(2)) == Left{"2", "3"});
    CHECK(f.forward(1, 0, mac(1), mac(3)) == Left{"0:100"});
    // The one frame that was tagged carries the other's payload.
    CHECK(payload_of(f.wires[0].frames[0])->size() == 18);
}

TEST_CASE("A switch that knows VLANs has been told where addresses are, in the VLAN that was told") {
    Fixture f;
    f.add_port(access(10));
    f.add_port({1, std::nullopt});
    f.add_port(access(10));
    f.bridge.know(mac(1), *f.ports[0]);
    f.bridge.know(mac(2), *f.ports[1], 10);
    CHECK(f.forward(2, 0, mac(1), mac(3)) == Left{"0"});
    CHECK(f.forward(2, 0, mac(2), mac(3)) == Left{"1:10"});
}

TEST_CASE("Two VLANs share two switches and the trunk between them, and hear nothing of each other") {
    PayloadPool pool;
    FramePool frames;
    sim::Scheduler scheduler;
    LinkOptions cable;
    LinkType type(scheduler, cable);
    Link trunk(type);
    EthernetSwitch left(scheduler, {});
    EthernetSwitch right(scheduler, {});
    std::deque<RecordingSink> wires;
    std::vector<FrameSink*> hosts;  // at each switch one of VLAN 10 and one of VLAN 20
    for (auto* const bridge : {&left, &right}) {
        for (auto const vlan : Tagged{10, 20}) {
            hosts.push_back(&bridge->add_port(wires.emplace_back(scheduler), access(vlan), frames));
        }
    }
    trunk.connect(0, left.add_port(trunk.sender(0), {1, Tagged{10, 20}}, frames));
    trunk.connect(1, right.add_port(trunk.sender(1), {1, Tagged{10, 20}}, frames));
    for (std::uint8_t round = 0; round < 3; ++round) {
        for (std::uint8_t from = 0; from < 4; ++from) {
            hosts[from]->accept(frames.make(datagram_frame(pool, everybody, mac(from), 18)));
            // First unknown, then known.
            hosts[from]->accept(frames.make(datagram_frame(pool, mac(from ^ 2U), mac(from), 18)));
        }
        scheduler.run();
    }
    for (std::uint8_t to = 0; to < 4; ++to) {
        CHECK(wires[to].frames.size() == 3 * 2);
        for (auto const& frame : wires[to].frames) {
            CHECK(frame.source == mac(to ^ 2U));
            CHECK(frame.vlan == VlanTag{});
        }
    }
}

TEST_CASE("A blocked port neither takes nor learns nor sends, until it forwards again") {
    Fixture f;
    auto const with_vlans = GENERATE(false, true);
    for (int i = 0; i < 3; ++i) {
        with_vlans ? f.add_port({1, std::nullopt}) : f.add_port();
    }
    f.forward(2, 0, everybody, mac(3));
    f.bridge.set_forwarding(*f.ports[2], false);
    CHECK(f.forward(2, 0, everybody, mac(4)).empty());
    CHECK(f.forward(0, 0, everybody, mac(1)) == Left{"1"});
    CHECK(f.forward(0, 0, mac(3), mac(1)) == Left{"1"});  // what was learned by it is forgotten
    f.forward(1, 0, everybody, mac(3));                   // and found elsewhere
    f.bridge.set_forwarding(*f.ports[2], true);
    CHECK(f.forward(0, 0, mac(4), mac(1)) == Left{"1", "2"});
    CHECK(f.forward(0, 0, mac(3), mac(1)) == Left{"1"});
    CHECK(f.forward(2, 0, mac(1), mac(4)) == Left{"0"});
}

TEST_CASE("A switch that is flushed knows nobody") {
    Fixture f;
    auto const with_vlans = GENERATE(false, true);
    for (int i = 0; i < 3; ++i) {
        with_vlans ? f.add_port({1, std::nullopt}) : f.add_port();
    }
    f.forward(1, 0, everybody, mac(1));
    CHECK(f.forward(0, 0, mac(1), mac(2)) == Left{"1"});
    CHECK(f.bridge.flooded() == 1);
    f.bridge.flush();
    CHECK(f.forward(0, 0, mac(1), mac(2)) == Left{"1", "2"});
    CHECK(f.bridge.flooded() == 2);
}
