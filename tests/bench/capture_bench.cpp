#include "tests/net/frames.hpp"
#include "tests/support/scratch_folder.hpp"
#include "voiplab/models/capture/tap.hpp"

#include <benchmark/benchmark.h>

// What a captured packet of RTP costs.

using namespace voiplab;
using namespace voiplab::capture;
using namespace voiplab::net;

namespace {

constexpr std::size_t rtp_packet = 172;

// Takes everything and keeps nothing.
struct NoFile final : CaptureFile {
    void write(CapturedPacket const& packet) override { benchmark::DoNotOptimize(packet.payload.data()); }
    void commit() override {}
};

void observe_all(benchmark::State& state, std::unique_ptr<CaptureFile> file) {
    PayloadPool pool;
    auto const frame = datagram_frame(pool, mac(1), mac(2), rtp_packet);
    CaptureWriter writer;
    auto const number = writer.add(std::move(file), LinkType::ethernet);
    TapOptions options;
    options.interface = Interface::ethernet;
    Tap tap(writer, number, options);
    sim::Time now{};
    for (auto _ : state)
        tap.observe(frame, Direction::received, now += sim::Duration(1));
}

// From the tap to the file's block, without the file: wall time, so whichever thread is the slower one.
void record_packet(benchmark::State& state) {
    observe_all(state, std::make_unique<NoFile>());
}
BENCHMARK(record_packet)->UseRealTime();

// The whole way, which ends in the system's memory for the file: so many that it is not the disk that is measured.
void capture_packet_to_file(benchmark::State& state) {
    test::ScratchFolder const folder;
    observe_all(state, create_capture_file(folder / "bench.pcapng", FileFormat::pcapng, {}));
}
BENCHMARK(capture_packet_to_file)->Iterations(1'000'000)->UseRealTime();

// A packet's bytes, checksums and all.
void write_frame_bytes(benchmark::State& state) {
    PayloadPool pool;
    auto const frame = datagram_frame(pool, mac(1), mac(2), rtp_packet);
    std::vector<std::uint8_t> bytes;
    for (auto _ : state) {
        bytes.clear();
        append_bytes(frame, bytes);
        benchmark::DoNotOptimize(bytes.data());
    }
}
BENCHMARK(write_frame_bytes);

}  // namespace
