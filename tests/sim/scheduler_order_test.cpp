#include "tests/catch.hpp"
#include "voiplab/sim/scheduler.hpp"

#include <string>
#include <vector>

using namespace std::chrono_literals;
using voiplab::sim::Duration;
using voiplab::sim::Scheduler;
using voiplab::sim::Time;

namespace {

// A scheduler and the letters its events wrote, in the order in which they ran.
struct Log {
    Scheduler scheduler;
    std::string text;

    auto write(char letter) {
        return [this, letter] { text += letter; };
    }
};

constexpr Time at(Duration since_start) {
    return Time{since_start};
}

}  // namespace

TEST_CASE("A new scheduler stands at the start of time with nothing to run") {
    Scheduler scheduler;
    CHECK(scheduler.now() == at(0ns));
    CHECK(scheduler.pending_count() == 0);
    CHECK(scheduler.next() == std::nullopt);
    CHECK_FALSE(scheduler.step());
    CHECK(scheduler.executed_count() == 0);
    CHECK(scheduler.now() == at(0ns));
}

TEST_CASE("Events run in the order of their times") {
    Log log;
    log.scheduler.schedule(at(30ms), log.write('c'));
    log.scheduler.schedule(at(10ms), log.write('a'));
    log.scheduler.schedule(at(20ms), log.write('b'));
    log.scheduler.run();
    CHECK(log.text == "abc");
    CHECK(log.scheduler.executed_count() == 3);
}

TEST_CASE("A nanosecond decides the order") {
    Log log;
    log.scheduler.schedule(at(1h + 1ns), log.write('b'));
    log.scheduler.schedule(at(1h), log.write('a'));
    log.scheduler.run();
    CHECK(log.text == "ab");
}

TEST_CASE("Events at one time run in the order in which they were scheduled") {
    Log log;
    std::string expected;
    for (int round = 0; round < 40; ++round) {
        for (char letter = 'a'; letter <= 'z'; ++letter) {
            log.scheduler.schedule(at(5ms), log.write(letter));
            expected += letter;
        }
    }
    log.scheduler.run();
    CHECK(log.text == expected);
}

TEST_CASE("The order in which events were scheduled outlives other events that came and went") {
    // Slots are used again in another order than the events' own: the order must not follow the slots.
    Log log;
    for (int i = 0; i < 8; ++i) {
        log.scheduler.schedule(at(1ms), [] {});
    }
    log.scheduler.run_until(at(2ms));
    for (char letter = 'a'; letter <= 'h'; ++letter) {
        log.scheduler.schedule(at(5ms), log.write(letter));
    }
    log.scheduler.run();
    CHECK(log.text == "abcdefgh");
}

TEST_CASE("now() is the time of the event that runs") {
    Scheduler scheduler;
    std::vector<Time> seen;
    for (auto const delay : {7ms, 3ms, 3ms, 0ms}) {
        scheduler.schedule_in(delay, [&] { seen.push_back(scheduler.now()); });
    }
    scheduler.run();
    CHECK(seen == std::vector{at(0ms), at(3ms), at(3ms), at(7ms)});
    CHECK(scheduler.now() == at(7ms));
}

TEST_CASE("schedule_in counts from now()") {
    Scheduler scheduler;
    std::vector<Time> seen;
    scheduler.schedule(at(10ms), [&] { scheduler.schedule_in(5ms, [&] { seen.push_back(scheduler.now()); }); });
    scheduler.run();
    CHECK(seen == std::vector{at(15ms)});
}

TEST_CASE("An event that an event schedules for the same time runs after those already there") {
    Log log;
    log.scheduler.schedule(at(1ms), [&log] {
        log.text += 'a';
        log.scheduler.schedule(log.scheduler.now(), log.write('c'));
    });
    log.scheduler.schedule(at(1ms), log.write('b'));
    log.scheduler.schedule(at(2ms), log.write('d'));
    log.scheduler.run();
    CHECK(log.text == "abcd");
    CHECK(log.scheduler.now() == at(2ms));
}

TEST_CASE("An event may schedule itself again") {
    struct Ticker {
        Scheduler& scheduler;
        int left;
        void tick() {
            if (--left > 0) scheduler.schedule_in(20ms, [this] { tick(); });
        }
    };
    Scheduler scheduler;
    Ticker ticker{scheduler, 50};
    scheduler.schedule(at(0ms), [&ticker] { ticker.tick(); });
    scheduler.run();
    CHECK(ticker.left == 0);
    CHECK(scheduler.now() == at(49 * 20ms));
    CHECK(scheduler.executed_count() == 50);
}

TEST_CASE("step runs exactly one event") {
    Log log;
    log.scheduler.schedule(at(1ms), log.write('a'));
    log.scheduler.schedule(at(1ms), log.write('b'));
    CHECK(log.scheduler.step());
    CHECK(log.text == "a");
    CHECK(log.scheduler.pending_count() == 1);
    CHECK(log.scheduler.step());
    CHECK(log.text == "ab");
    CHECK_FALSE(log.scheduler.step());
}

TEST_CASE("next is the time of the earliest event and runs nothing") {
    Log log;
    log.scheduler.schedule(at(9ms), log.write('b'));
    log.scheduler.schedule(at(4ms), log.write('a'));
    CHECK(log.scheduler.next() == at(4ms));
    CHECK(log.text.empty());
    CHECK(log.scheduler.now() == at(0ms));
    log.scheduler.step();
    CHECK(log.scheduler.next() == at(9ms));
}

TEST_CASE("run_until runs what is due up to and including its time, and stands there") {
    Log log;
    log.scheduler.schedule(at(10ms - 1ns), log.write('a'));
    log.scheduler.schedule(at(10ms), log.write('b'));
    log.scheduler.schedule(at(10ms + 1ns), log.write('c'));
    log.scheduler.run_until(at(10ms));
    CHECK(log.text == "ab");
    CHECK(log.scheduler.now() == at(10ms));
    CHECK(log.scheduler.pending_count() == 1);
    log.scheduler.run_until(at(1s));
    CHECK(log.text == "abc");
    CHECK(log.scheduler.now() == at(1s));
}

TEST_CASE("run_until runs the events that events schedule up to its time") {
    Log log;
    log.scheduler.schedule(at(10ms), [&log] {
        log.text += 'a';
        log.scheduler.schedule(at(10ms), log.write('b'));
        log.scheduler.schedule(at(10ms + 1ns), log.write('c'));
    });
    log.scheduler.run_until(at(10ms));
    CHECK(log.text == "ab");
}

TEST_CASE("run_until moves the time where nothing is pending") {
    Scheduler scheduler;
    scheduler.run_until(at(3s));
    CHECK(scheduler.now() == at(3s));
    CHECK(scheduler.executed_count() == 0);
}

TEST_CASE("run_until a time that has passed changes nothing") {
    Log log;
    log.scheduler.run_until(at(3s));
    log.scheduler.schedule(at(4s), log.write('a'));
    log.scheduler.run_until(at(1s));
    CHECK(log.scheduler.now() == at(3s));
    CHECK(log.text.empty());
}

TEST_CASE("Events at the end of representable time still run last") {
    Log log;
    log.scheduler.schedule(Time::max(), log.write('b'));
    log.scheduler.schedule(at(1h), log.write('a'));
    log.scheduler.run();
    CHECK(log.text == "ab");
    CHECK(log.scheduler.now() == Time::max());
}

TEST_CASE("Two schedulers do not know of each other") {
    Log one;
    Log other;
    one.scheduler.schedule(at(1ms), one.write('a'));
    other.scheduler.schedule(at(2ms), other.write('b'));
    one.scheduler.run();
    CHECK(one.text == "a");
    CHECK(other.text.empty());
    CHECK(other.scheduler.now() == at(0ms));
}

TEST_CASE("A bounded run ends before one event too many, and stands where the last one ran") {
    Log log;
    for (int i = 1; i <= 5; ++i) {
        log.scheduler.schedule(at(i * 10ms), log.write(static_cast<char>('a' + i - 1)));
    }
    CHECK_FALSE(log.scheduler.run_until(at(1s), 3));
    CHECK(log.text == "abc");
    CHECK(log.scheduler.now() == at(30ms));
    // The bound counts all events of the run, and time goes on from where it stood.
    CHECK_FALSE(log.scheduler.run_until(at(1s), 3));
    log.scheduler.schedule(at(35ms), log.write('x'));
    CHECK_FALSE(log.scheduler.run_until(at(1s), 5));
    CHECK(log.text == "abcxd");
    CHECK(log.scheduler.run_until(at(1s), 6));
    CHECK(log.text == "abcxde");
    CHECK(log.scheduler.now() == at(1s));
}

TEST_CASE("A bounded run that needs just as many events as it may have comes to its end") {
    Log log;
    log.scheduler.schedule(at(10ms), log.write('a'));
    log.scheduler.schedule(at(20ms), log.write('b'));
    log.scheduler.schedule(at(30ms), log.write('c'));
    auto const cancelled = log.scheduler.schedule(at(20ms), log.write('x'));
    log.scheduler.cancel(cancelled);
    CHECK(log.scheduler.run_until(at(20ms), 2));
    CHECK(log.text == "ab");
    CHECK(log.scheduler.now() == at(20ms));
    CHECK_FALSE(log.scheduler.run_until(at(30ms), 2));
    CHECK(log.scheduler.run_until(at(25ms), 2));
    CHECK(log.scheduler.now() == at(25ms));
}
