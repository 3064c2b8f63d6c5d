#include "voiplab/models/net/flat_map.hpp"

#include "tests/catch.hpp"
#include "voiplab/models/net/address.hpp"
#include "voiplab/sim/random.hpp"

#include <unordered_map>

using namespace voiplab;
using namespace voiplab::net;

namespace {

// All keys in two chains, one of which goes round the end of the table.
struct Clashing {
    std::uint32_t number = 0;
    bool operator==(Clashing const&) const = default;
};
// What Fibonacci hashing makes all ones of: the table's last bucket, however large it is.
constexpr std::size_t hash_of_last_bucket = 0x0e217c1e66c88cc3;

// A MAC address that counts how often it is compared.
struct Counting {
    MacAddress mac;
    static inline int comparisons = 0;
    bool operator==(Counting const& other) const {
        ++comparisons;
        return mac == other.mac;
    }
};

}  // namespace

template <>
struct std::hash<Clashing> {
    std::size_t operator()(Clashing key) const noexcept { return key.number % 2 == 0 ? hash_of_last_bucket : 3; }
};

template <>
struct std::hash<Counting> {
    std::size_t operator()(Counting const& key) const noexcept { return std::hash<MacAddress>{}(key.mac); }
};

TEMPLATE_TEST_CASE("A flat map holds what std::unordered_map holds, whatever is put in and taken out", "", Clashing,
                   Ipv4Address) {
    FlatMap<TestType, int> map;
    std::unordered_map<std::uint32_t, int> witness;
    sim::RandomStream random(1);
    for (int step = 0; step < 20'000; ++step) {
        auto const number = static_cast<std::uint32_t>(random.integer(0, 60));
        if (random.integer(0, 1) == 0) {
            REQUIRE(map.insert({number}, step) == witness.emplace(number, step).second);
        } else {
            map.erase({number});
            witness.erase(number);
        }
        REQUIRE(map.size() == witness.size());
        auto const asked = static_cast<std::uint32_t>(random.integer(0, 60));
        auto const expected = witness.find(asked);
        auto const* const found = map.find({asked});
        REQUIRE((found == nullptr) == (expected == witness.end()));
        if (found != nullptr) REQUIRE(*found == expected->second);
    }
}

TEST_CASE("Addresses that count up are found at the first look, in a table more than half full nearly all of them") {
    auto const count = GENERATE(values<std::uint32_t>({21, 201, 2'001, 20'001}));
    auto const address = [](std::uint32_t number) {
        auto const octet = [number](int shift) { return static_cast<std::uint8_t>(number >> shift); };
        return Counting{{{0x02, 0, octet(24), octet(16), octet(8), octet(0)}}};
    };
    FlatMap<Counting, std::uint32_t> map;
    for (std::uint32_t number = 1; number <= count; ++number) {
        map.insert(address(number), number);
    }
    Counting::comparisons = 0;
    for (std::uint32_t number = 1; number <= count; ++number) {
        auto const* const found = map.find(address(number));
        REQUIRE(found != nullptr);
        REQUIRE(*found == number);
    }
    // Of 20,001 a table of 32,768 is more than half full.
    auto const others = Counting::comparisons - static_cast<int>(count);
    CHECK(others <= (count > 16'384 ? static_cast<int>(count / 40) : 0));
}

TEST_CASE("erase_if leaves a flat map with the others") {
    FlatMap<Ipv4Address, int> map;
    for (int i = 0; i < 1000; ++i) {
        map.insert({static_cast<std::uint32_t>(i)}, i);
    }
    map.erase_if([](int value) { return value % 3 == 0; });
    CHECK(map.size() == 666);
    for (int i = 0; i < 1000; ++i) {
        auto const* const found = map.find({static_cast<std::uint32_t>(i)});
        REQUIRE((found == nullptr) == (i % 3 == 0));
        if (found != nullptr) REQUIRE(*found == i);
    }
}

TEST_CASE("An empty flat map finds and erases nothing") {
    FlatMap<Ipv4Address, int> map;
    map.prefetch({1});
    map.erase({1});
    CHECK(map.find({1}) == nullptr);
    CHECK(map.size() == 0);
}
