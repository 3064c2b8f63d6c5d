#include "tests/catch.hpp"
#include "tests/support/allocations.hpp"
#include "voiplab/sim/scheduler.hpp"
#include "voiplab/sim/timer.hpp"

#include <memory>
#include <vector>

using namespace std::chrono_literals;
using voiplab::sim::Duration;
using voiplab::sim::Scheduler;
using voiplab::sim::Time;
using voiplab::sim::Timer;
using voiplab::test::allocations_of;

namespace {

// A phone's media stream: one event every 20 ms that schedules the next.
struct Stream {
    Scheduler& scheduler;
    void send() {
        scheduler.schedule_in(20ms, [this] { send(); });
    }
};

}  // namespace

TEST_CASE("The count sees the allocations of a vector that grows") {
    std::vector<int> numbers;
    CHECK(allocations_of([&numbers] { numbers.push_back(1); }) == 1);
}

TEST_CASE("Recurring events do not allocate once warm") {
    Scheduler scheduler;
    std::vector<Stream> streams(1000, Stream{scheduler});
    for (std::size_t i = 0; i < streams.size(); ++i) {
        scheduler.schedule(Time{i * 20us}, [stream = &streams[i]] { stream->send(); });
    }
    scheduler.run_until(Time{1s});
    auto const executed = scheduler.executed_count();
    CHECK(allocations_of([&scheduler] { scheduler.run_until(Time{21s}); }) == 0);
    CHECK(scheduler.executed_count() - executed == 1'000'000);
}

TEST_CASE("Scheduling within the reserved room does not allocate") {
    Scheduler scheduler;
    scheduler.reserve(10'000);
    CHECK(allocations_of([&scheduler] {
              for (int i = 0; i < 10'000; ++i) {
                  scheduler.schedule_in(Duration{i}, [] {});
              }
              scheduler.run();
          }) == 0);
    CHECK(scheduler.executed_count() == 10'000);
}

TEST_CASE("Events that are nearly all cancelled take no more memory however many there were") {
    // Were a cancelled event's place only given back at its time, an hour away, each of these would need a new one.
    Scheduler scheduler;
    scheduler.schedule_in(24h, [] {});
    auto const schedule_and_cancel = [&scheduler](int times) {
        for (int i = 0; i < times; ++i) {
            scheduler.cancel(scheduler.schedule_in(1h, [] {}));
        }
    };
    schedule_and_cancel(1000);
    CHECK(allocations_of([&schedule_and_cancel] { schedule_and_cancel(1'000'000); }) == 0);
    CHECK(scheduler.pending_count() == 1);
    CHECK(scheduler.next() == Time{24h});
}

TEST_CASE("Timers that are moved before they fire take no more memory however often") {
    // RTCP and registration timers live so: armed an hour ahead, moved with each packet.
    Scheduler scheduler;
    std::vector<std::unique_ptr<Timer>> timers;
    for (int i = 0; i < 1000; ++i) {
        timers.push_back(std::make_unique<Timer>(scheduler, [] {}));
    }
    auto const move_all = [&](int rounds) {
        for (int round = 0; round < rounds; ++round) {
            scheduler.run_until(scheduler.now() + 20ms);
            for (auto const& timer : timers) {
                timer->arm_in(1h);
            }
        }
    };
    move_all(10);
    CHECK(allocations_of([&move_all] { move_all(1000); }) == 0);
    CHECK(scheduler.pending_count() == timers.size());
}
