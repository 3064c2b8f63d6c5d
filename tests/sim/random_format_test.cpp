#include "tests/catch.hpp"
#include "tests/sim/chi_square.hpp"
#include "voiplab/sim/random.hpp"

#include <array>
#include <string>
#include <string_view>
#include <vector>

using voiplab::sim::RandomStream;
using namespace voiplab::test;

TEST_CASE("hex gives as many lower-case digits as asked for") {
    auto const digits = GENERATE(std::size_t{0}, std::size_t{1}, std::size_t{8}, std::size_t{33});
    RandomStream stream(5);
    for (int i = 0; i < 100; ++i) {
        auto const text = stream.hex(digits);
        REQUIRE(text.size() == digits);
        REQUIRE(text.find_first_not_of("0123456789abcdef") == std::string::npos);
    }
}

TEST_CASE("hex draws each digit from the top of one draw") {
    // From random_witness.py.
    CHECK(RandomStream(42).hex(32) == "d5fbc9293e8da16830972da8d26f8d1a");
}

TEST_CASE("The digits of hex are uniform") {
    static constexpr std::string_view alphabet = "0123456789abcdef";
    std::array<std::uint64_t, 16> counts{};
    auto const text = RandomStream(2025).hex(160'000);
    for (auto const digit : text) {
        ++counts.at(alphabet.find(digit));
    }
    auto const statistic = chi_square(counts);
    CHECK(statistic > chi_square_15.lower);
    CHECK(statistic < chi_square_15.upper);
}

TEST_CASE("decimal gives as many digits as asked for, the first not 0") {
    for (std::size_t digits = 1; digits <= 18; ++digits) {
        CAPTURE(digits);
        RandomStream stream(5);
        for (int i = 0; i < 100; ++i) {
            auto const text = stream.decimal(digits);
            REQUIRE(text.size() == digits);
            REQUIRE(text.find_first_not_of("0123456789") == std::string::npos);
            REQUIRE(text.front() != '0');
        }
    }
}

TEST_CASE("decimal draws one number uniformly from those with so many digits") {
    // From random_witness.py.
    struct Row {
        std::size_t digits;
        std::vector<std::string> first;
    };
    auto const row = GENERATE(Row{1, {"8", "3", "9"}}, Row{3, {"832", "386", "985"}},
                              Row{10, {"8328746307", "3869389361", "9855047515"}},
                              Row{18, {"851063930499361697", "394060506566568237", "746683446987955273"}});
    RandomStream stream(42);
    for (auto const& expected : row.first) {
        CHECK(stream.decimal(row.digits) == expected);
    }
}

TEST_CASE("decimal reaches the smallest and the largest number with one digit") {
    RandomStream stream(9);
    std::array<int, 10> seen{};
    for (int i = 0; i < 1000; ++i) {
        ++seen.at(static_cast<std::size_t>(stream.decimal(1).front() - '0'));
    }
    CHECK(seen[0] == 0);
    CHECK(seen[1] > 0);
    CHECK(seen[9] > 0);
}
