// Counts every allocation of this program, so it stands in a program of its own.

#include "tests/catch.hpp"
#include "voiplab/models/media/rtp_receiver.hpp"
#include "voiplab/models/media/rtp_relay.hpp"
#include "voiplab/models/media/rtp_sender.hpp"

#include <array>
#include <atomic>
#include <cstdlib>
#include <new>
#include <vector>

namespace {

std::atomic<std::size_t> allocations{0};

}  // namespace

// All forms are replaced, so that none is left to a sanitizer's own pair.
void* operator new(std::size_t size, std::nothrow_t const&) noexcept {
    ++allocations;
    return std::malloc(size == 0 ? 1 : size);
}

void* operator new(std::size_t size) {
    if (auto* memory = operator new(size, std::nothrow)) return memory;
    throw std::bad_alloc();
}

void* operator new[](std::size_t size) {
    return operator new(size);
}

void operator delete(void* memory) noexcept {
    std::free(memory);
}

void operator delete(void* memory, std::size_t) noexcept {
    std::free(memory);
}

void operator delete[](void* memory) noexcept {
    std::free(memory);
}

void operator delete[](void* memory, std::size_t) noexcept {
    std::free(memory);
}

using namespace voiplab;
using namespace voiplab::media;
using namespace std::chrono_literals;

TEST_CASE("Sending, relaying and receiving a packet allocates nothing") {
    AudioClip const clip(std::vector<std::int16_t>(1001, 500));
    EncodedSource source(EncodedClip(clip, G711Law::a));
    RtpSender sender({.ssrc = 1, .payload_type = 8});
    RelayStream relay({.ssrc = 2});
    RtpReceiver receiver;
    std::array<std::uint8_t, 172> packet{};
    std::array<std::uint8_t, 172> relayed{};

    auto const before = allocations.load();
    for (int i = 0; i < 1000; ++i) {
        sim::Time const now(i * 20ms);
        sender.next(now, packet, source);
        relay.forward(now, *parse_rtp(packet), relayed);
        receiver.receive(now, parse_rtp(relayed)->header);
    }
    auto const after = allocations.load();
    CHECK(after == before);
    CHECK(receiver.received() == 1000);
}

TEST_CASE("The count sees an allocation") {
    auto const before = allocations.load();
    AudioClip const clip(std::vector<std::int16_t>(10));
    CHECK(allocations.load() > before);
}
