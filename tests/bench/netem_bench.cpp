#include "voiplab/models/net/link_meter.hpp"
#include "voiplab/models/net/netem.hpp"

#include <optional>

#include <benchmark/benchmark.h>

// What a frame costs on a link with netem, and on one that is measured: 500 G.711 packets a second, as of ten calls,
// that cross 20 ms. `plain` is the link alone, which is to be subtracted.
namespace {

using namespace std::chrono_literals;
using namespace voiplab;

struct Sink final : net::FrameSink {
    void accept(net::SharedFrame /*frame*/) override { ++frames; }
    std::int64_t frames = 0;
};

struct Path {
    Path(net::NetemOptions const* options, bool is_measured)
        : type(scheduler, link()), way(type), meter(scheduler, way) {
        net::LinkWay* last = &way;
        if (options != nullptr) {
            netem.emplace(scheduler, net::NetemQueue(*options, sim::RandomStreams(1), "link:wan/a", frames, payloads));
            last->connect(*netem);
            last = &*netem;
        }
        if (is_measured) {
            last->connect(meter.exit());
            meter.exit().connect(sink);
            entry = &meter.entry();
        } else {
            last->connect(sink);
            entry = &way;
        }
    }
    static net::LinkOptions link() {
        net::LinkOptions options;
        options.rate = {10'000'000};
        options.delay = 1ms;
        return options;
    }
    void send() {
        net::UdpDatagram datagram;
        datagram.payload = payloads.make(172);
        entry->accept(frames.make({}, {}, std::move(datagram)));
        time += 2ms;
        scheduler.run_until(time);
    }

    sim::Scheduler scheduler;
    net::PayloadPool payloads;
    net::FramePool frames;
    Sink sink;
    net::LinkType type;
    net::LinkDirection way;
    net::LinkMeter meter;
    std::optional<net::Netem> netem;
    net::FrameSink* entry = nullptr;
    sim::Time time{};
};

void carry(benchmark::State& state, net::NetemOptions const* options, bool is_measured = false) {
    Path path(options, is_measured);
    for (auto _ : state) {
        path.send();
    }
    benchmark::DoNotOptimize(path.sink.frames);
    state.SetItemsProcessed(state.iterations());
}

void plain(benchmark::State& state) {
    carry(state, nullptr);
}
BENCHMARK(plain);

void measured(benchmark::State& state) {
    carry(state, nullptr, true);
}
BENCHMARK(measured);

void netem_of_nothing(benchmark::State& state) {
    net::NetemOptions const options;
    carry(state, &options);
}
BENCHMARK(netem_of_nothing);

void netem_delay(benchmark::State& state) {
    net::NetemOptions options;
    options.delay = sim::Duration(20ms);
    carry(state, &options);
}
BENCHMARK(netem_delay);

void netem_delay_jitter_loss(benchmark::State& state) {
    net::NetemOptions options;
    options.delay = sim::Duration(20ms);
    options.jitter = sim::Duration(5ms);
    options.distribution = std::make_shared<net::DelayTable const>(net::DelayTable::normal());
    options.loss = net::Probability{0.01};
    carry(state, &options);
}
BENCHMARK(netem_delay_jitter_loss);

void netem_gemodel(benchmark::State& state) {
    net::NetemOptions options;
    options.delay = sim::Duration(20ms);
    options.loss_gemodel =
        net::GilbertElliottOptions{.p = net::Probability{0.01}, .r = net::Varying(net::Probability{0.25})};
    carry(state, &options);
}
BENCHMARK(netem_gemodel);

}  // namespace
