#include "voiplab/models/net/histogram.hpp"

#include "tests/catch.hpp"
#include "voiplab/sim/random.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

using namespace voiplab;
using namespace voiplab::net;

TEST_CASE("An empty histogram says 0") {
    Histogram const none;
    CHECK(none.weight() == 0);
    CHECK(none.mean() == 0);
    CHECK(none.quantile(0.5) == 0);
    CHECK(none.max() == 0);
}

TEST_CASE("Small numbers are counted exactly") {
    Histogram histogram;
    for (std::uint64_t i = 0; i < 64; ++i) {
        histogram.add(i);
    }
    CHECK(histogram.mean() == 31.5);
    for (std::uint64_t i = 0; i < 64; ++i) {
        CHECK(histogram.quantile(static_cast<double>(i + 1) / 64) == i);
    }
    CHECK(histogram.quantile(0) == 0);
}

TEST_CASE("A weight counts as so many values") {
    Histogram histogram;
    histogram.add(3, 90);
    histogram.add(7, 10);
    histogram.add(9, 0);
    CHECK(histogram.weight() == 100);
    CHECK(histogram.mean() == Approx(3.4));
    CHECK(histogram.quantile(0.9) == 3);
    CHECK(histogram.quantile(0.91) == 7);
    CHECK(histogram.max() == 7);
}

TEST_CASE("A percentile is at most one in 32 above that of the sorted values, over any range") {
    auto random = sim::RandomStreams(1).stream("test");
    Histogram histogram;
    std::vector<std::uint64_t> values;
    for (int i = 0; i < 20'000; ++i) {
        values.push_back(random.integer(0, ~std::uint64_t{0}) >> random.integer(0, 63));
        histogram.add(values.back());
    }
    std::sort(values.begin(), values.end());
    for (auto const part : {0.001, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999, 1.0}) {
        auto const right = values[static_cast<std::size_t>(std::ceil(part * 20'000)) - 1];
        auto const got = histogram.quantile(part);
        INFO("part " << part);
        CHECK(got >= right);
        CHECK(got - right <= right / 32);
    }
    CHECK(histogram.max() == values.back());
}

TEST_CASE("The largest number has a place, and a cleared histogram is as new") {
    Histogram histogram;
    constexpr auto largest = std::numeric_limits<std::uint64_t>::max();
    histogram.add(largest, 3);
    CHECK(histogram.quantile(0.5) == largest);
    CHECK(histogram.mean() == Approx(1.8446744073709552e19));
    histogram.clear();
    CHECK(histogram.weight() == 0);
    histogram.add(5);
    CHECK(histogram.quantile(1) == 5);
    CHECK(histogram.max() == 5);
}
