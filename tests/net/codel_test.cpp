#include "tests/catch.hpp"
#include "tests/net/queues.hpp"

#include <cmath>

using namespace voiplab;
using namespace voiplab::net;
using namespace std::chrono_literals;

using Kind = QueueOptions::Kind;

namespace {

// Sends a frame each millisecond from a queue that is never short of them, and says when CoDel dropped.
class Overload {
  public:
    explicit Overload(QueueOptions const& options) : rig_(options, 100'000) {}

    void offer(std::size_t frames) {
        for (std::size_t i = 0; i < frames; ++i) {
            rig_.queue.accept(rig_.frame(1514), now_);
        }
    }
    void run(sim::Time until, std::size_t offered_each_millisecond) {
        for (; now_ < until; now_ += 1ms) {
            offer(offered_each_millisecond);
            auto const before = rig_.queue.counters().codel;
            rig_.queue.next(now_);
            for (auto i = before; i < rig_.queue.counters().codel; ++i) {
                drops.push_back(now_);
            }
        }
    }
    std::vector<sim::Time> drops;

  private:
    QueueRig rig_;
    sim::Time now_{};
};

}  // namespace

TEST_CASE("CoDel drops an interval after the sojourn came to the target, then by the square root law") {
    Overload overload(queue_of(Kind::codel));
    overload.run(at(2s), 2);
    REQUIRE(overload.drops.size() > 10);
    // Two come each ms and one leaves: the one that leaves at 9 ms came at 4 ms.
    CHECK(overload.drops[0] == at(109ms));
    // RFC 8289 section 5.3: the next one is due interval / sqrt(count) after the one before was. Frames leave each ms.
    auto due = 109.0;
    for (std::size_t count = 1; count < overload.drops.size(); ++count) {
        due += 100 / std::sqrt(static_cast<double>(count));
        INFO("drop " << count << ", due at " << due << " ms");
        auto const dropped = static_cast<double>((overload.drops[count] - at(0s)) / 1us) / 1000;
        CHECK(dropped >= due - 1e-3);
        CHECK(dropped < due + 1);
    }
}

TEST_CASE("CoDel leaves a queue alone whose sojourn falls below the target once in each interval") {
    Overload overload(queue_of(Kind::codel));
    for (auto i = 0; i < 20; ++i) {
        overload.offer(80);
        overload.run(at((i + 1) * 90ms), 0);
    }
    CHECK(overload.drops.empty());
}

TEST_CASE("CoDel never drops what is no longer than a frame, however long it waits") {
    QueueRig rig(queue_of(Kind::codel));
    for (auto i = 0; i < 50; ++i) {
        rig.queue.accept(rig.frame(1514), at(i * 1s));
        rig.queue.accept(rig.frame(1514), at(i * 1s));
        CHECK(rig.queue.next(at(i * 1s + 400ms)));
        CHECK(rig.queue.next(at(i * 1s + 900ms)));
    }
    CHECK(rig.queue.counters().codel == 0);
}

TEST_CASE("CoDel that drops again soon goes on at the rate that it had come to") {
    auto const pause = GENERATE(200ms, 5000ms);
    Overload overload(queue_of(Kind::codel));
    overload.run(at(1s), 2);
    auto const first = overload.drops.size();
    REQUIRE(first > 20);
    overload.run(at(3s), 0);  // what waits is sent or dropped
    overload.drops.clear();
    auto const again = at(3s) + pause;
    overload.run(again, 1);
    overload.run(again + 1s, 2);
    REQUIRE(overload.drops.size() > 2);
    auto const gap = overload.drops[1] - overload.drops[0];
    // RFC 8289 section 5.5: within 16 intervals. The first gap is a whole interval only where all is forgotten.
    if (pause < 1600ms) {
        CHECK(gap < 50ms);
    } else {
        CHECK(gap >= 100ms);
    }
}
