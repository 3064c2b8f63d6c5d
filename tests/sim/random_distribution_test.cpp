#include "tests/catch.hpp"
#include "tests/support/confidence.hpp"
#include "voiplab/sim/random.hpp"

#include <cmath>
#include <vector>

using voiplab::sim::RandomStream;
using namespace voiplab::test;

namespace {

constexpr std::size_t draws = 1'000'000;

template <typename Draw>
std::vector<double> drawn(Draw draw) {
    std::vector<double> values;
    for (std::size_t i = 0; i < draws; ++i) {
        values.push_back(draw());
    }
    return values;
}

}  // namespace

TEST_CASE("bits draws what integer draws over 32 bits") {
    RandomStream one(3);
    RandomStream other(3);
    for (int i = 0; i < 1000; ++i) {
        CHECK(one.bits() == other.integer(0, 0xffff'ffff));
    }
}

TEST_CASE("exponential has the logarithm of a uniform draw") {
    RandomStream one(3);
    RandomStream other(3);
    for (int i = 0; i < 1000; ++i) {
        // The C library's logarithm, which may round otherwise.
        CHECK(one.exponential() == Approx(-std::log(1 - other.unit())).epsilon(1e-14));
    }
}

TEST_CASE("exponential has mean and variance 1") {
    RandomStream stream(11);
    auto const values = drawn([&] { return stream.exponential(); });
    check_near(mean_of(values), 1, tolerance(1, draws));
    check_near(variance_of(values), 1, tolerance(9 - 1, draws));  // the fourth central moment is 9
}

TEST_CASE("pareto has the power of a uniform draw, and its mean") {
    RandomStream one(3);
    RandomStream other(3);
    for (int i = 0; i < 1000; ++i) {
        CHECK(one.pareto(1.5) == Approx(std::pow(1 - other.unit(), -1 / 1.5)).epsilon(1e-13));
    }
    RandomStream stream(11);
    // Of shape 4: mean 4/3, variance 4 / (3^2 * 2).
    auto const values = drawn([&] { return stream.pareto(4); });
    check_near(mean_of(values), 4.0 / 3, tolerance(2.0 / 9, draws));
}
