#include "scenarios/sweep/sampling.hpp"

#include "tests/catch.hpp"

#include <vector>

using namespace voiplab::scenarios;

namespace {

// How many points lie in each of so many equal parts of an axis.
std::vector<int> parts_of(UnitPoints const& points, std::size_t axis, std::size_t parts) {
    std::vector<int> counts(parts);
    for (auto const& point : points) {
        REQUIRE(point[axis] >= 0);
        REQUIRE(point[axis] < 1);
        ++counts[static_cast<std::size_t>(point[axis] * static_cast<double>(parts))];
    }
    return counts;
}

}  // namespace

TEST_CASE("A Latin hypercube has one point in each part of each axis") {
    auto const points = latin_hypercube(7, {"a", "b", "c"}, 50);
    REQUIRE(points.size() == 50);
    for (std::size_t axis = 0; axis < 3; ++axis) {
        CHECK(parts_of(points, axis, 50) == std::vector<int>(50, 1));
    }
}

TEST_CASE("A Latin hypercube is the seed's, and an axis does not feel the others") {
    auto const points = latin_hypercube(7, {"a", "b"}, 20);
    CHECK(points == latin_hypercube(7, {"a", "b"}, 20));
    CHECK(points != latin_hypercube(8, {"a", "b"}, 20));
    auto const swapped = latin_hypercube(7, {"b", "a"}, 20);
    for (std::size_t i = 0; i < points.size(); ++i) {
        CHECK(points[i][0] == swapped[i][1]);
    }
}

// Sobol's property A: with the origin, which is left out, 2^k points have one in each of 2^k parts of an axis.
TEST_CASE("Sobol's points fill each axis evenly") {
    auto points = sobol(5, 127);
    points.emplace_back(5, 0.0);
    for (std::size_t axis = 0; axis < 5; ++axis) {
        CHECK(parts_of(points, axis, 128) == std::vector<int>(128, 1));
    }
}

// Joe and Kuo's tables: the first points of two dimensions (also scipy's qmc.Sobol without scrambling).
TEST_CASE("Sobol's sequence begins as in the literature") {
    auto const points = sobol(2, 3);
    CHECK(points == UnitPoints{{0.5, 0.5}, {0.75, 0.25}, {0.25, 0.75}});
}
