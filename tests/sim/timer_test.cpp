#include "voiplab/sim/timer.hpp"

#include "tests/catch.hpp"

#include <memory>
#include <vector>

using namespace std::chrono_literals;
using voiplab::sim::Scheduler;
using voiplab::sim::Time;
using voiplab::sim::Timer;

namespace {

// A timer and the times at which it fired.
struct Alarm {
    Scheduler scheduler;
    std::vector<Time> fired;
    Timer timer{scheduler, [this] { fired.push_back(scheduler.now()); }};
};

}  // namespace

TEST_CASE("A timer that was never armed does not fire") {
    Alarm alarm;
    CHECK_FALSE(alarm.timer.armed());
    alarm.timer.cancel();
    alarm.scheduler.run();
    CHECK(alarm.fired.empty());
}

TEST_CASE("A timer fires once at its time") {
    Alarm alarm;
    alarm.timer.arm(Time{500ms});
    CHECK(alarm.timer.armed());
    CHECK(alarm.timer.expiry() == Time{500ms});
    alarm.scheduler.run_until(Time{10s});
    CHECK(alarm.fired == std::vector{Time{500ms}});
    CHECK_FALSE(alarm.timer.armed());
}

TEST_CASE("arm_in counts from now") {
    Alarm alarm;
    alarm.scheduler.run_until(Time{2s});
    alarm.timer.arm_in(500ms);
    CHECK(alarm.timer.expiry() == Time{2500ms});
    alarm.scheduler.run();
    CHECK(alarm.fired == std::vector{Time{2500ms}});
}

TEST_CASE("Arming an armed timer moves it") {
    auto const moved = GENERATE(Time{100ms}, Time{500ms}, Time{900ms});
    Alarm alarm;
    alarm.timer.arm(Time{500ms});
    alarm.timer.arm(moved);
    CHECK(alarm.timer.expiry() == moved);
    CHECK(alarm.scheduler.pending_count() == 1);
    alarm.scheduler.run();
    CHECK(alarm.fired == std::vector{moved});
}

TEST_CASE("A timer armed a million times fires once") {
    Alarm alarm;
    for (int i = 1; i <= 1'000'000; ++i) {
        alarm.timer.arm(Time{i * 1us});
    }
    CHECK(alarm.scheduler.pending_count() == 1);
    alarm.scheduler.run();
    CHECK(alarm.fired == std::vector{Time{1s}});
}

TEST_CASE("A cancelled timer does not fire and can be armed again") {
    Alarm alarm;
    alarm.timer.arm(Time{500ms});
    alarm.timer.cancel();
    CHECK_FALSE(alarm.timer.armed());
    alarm.scheduler.run_until(Time{1s});
    CHECK(alarm.fired.empty());
    alarm.timer.arm_in(500ms);
    alarm.scheduler.run();
    CHECK(alarm.fired == std::vector{Time{1500ms}});
}

TEST_CASE("A timer may arm itself as it fires") {
    // RFC 3261 section 17.1.1.2: timer A doubles from T1 (500 ms) with each retransmission.
    struct Retransmission {
        Scheduler scheduler;
        std::vector<Time> sent;
        voiplab::sim::Duration interval = 500ms;
        Timer timer_a{scheduler, [this] {
                          sent.push_back(scheduler.now());
                          interval *= 2;
                          timer_a.arm_in(interval);
                      }};
    } request;
    request.timer_a.arm_in(request.interval);
    request.scheduler.run_until(Time{32s});
    CHECK(request.sent ==
          std::vector{Time{500ms}, Time{1500ms}, Time{3500ms}, Time{7500ms}, Time{15500ms}, Time{31500ms}});
    CHECK(request.timer_a.armed());
    CHECK(request.timer_a.expiry() == Time{63500ms});
}

TEST_CASE("A timer is not armed while it fires") {
    struct Curious {
        Scheduler scheduler;
        bool armed = true;
        Timer timer{scheduler, [this] { armed = timer.armed(); }};
    } curious;
    curious.timer.arm_in(1ms);
    curious.scheduler.run();
    CHECK_FALSE(curious.armed);
}

TEST_CASE("A destroyed timer does not fire") {
    Scheduler scheduler;
    int fired = 0;
    {
        Timer timer(scheduler, [&fired] { ++fired; });
        timer.arm_in(1ms);
        CHECK(scheduler.pending_count() == 1);
    }
    CHECK(scheduler.pending_count() == 0);
    scheduler.run();
    CHECK(fired == 0);
}

TEST_CASE("A timer may be destroyed as it fires") {
    Scheduler scheduler;
    int fired = 0;
    std::unique_ptr<Timer> timer;
    timer = std::make_unique<Timer>(scheduler, [&timer, &fired] {
        timer.reset();
        ++fired;
    });
    timer->arm_in(1ms);
    scheduler.run();
    CHECK(fired == 1);
    CHECK(timer == nullptr);
}

TEST_CASE("Destroying a timer that has fired leaves the event that took its place alone") {
    Scheduler scheduler;
    int ran = 0;
    auto timer = std::make_unique<Timer>(scheduler, [] {});
    timer->arm_in(1ms);
    scheduler.run();
    scheduler.schedule_in(1ms, [&ran] { ++ran; });
    timer.reset();
    scheduler.run();
    CHECK(ran == 1);
}
