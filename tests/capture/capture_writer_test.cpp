#include "voiplab/models/capture/capture_writer.hpp"

#include "tests/catch.hpp"
#include "tests/net/frames.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/support/tshark.hpp"

#include <atomic>
#include <memory>
#include <sstream>
#include <string>
#include <thread>

#include <fmt/format.h>

// So many frames that a thread writes them, and that the run is ahead of it.

using namespace voiplab;
using namespace voiplab::capture;
using namespace voiplab::test;
using namespace voiplab::net;
using namespace std::chrono_literals;

namespace {

constexpr WallClock start{1'525'483'364s};
// More than the writer keeps in memory: about 300 bytes each.
constexpr std::uint32_t frames = 40'000;

// Of all lengths, so that chunks end everywhere, and some longer than what the writer gathers in small.
std::uint32_t payload_size(std::uint32_t number) {
    return number % 1000 == 999 ? 9000 : number % 400;
}

Frame numbered(PayloadPool& pool, std::uint32_t number) {
    auto frame = datagram_frame(pool, mac(1), mac(2), payload_size(number));
    auto& datagram = std::get<UdpDatagram>(frame.content);
    datagram.source_ip = ip(2);
    datagram.destination_ip = ip(1);
    datagram.identification = static_cast<std::uint16_t>(number);
    auto const bytes = datagram.payload.writable();
    std::fill(bytes.begin(), bytes.end(), static_cast<std::uint8_t>(number % 251));
    return frame;
}

std::unique_ptr<CaptureFile> file_of(std::filesystem::path const& path, LinkType link_type) {
    CaptureFileOptions options;
    options.link_type = link_type;
    return create_capture_file(path, *format_of(path), options);
}

// A disk so slow that the run is far ahead of it if nothing holds the run up.
class SlowFile final : public CaptureFile {
  public:
    explicit SlowFile(std::atomic<std::size_t>& written) : written_(written) {}
    void write(CapturedPacket const& packet) override {
        written_ += packet.size();
        if (++packets_ % 512 == 0) std::this_thread::sleep_for(1ms);
    }
    void commit() override {}

  private:
    std::atomic<std::size_t>& written_;
    std::size_t packets_ = 0;
};

}  // namespace

TEST_CASE("Each of many frames is in its file, in order, with its bytes and its checksums good") {
    // A few chunks, which wait for the end, or so many that a thread writes them meanwhile.
    auto const count = GENERATE(3'000U, frames);
    ScratchFolder const folder;
    auto const even = folder / "even.pcapng";
    auto const odd = folder / "odd.pcap";
    {
        PayloadPool pool;
        CaptureWriter writer;
        REQUIRE(writer.add(file_of(even, LinkType::ethernet), LinkType::ethernet) == 0);
        REQUIRE(writer.add(file_of(odd, LinkType::linux_sll), LinkType::linux_sll) == 1);
        for (std::uint32_t number = 0; number < count; ++number) {
            writer.write(numbered(pool, number), {start + std::chrono::microseconds(number), number % 2, 0});
        }
        writer.commit();
    }
    std::ostringstream expected[2];
    for (std::uint32_t number = 0; number < count; ++number) {
        expected[number % 2] << fmt::format("0x{:04x}|0.{:06}000|{}|1|1\n", number, number - number % 2,
                                            payload_size(number) + 8);
    }
    auto const fields = "ip.id frame.time_relative udp.length ip.checksum.status udp.checksum.status";
    CHECK((tshark_fields(even, fields) == expected[0].str()));
    CHECK((tshark_fields(odd, fields) == expected[1].str()));
    // The bytes of the last ones: of very many frames their chunk has been used before.
    for (auto const number : {count - 3, count - 1}) {
        auto const payload = tshark(odd, fmt::format("-Y 'ip.id == {}' -T fields -e udp.payload", number));
        std::string digits;
        for (std::uint32_t i = 0; i < payload_size(number); ++i) {
            digits += fmt::format("{:02x}", number % 251);
        }
        CHECK(payload == digits + "\n");
    }
}

TEST_CASE("A run that is ahead of its files waits for them") {
    PayloadPool pool;
    std::atomic<std::size_t> written{0};
    CaptureWriter writer;
    writer.add(std::make_unique<SlowFile>(written), LinkType::ethernet);
    std::size_t given = 0;
    std::size_t most_ahead = 0;
    for (std::uint32_t number = 0; number < frames; ++number) {
        auto const frame = numbered(pool, number);
        given += frame_size(frame);
        writer.write(frame, {start, 0, 0});
        most_ahead = std::max(most_ahead, given - std::min(given, written.load()));
    }
    // The writer's memory is a few megabytes, headers of its own included.
    CHECK(most_ahead < 6'000'000);
    writer.commit();
    CHECK(written == given);
}

TEST_CASE("The commenter is asked for each frame in its turn, and by one thread at a time") {
    PayloadPool pool;
    std::atomic<std::size_t> written{0};
    std::vector<std::uint16_t> asked;
    {
        CaptureWriter writer;
        writer.add(std::make_unique<SlowFile>(written), LinkType::ethernet, [&asked](CapturedFrame const& captured) {
            asked.push_back(std::get<UdpDatagram>(captured.frame.content).identification);
            return std::string{};
        });
        for (std::uint32_t number = 0; number < frames; ++number) {
            writer.write(numbered(pool, number), {start, 0, 0});
        }
        writer.commit();
    }
    REQUIRE(asked.size() == frames);
    for (std::uint32_t number = 0; number < frames; ++number) {
        REQUIRE(asked[number] == number);
    }
}

TEST_CASE("A run that is given up leaves no file, though a thread has begun to write it") {
    ScratchFolder const folder;
    PayloadPool pool;
    {
        CaptureWriter writer;
        writer.add(file_of(folder / "a.pcapng", LinkType::ethernet), LinkType::ethernet);
        for (std::uint32_t number = 0; number < frames; ++number) {
            writer.write(numbered(pool, number), {start, 0, 0});
        }
    }
    CHECK(folder.entries().empty());
}
