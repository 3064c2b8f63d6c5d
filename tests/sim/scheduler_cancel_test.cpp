#include "tests/catch.hpp"
#include "voiplab/sim/scheduler.hpp"

#include <vector>

using namespace std::chrono_literals;
using voiplab::sim::EventHandle;
using voiplab::sim::Scheduler;
using voiplab::sim::Time;

TEST_CASE("A cancelled event does not run") {
    Scheduler scheduler;
    int ran = 0;
    auto const handle = scheduler.schedule_in(1ms, [&ran] { ++ran; });
    CHECK(scheduler.pending(handle));
    CHECK(scheduler.cancel(handle));
    CHECK_FALSE(scheduler.pending(handle));
    scheduler.run();
    CHECK(ran == 0);
    CHECK(scheduler.executed_count() == 0);
}

TEST_CASE("A cancelled event does not move the time") {
    Scheduler scheduler;
    scheduler.schedule_in(1ms, [] {});
    scheduler.cancel(scheduler.schedule_in(9ms, [] {}));
    scheduler.run();
    CHECK(scheduler.now() == Time{1ms});
}

TEST_CASE("Cancelling twice says no the second time") {
    Scheduler scheduler;
    auto const handle = scheduler.schedule_in(1ms, [] {});
    CHECK(scheduler.cancel(handle));
    CHECK_FALSE(scheduler.cancel(handle));
    CHECK(scheduler.pending_count() == 0);
}

TEST_CASE("An event that has run cannot be cancelled") {
    Scheduler scheduler;
    auto const handle = scheduler.schedule_in(1ms, [] {});
    scheduler.run();
    CHECK_FALSE(scheduler.pending(handle));
    CHECK_FALSE(scheduler.cancel(handle));
}

TEST_CASE("A handle made from nothing names no event") {
    Scheduler scheduler;
    CHECK_FALSE(scheduler.pending(EventHandle{}));
    CHECK_FALSE(scheduler.cancel(EventHandle{}));
    scheduler.schedule_in(1ms, [] {});
    CHECK_FALSE(scheduler.pending(EventHandle{}));
    CHECK_FALSE(scheduler.cancel(EventHandle{}));
    CHECK(scheduler.pending_count() == 1);
}

TEST_CASE("An event is no longer pending while it runs") {
    struct Seen {
        Scheduler scheduler;
        EventHandle handle;
        bool pending = true;
        bool cancelled = true;
    } seen;
    seen.handle = seen.scheduler.schedule_in(1ms, [&seen] {
        seen.pending = seen.scheduler.pending(seen.handle);
        seen.cancelled = seen.scheduler.cancel(seen.handle);
    });
    seen.scheduler.run();
    CHECK_FALSE(seen.pending);
    CHECK_FALSE(seen.cancelled);
}

TEST_CASE("An event may cancel another at the same time") {
    Scheduler scheduler;
    int ran = 0;
    EventHandle second;
    scheduler.schedule_in(1ms, [&] { CHECK(scheduler.cancel(second)); });
    second = scheduler.schedule_in(1ms, [&ran] { ++ran; });
    scheduler.schedule_in(1ms, [&ran] { ran += 10; });
    scheduler.run();
    CHECK(ran == 10);
}

TEST_CASE("A handle of an event that ran does not name the event that took its place") {
    Scheduler scheduler;
    std::vector<EventHandle> stale;
    for (int i = 0; i < 1000; ++i) {
        stale.push_back(scheduler.schedule_in(1ms, [] {}));
        scheduler.run();
    }
    int ran = 0;
    auto const fresh = scheduler.schedule_in(1ms, [&ran] { ++ran; });
    for (auto const handle : stale) {
        CHECK_FALSE(scheduler.pending(handle));
        CHECK_FALSE(scheduler.cancel(handle));
    }
    CHECK(scheduler.pending(fresh));
    scheduler.run();
    CHECK(ran == 1);
}

TEST_CASE("A handle of a cancelled event does not name the event that took its place") {
    Scheduler scheduler;
    auto const stale = scheduler.schedule_in(1ms, [] {});
    scheduler.cancel(stale);
    scheduler.run();
    auto const fresh = scheduler.schedule_in(1ms, [] {});
    CHECK_FALSE(scheduler.cancel(stale));
    CHECK(scheduler.pending(fresh));
}

TEST_CASE("next looks past cancelled events") {
    Scheduler scheduler;
    auto const first = scheduler.schedule_in(1ms, [] {});
    auto const second = scheduler.schedule_in(2ms, [] {});
    scheduler.schedule_in(3ms, [] {});
    scheduler.cancel(second);
    CHECK(scheduler.next() == Time{1ms});
    scheduler.cancel(first);
    CHECK(scheduler.next() == Time{3ms});
}

TEST_CASE("Cancelling all but one leaves that one, however many there were") {
    auto const count = GENERATE(std::size_t{2}, std::size_t{63}, std::size_t{64}, std::size_t{65}, std::size_t{5000});
    Scheduler scheduler;
    std::vector<EventHandle> handles;
    int ran = 0;
    for (std::size_t i = 0; i < count; ++i) {
        handles.push_back(scheduler.schedule_in(1ms * (count - i), [&ran] { ++ran; }));
    }
    auto const survivor = count / 2;
    for (std::size_t i = 0; i < count; ++i) {
        if (i != survivor) CHECK(scheduler.cancel(handles[i]));
    }
    CHECK(scheduler.pending_count() == 1);
    CHECK(scheduler.pending(handles[survivor]));
    CHECK(scheduler.next() == Time{1ms * (count - survivor)});
    scheduler.run();
    CHECK(ran == 1);
}

TEST_CASE("Events keep the order in which they were scheduled when most of their neighbours are cancelled") {
    Scheduler scheduler;
    std::vector<EventHandle> cancelled;
    std::vector<int> order;
    std::vector<int> expected;
    struct Entry {
        std::vector<int>* order;
        int number;
    };
    for (int i = 0; i < 2000; ++i) {
        Entry const entry{&order, i};
        auto const handle = scheduler.schedule(Time{5ms}, [entry] { entry.order->push_back(entry.number); });
        if (i % 10 == 3) {
            expected.push_back(i);
        } else {
            cancelled.push_back(handle);
        }
    }
    for (auto const handle : cancelled) {
        scheduler.cancel(handle);
    }
    scheduler.run();
    CHECK(order == expected);
}
