#include "voiplab/sim/random.hpp"

#include <benchmark/benchmark.h>

// What an impairment asks of chance for a packet, and an agent for a message.

using voiplab::sim::RandomStream;
using voiplab::sim::RandomStreams;

namespace {

// Whether a packet is lost.
void draw_loss(benchmark::State& state) {
    RandomStream stream(1);
    for (auto _ : state)
        benchmark::DoNotOptimize(stream.unit() < 0.01);
}
BENCHMARK(draw_loss);

// How long a packet is late: nanoseconds up to 20 ms.
void draw_delay(benchmark::State& state) {
    RandomStream stream(1);
    for (auto _ : state)
        benchmark::DoNotOptimize(stream.integer(0, 20'000'000));
}
BENCHMARK(draw_delay);

void draw_tag(benchmark::State& state) {
    RandomStream stream(1);
    for (auto _ : state)
        benchmark::DoNotOptimize(stream.hex(8));
}
BENCHMARK(draw_tag);

void derive_stream(benchmark::State& state) {
    RandomStreams const streams(1);
    for (auto _ : state)
        benchmark::DoNotOptimize(streams.stream("link:wan/loss"));
}
BENCHMARK(derive_stream);

}  // namespace
