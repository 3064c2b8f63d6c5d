#include "tests/catch.hpp"
#include "voiplab/sim/random.hpp"
#include "voiplab/sim/scheduler.hpp"

#include <map>
#include <vector>

using voiplab::sim::Duration;
using voiplab::sim::EventHandle;
using voiplab::sim::RandomStream;
using voiplab::sim::RandomStreams;
using voiplab::sim::Scheduler;
using voiplab::sim::Time;

namespace {

// How often each operation is drawn, in percent; the rest are steps.
struct Mix {
    char const* name;
    std::uint64_t schedule;
    std::uint64_t cancel;
    // Times are drawn from [now, now + spread] nanoseconds: a small spread gives many events at one time.
    std::uint64_t spread;
};

std::ostream& operator<<(std::ostream& out, Mix const& mix) {
    return out << mix.name;
}

// Runs the scheduler beside a std::multimap, which keeps equal keys in the order of insertion ([associative.reqmts]).
class Twin {
  public:
    explicit Twin(std::uint64_t seed) : random_(RandomStreams(seed).stream("test/operations")) {}

    void operate(Mix const& mix) {
        auto const draw = random_.integer(1, 100);
        if (draw <= mix.schedule) {
            schedule(mix.spread);
        } else if (draw <= mix.schedule + mix.cancel) {
            cancel();
        } else {
            step();
        }
        REQUIRE(scheduler_.pending_count() == model_.size());
    }

    void drain() {
        while (!model_.empty()) {
            step();
        }
        REQUIRE_FALSE(scheduler_.step());
        REQUIRE(scheduler_.pending_count() == 0);
    }

    [[nodiscard]] std::uint64_t cancelled() const { return cancelled_; }
    [[nodiscard]] std::size_t scheduled() const { return events_.size(); }

  private:
    struct Event {
        EventHandle handle;
        std::multimap<Time, std::size_t>::iterator place;
        bool pending;
    };

    void schedule(std::uint64_t spread) {
        auto const at = scheduler_.now() + Duration{random_.integer(0, spread)};
        auto const number = events_.size();
        auto const handle = scheduler_.schedule(at, [this, number] { ran_.push_back(number); });
        events_.push_back({handle, model_.emplace(at, number), true});
    }

    // Half of the attempts name one of the last few events, which are mostly pending; the others any, mostly gone.
    void cancel() {
        if (events_.empty()) return;
        auto const last = events_.size() - 1;
        auto const oldest = random_.integer(0, 1) == 0 && last > 100 ? last - 100 : 0;
        auto& event = events_[random_.integer(oldest, last)];
        REQUIRE(scheduler_.pending(event.handle) == event.pending);
        REQUIRE(scheduler_.cancel(event.handle) == event.pending);
        if (!event.pending) return;
        model_.erase(event.place);
        event.pending = false;
        ++cancelled_;
    }

    void step() {
        if (model_.empty()) {
            REQUIRE(scheduler_.next() == std::nullopt);
            REQUIRE_FALSE(scheduler_.step());
            return;
        }
        auto const [at, number] = *model_.begin();
        REQUIRE(scheduler_.next() == at);
        auto const ran_before = ran_.size();
        REQUIRE(scheduler_.step());
        REQUIRE(ran_.size() == ran_before + 1);
        REQUIRE(ran_.back() == number);
        REQUIRE(scheduler_.now() == at);
        model_.erase(model_.begin());
        events_[number].pending = false;
    }

    RandomStream random_;
    Scheduler scheduler_;
    std::multimap<Time, std::size_t> model_;
    std::vector<Event> events_;
    std::vector<std::size_t> ran_;
    std::uint64_t cancelled_ = 0;
};

}  // namespace

TEST_CASE("The scheduler does what an ordered multimap does") {
    auto const mix = GENERATE(Mix{"growing, no cancellations", 60, 0, 1'000'000}, Mix{"steady", 50, 0, 1'000'000},
                              Mix{"all at a few times", 55, 10, 3}, Mix{"some cancelled", 50, 20, 1'000'000},
                              Mix{"most cancelled", 30, 60, 1'000'000}, Mix{"nearly all cancelled", 25, 74, 10'000});
    auto const seed = GENERATE(1U, 2U, 3U);
    CAPTURE(mix, seed);
    Twin twin(seed);
    for (int i = 0; i < 10'000; ++i) {
        twin.operate(mix);
    }
    twin.drain();
}

TEST_CASE("Bursts of scheduling and of cancelling leave the order whole") {
    // Cancelling far more than half of a large queue at once is what makes the scheduler rebuild its heap.
    Mix const fill{"fill", 100, 0, 1000};
    Mix const empty{"empty", 0, 95, 1000};
    Twin twin(7);
    for (int burst = 0; burst < 6; ++burst) {
        for (int i = 0; i < 500; ++i) {
            twin.operate(fill);
        }
        for (int i = 0; i < 3000; ++i) {
            twin.operate(empty);
        }
    }
    twin.drain();
    CHECK(twin.cancelled() * 2 > twin.scheduled());
}

TEST_CASE("Events that schedule and cancel others run in order") {
    // Every event checks that the time and the order of scheduling never go back, schedules a few and cancels one.
    struct Storm {
        Scheduler scheduler;
        RandomStream random{RandomStreams(11).stream("test/storm")};
        std::vector<EventHandle> handles;
        Time last_time{};
        std::uint64_t last_order = 0;
        std::uint64_t ran = 0;
        bool in_order = true;

        void spawn() {
            auto const order = handles.size();
            auto const delay = Duration{random.integer(0, 5)};
            handles.push_back(scheduler.schedule_in(delay, [this, order] { run(order); }));
        }
        void run(std::uint64_t order) {
            auto const now = scheduler.now();
            in_order = in_order && (now > last_time || (now == last_time && order >= last_order));
            last_time = now;
            last_order = order;
            ++ran;
            for (std::uint64_t i = 0; i < 3 && handles.size() < 20'000; ++i) {
                spawn();
            }
            scheduler.cancel(handles[random.integer(0, handles.size() - 1)]);
        }
    } storm;
    storm.spawn();
    storm.scheduler.run();
    CHECK(storm.in_order);
    CHECK(storm.handles.size() == 20'000);
    CHECK(storm.ran == storm.scheduler.executed_count());
    CHECK(storm.ran < storm.handles.size());
}
