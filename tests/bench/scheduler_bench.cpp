#include "voiplab/sim/scheduler.hpp"
#include "voiplab/sim/timer.hpp"

#include <array>
#include <cmath>
#include <memory>
#include <vector>

#include <benchmark/benchmark.h>

namespace {

using namespace std::chrono_literals;
using voiplab::sim::Duration;
using voiplab::sim::Scheduler;
using voiplab::sim::Timer;

// Draws that cost about a nanosecond and little cache, so that the queue is what is measured: xorshift64* between
// quantiles of the exponential distribution with a mean of one millisecond.
class Increments {
  public:
    Increments() {
        for (std::size_t i = 0; i < quantiles_.size(); ++i) {
            auto const probability = static_cast<double>(i) / static_cast<double>(quantiles_.size());
            quantiles_[i] = static_cast<std::int64_t>(-std::log1p(-probability) * 1e6);
        }
    }

    std::uint64_t draw() {
        state_ ^= state_ >> 12;
        state_ ^= state_ << 25;
        state_ ^= state_ >> 27;
        return state_ * 0x2545f4914f6cdd1dULL;
    }
    Duration next() {
        auto const bits = draw();
        auto const index = bits >> 56;
        auto const low = quantiles_[index];
        // The last quantile is infinite: the tail is cut at twice what stands before it.
        auto const high = index + 1 < quantiles_.size() ? quantiles_[index + 1] : 2 * low;
        return Duration{low + (((high - low) * static_cast<std::int64_t>((bits >> 32) & 0xffff)) >> 16)};
    }

  private:
    std::array<std::int64_t, 256> quantiles_{};
    std::uint64_t state_ = 0x9e3779b97f4a7c15ULL;
};

// The hold model of Jones (1986, doi 10.1145/5684.5686): every event that runs schedules one, so the queue's size
// stays.
struct Hold {
    Scheduler scheduler;
    Increments increments;

    void add() {
        scheduler.schedule_in(increments.next(), [this] { add(); });
    }
};

void hold(benchmark::State& state) {
    auto const model = std::make_unique<Hold>();
    for (std::int64_t i = 0; i < state.range(0); ++i) {
        model->add();
    }
    // The queue's order settles only after every event has been replaced a few times.
    for (std::int64_t i = 0; i < 3 * state.range(0); ++i) {
        model->scheduler.step();
    }
    for (auto _ : state) {
        model->scheduler.step();
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(hold)->Arg(100)->Arg(10'000)->Arg(1'000'000);

// The same of things that recur: streams and links.
struct RecurringHold final : voiplab::sim::Recurring {
    RecurringHold(Scheduler& owner, Increments& drawn_from) : scheduler(owner), increments(drawn_from) {}
    Scheduler& scheduler;
    Increments& increments;

    void run() override { scheduler.schedule(scheduler.now() + increments.next(), *this); }
};

void hold_recurring(benchmark::State& state) {
    Increments increments;
    auto const scheduler = std::make_unique<Scheduler>();
    std::vector<RecurringHold> models(static_cast<std::size_t>(state.range(0)), {*scheduler, increments});
    for (auto& model : models) {
        model.run();
    }
    for (std::int64_t i = 0; i < 3 * state.range(0); ++i) {
        scheduler->step();
    }
    for (auto _ : state) {
        scheduler->step();
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(hold_recurring)->Arg(10)->Arg(100)->Arg(10'000)->Arg(1'000'000);

// Requests and their time-outs: in `range(1)` of a hundred turns one pending event is cancelled and another scheduled
// in its place; in the others one runs and schedules its successor.
struct CancelMix {
    Scheduler scheduler;
    Increments increments;
    std::vector<voiplab::sim::EventHandle> handles;

    void add(std::size_t index) {
        handles[index] = scheduler.schedule_in(increments.next(), [this, index] { add(index); });
    }
};

void cancel_mix(benchmark::State& state) {
    auto const model = std::make_unique<CancelMix>();
    auto const cancelled_percent = static_cast<std::uint64_t>(state.range(1));
    model->handles.resize(static_cast<std::size_t>(state.range(0)));
    for (std::size_t i = 0; i < model->handles.size(); ++i) {
        model->add(i);
    }
    for (auto _ : state) {
        auto const bits = model->increments.draw();
        if ((bits & 0xffff) * 100 < cancelled_percent << 16) {
            auto const index = static_cast<std::size_t>(((bits >> 32) * model->handles.size()) >> 32);
            model->scheduler.cancel(model->handles[index]);
            model->add(index);
        } else {
            model->scheduler.step();
        }
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(cancel_mix)->ArgsProduct({{10'000}, {50, 90}});

// A timer that is moved ahead with each packet and never fires.
void timer_rearm(benchmark::State& state) {
    Scheduler scheduler;
    std::vector<std::unique_ptr<Timer>> timers;
    for (std::int64_t i = 0; i < state.range(0); ++i) {
        timers.push_back(std::make_unique<Timer>(scheduler, [] {}));
    }
    std::size_t index = 0;
    std::int64_t moved = 0;
    for (auto _ : state) {
        timers[index]->arm_in(32s + Duration{++moved});
        index = index + 1 == timers.size() ? 0 : index + 1;
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(timer_rearm)->Arg(100)->Arg(10'000);

}  // namespace
