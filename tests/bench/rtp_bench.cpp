#include "voiplab/models/media/rtp_receiver.hpp"
#include "voiplab/models/media/rtp_relay.hpp"
#include "voiplab/models/media/rtp_sender.hpp"
#include "voiplab/models/media/tone.hpp"

#include <array>

#include <benchmark/benchmark.h>

// What a packet of G.711, 20 ms, costs those who make it, pass it on and hear it; no network between.

using namespace voiplab;
using namespace voiplab::media;
using namespace std::chrono_literals;

namespace {

using Packet = std::array<std::uint8_t, 172>;

EncodedSource speech() {
    return EncodedSource(EncodedClip(make_tone(440, -16, 1s), G711Law::mu));
}

void send_rtp_packet(benchmark::State& state) {
    auto source = speech();
    RtpSender sender({.ssrc = 1});
    Packet packet{};
    sim::Time now{};
    for (auto _ : state) {
        sender.next(now += 20ms, packet, source);
        benchmark::DoNotOptimize(packet);
    }
}
BENCHMARK(send_rtp_packet);

void receive_rtp_packet(benchmark::State& state) {
    auto source = speech();
    RtpSender sender({.ssrc = 1});
    std::array<Packet, 64> packets{};
    for (auto& packet : packets) {
        sender.next(sim::Time{}, packet, source);
    }
    RtpReceiver receiver;
    sim::Time now{};
    std::uint16_t sequence = 0;
    for (auto _ : state) {
        auto header = parse_rtp(packets[sequence % packets.size()])->header;
        header.sequence = sequence++;
        benchmark::DoNotOptimize(receiver.receive(now += 20ms, header));
    }
}
BENCHMARK(receive_rtp_packet);

void relay_rtp_packet(benchmark::State& state) {
    auto source = speech();
    RtpSender sender({.ssrc = 1});
    RelayStream relay({.ssrc = 2});
    Packet packet{};
    Packet relayed{};
    sender.next(sim::Time{}, packet, source);
    sim::Time now{};
    for (auto _ : state) {
        relay.forward(now += 20ms, *parse_rtp(packet), relayed);
        benchmark::DoNotOptimize(relayed);
    }
}
BENCHMARK(relay_rtp_packet);

}  // namespace
