#include "voiplab/models/net/queued_direction.hpp"

#include <optional>

#include <benchmark/benchmark.h>

// What a frame costs on a link with a queue: ten G.711 packets of ten calls come at once, every 20 ms, and wait for one
// another. `plain_link` is a link without a discipline, which finds out the same with one event a frame less.
namespace {

using namespace std::chrono_literals;
using namespace voiplab;
using Kind = net::QueueOptions::Kind;

constexpr std::uint16_t calls = 10;

struct Sink final : net::FrameSink {
    void accept(net::SharedFrame /*frame*/) override { ++frames; }
    std::int64_t frames = 0;
};

struct Path {
    explicit Path(net::QueueOptions const* options) : type(scheduler, link()), plain(type) {
        net::LinkWay* way = &plain;
        if (options != nullptr) {
            queued.emplace(type, net::FrameQueue(*options, 1000, link().rate, sim::RandomStreams(1), "link:wan/a"));
            way = &*queued;
        }
        way->connect(sink);
        entry = way;
    }
    static net::LinkOptions link() {
        net::LinkOptions options;
        options.rate = {10'000'000};
        options.delay = 1ms;
        return options;
    }
    void send() {
        for (std::uint16_t call = 0; call < calls; ++call) {
            net::UdpDatagram datagram;
            datagram.source_port = call;
            datagram.dscp = call % 2 == 0 ? 46 : 0;
            datagram.payload = payloads.make(172);
            entry->accept(frames.make({}, {}, std::move(datagram)));
        }
        time += 20ms;
        scheduler.run_until(time);
    }

    sim::Scheduler scheduler;
    net::PayloadPool payloads;
    net::FramePool frames;
    Sink sink;
    net::LinkType type;
    net::LinkDirection plain;
    std::optional<net::QueuedDirection> queued;
    net::FrameSink* entry = nullptr;
    sim::Time time{};
};

void carry(benchmark::State& state, net::QueueOptions const* options) {
    Path path(options);
    for (auto _ : state) {
        path.send();
    }
    benchmark::DoNotOptimize(path.sink.frames);
    state.SetItemsProcessed(state.iterations() * calls);
}

void plain_link(benchmark::State& state) {
    carry(state, nullptr);
}
BENCHMARK(plain_link);

void queue(benchmark::State& state, Kind kind) {
    net::QueueOptions options;
    options.kind = kind;
    options.classes.resize(2);
    options.classes[0].dscp = {46};
    carry(state, &options);
}
BENCHMARK_CAPTURE(queue, fifo, Kind::fifo);
BENCHMARK_CAPTURE(queue, prio, Kind::prio);
BENCHMARK_CAPTURE(queue, wfq, Kind::wfq);
BENCHMARK_CAPTURE(queue, red, Kind::red);
BENCHMARK_CAPTURE(queue, codel, Kind::codel);
BENCHMARK_CAPTURE(queue, fq_codel, Kind::fq_codel);

void shaped_fifo(benchmark::State& state) {
    net::QueueOptions options;
    options.shape = net::TokenBucketOptions{{2'000'000}, {3000}};
    carry(state, &options);
}
BENCHMARK(shaped_fifo);

}  // namespace
