#include "voiplab/models/net/linux_timer.hpp"

#include "tests/catch.hpp"

using namespace voiplab;
using namespace std::chrono_literals;

namespace {
sim::Time expiry(sim::Duration now, sim::Duration delay, unsigned hz = 250) {
    return net::linux_timer_expiry(sim::Time{now}, delay, hz);
}
}  // namespace

TEST_CASE("The lab's server probes both phones where its kernel's timer wheel says") {
    // The lab's first capture: the server answered .135 first 0.25 ms and .136 92.6 ms after the capture began, and
    // probed them after 5.0785 s and 5.33495 s. The scenario's capture begins at 60.9695 s of simulated time, which
    // puts the first probe on 66.048 s = 258 slots of 256 ms.
    constexpr sim::Duration start = 60'969'500us;
    CHECK(expiry(start + 250us, 5s) == sim::Time{start + 5'078'500us});
    CHECK(expiry(start + 92'600us, 5s) == sim::Time{259 * 256ms});
    CHECK(std::chrono::abs(expiry(start + 92'600us, 5s) - sim::Time{start + 5'334'950us}) < 1ms);
}

TEST_CASE("A timer fires at the slot after its expiry, and slots grow with the delay") {
    // kernel/time/timer.c, "HZ 250": granularity 4, 32, 256, 2048 and 16384 ms by level. A level takes what lies 63
    // slots of the level before or further ahead: LVL_START(n).
    struct Row {
        sim::Duration delay;
        sim::Duration fires;
    };
    auto const row = GENERATE(values<Row>({
        {0ms, 4ms},
        {4ms, 8ms},
        {62 * 4ms, 63 * 4ms},    // the last of level 0
        {63 * 4ms, 8 * 32ms},    // the first of level 1: 252 ms lies in its eighth slot
        {1s, 32 * 32ms},         // 1000 ms lies in the slot that ends at 1024 ms
        {62 * 32ms, 63 * 32ms},  //
        {503 * 4ms, 63 * 32ms},  // the last of level 1
        {504 * 4ms, 8 * 256ms},  // the first of level 2
        {5s, 20 * 256ms},        //
        {30s, 15 * 2048ms},      // level 3
        {300s, 19 * 16'384ms},   // level 4
    }));
    INFO(row.delay.count());
    CHECK(expiry(0ms, row.delay) == sim::Time{row.fires});
}

TEST_CASE("A delay between ticks counts as the next whole tick, the time before as the last one") {
    CHECK(expiry(0ms, 1ns) == sim::Time{8ms});
    CHECK(expiry(3'999'999ns, 4ms) == sim::Time{8ms});
    CHECK(expiry(4ms, 4ms) == sim::Time{12ms});
}

TEST_CASE("A timer never fires early, nor later than one slot and one tick after its delay") {
    struct Row {
        sim::Duration delay;
        sim::Duration slot;
    };
    auto const row = GENERATE(values<Row>({{100ms, 4ms}, {1s, 32ms}, {5s, 256ms}, {30s, 2048ms}}));
    for (auto now = 0ns; now < 3s; now += 1'234'567ns) {
        auto const late = expiry(now, row.delay) - sim::Time{now + row.delay};
        REQUIRE(late >= 0ns);
        REQUIRE(late <= row.slot + 4ms);
    }
}

TEST_CASE("Without ticks a timer is exact") {
    CHECK(expiry(60'969'750us, 5s, 0) == sim::Time{65'969'750us});
}
