#include "tests/catch.hpp"
#include "tests/net/topology.hpp"
#include "voiplab/models/net/network.hpp"
#include "voiplab/sim/timer.hpp"

#include <cstdlib>
#include <new>

namespace {
std::size_t allocations = 0;

void* count_and_allocate(std::size_t size) {
    ++allocations;
    return std::malloc(size == 0 ? 1 : size);
}

void* allocate(std::size_t size) {
    if (auto* const memory = count_and_allocate(size)) return memory;
    throw std::bad_alloc();
}
}  // namespace

void* operator new(std::size_t size) {
    return allocate(size);
}
void* operator new[](std::size_t size) {
    return allocate(size);
}
void* operator new(std::size_t size, std::nothrow_t const&) noexcept {
    return count_and_allocate(size);
}
void* operator new[](std::size_t size, std::nothrow_t const&) noexcept {
    return count_and_allocate(size);
}
void* operator new(std::size_t size, std::align_val_t alignment) {
    ++allocations;
    auto const unit = static_cast<std::size_t>(alignment);
    if (auto* const memory = std::aligned_alloc(unit, (size + unit - 1) / unit * unit)) return memory;
    throw std::bad_alloc();
}
void* operator new[](std::size_t size, std::align_val_t alignment) {
    return ::operator new(size, alignment);
}
void operator delete(void* memory, std::align_val_t) noexcept {
    std::free(memory);
}
void operator delete[](void* memory, std::align_val_t) noexcept {
    std::free(memory);
}
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept {
    std::free(memory);
}
void operator delete[](void* memory, std::size_t, std::align_val_t) noexcept {
    std::free(memory);
}
void operator delete(void* memory) noexcept {
    std::free(memory);
}
void operator delete[](void* memory) noexcept {
    std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
    std::free(memory);
}
void operator delete[](void* memory, std::size_t) noexcept {
    std::free(memory);
}

using namespace voiplab;
using namespace voiplab::net;
using namespace std::chrono_literals;

namespace {

struct CountingReceiver final : UdpReceiver {
    void receive(UdpDatagram const& /*datagram*/) override { ++received; }
    std::uint64_t received = 0;
};

// G.711 as a phone sends it: 172 bytes of RTP every 20 ms.
struct Talker {
    Talker(sim::Scheduler& scheduler_used, Network& network_used, std::string_view from, Ipv4Address to_address)
        : scheduler(scheduler_used),
          network(network_used),
          host(network.host(from)),
          to{to_address, 40'000},
          timer(scheduler, [this] { talk(); }) {
        timer.arm(scheduler.now());
    }
    void talk() {
        host.send(to, 40'000, network.payloads().make(172));
        timer.arm_in(20ms);
    }
    sim::Scheduler& scheduler;
    Network& network;
    Host& host;
    UdpEndpoint to;
    sim::Timer timer;
};

}  // namespace

TEST_CASE("A network that carries steady traffic allocates nothing once it is warm") {
    sim::Scheduler scheduler;
    Network network(scheduler, sim::RandomStreams(1), small_network());
    CountingReceiver alice;
    CountingReceiver bob;
    network.host("alice").bind(40'000, alice);
    network.host("bob").bind(40'000, bob);
    Talker const from_alice(scheduler, network, "alice", ip(2));
    Talker const from_bob(scheduler, network, "bob", ip(1));

    // Warm: long enough for each neighbour to have been reachable, stale and probed, and for each link to have had more
    // than one frame at once.
    scheduler.run_until(at(600s));
    auto const received_before = alice.received + bob.received;
    REQUIRE(received_before > 0);
    auto const allocations_before = allocations;
    REQUIRE(allocations_before > 0);
    scheduler.run_until(at(1200s));
    CHECK(allocations == allocations_before);
    CHECK(alice.received + bob.received == received_before + std::uint64_t{2} * 50 * 600);
}
