#include "scenarios/plot/contours.hpp"

#include "tests/catch.hpp"

#include <cmath>

using namespace voiplab::plot;

namespace {

template <class Function>
Grid sampled(std::size_t rows, std::size_t columns, Function const& of) {
    Grid grid(rows, std::vector<std::optional<double>>(columns));
    for (std::size_t row = 0; row < rows; ++row) {
        for (std::size_t column = 0; column < columns; ++column) {
            grid[row][column] = of(static_cast<double>(column), static_cast<double>(row));
        }
    }
    return grid;
}

bool is_closed(std::vector<Position> const& line) {
    return line.front().x == line.back().x && line.front().y == line.back().y;
}

}  // namespace

TEST_CASE("The contour of a plane is its straight line, whole") {
    auto const lines = contour_lines(sampled(6, 9, [](double x, double y) { return 2 * x + y; }), 8.5);
    REQUIRE(lines.size() == 1);
    CHECK_FALSE(is_closed(lines[0]));
    for (auto const& point : lines[0]) {
        CHECK(2 * point.x + point.y == Approx(8.5));
    }
    auto const ends_at_edges = std::abs(lines[0].front().y - lines[0].back().y) == Approx(5);
    CHECK(ends_at_edges);
}

TEST_CASE("The contour of a hill is a closed line at that distance from the top") {
    auto const lines =
        contour_lines(sampled(41, 41, [](double x, double y) { return -std::hypot(x - 20, y - 20); }), -12);
    REQUIRE(lines.size() == 1);
    CHECK(is_closed(lines[0]));
    double length = 0;
    for (std::size_t i = 1; i < lines[0].size(); ++i) {
        CHECK(std::hypot(lines[0][i].x - 20, lines[0][i].y - 20) == Approx(12).margin(0.05));
        length += std::hypot(lines[0][i].x - lines[0][i - 1].x, lines[0][i].y - lines[0][i - 1].y);
    }
    CHECK(length == Approx(2 * 3.14159265 * 12).epsilon(0.01));
}

TEST_CASE("Two hills have two contours, and no level beyond the values has one") {
    auto const hills = sampled(
        10, 21, [](double x, double y) { return std::max(-std::hypot(x - 5, y - 5), -std::hypot(x - 15, y - 5)); });
    CHECK(contour_lines(hills, -2.2).size() == 2);
    CHECK(contour_lines(hills, 0.5).empty());
    CHECK(contour_lines(hills, -100).empty());
    CHECK(contour_lines({}, 0).empty());
    CHECK(contour_lines({{1.0}}, 0.5).empty());
}

TEST_CASE("In a saddle the mean says which corners belong together") {
    // High are the upper left and the lower right corner. Where the middle is high too, the lines cut off the others.
    Grid const high{{5.0, 0.0}, {0.0, 5.0}};
    auto const cut = contour_lines(high, 2);
    REQUIRE(cut.size() == 2);
    for (auto const& line : cut) {
        // Around the upper right or the lower left corner.
        auto const upper_right = line.front().x + line.back().x > 1;
        for (auto const& point : line) {
            CHECK((upper_right ? point.x >= 0.6 || point.y <= 0.4 : point.x <= 0.4 || point.y >= 0.6));
        }
        CHECK(std::abs(line.front().x - line.back().x) == Approx(0.4));
    }
    auto const apart = contour_lines(high, 3);
    REQUIRE(apart.size() == 2);
    for (auto const& line : apart) {
        CHECK(std::abs(line.front().x - line.back().x) == Approx(0.4));
        auto const upper_left = line.front().x + line.back().x < 1;
        CHECK((upper_left ? line.front().y + line.back().y < 1 : line.front().y + line.back().y > 1));
    }
}

TEST_CASE("Where a corner is unknown, the line has a gap") {
    auto grid = sampled(5, 5, [](double x, double /*y*/) { return x; });
    grid[2][2] = std::nullopt;
    auto const lines = contour_lines(grid, 1.5);
    REQUIRE(lines.size() == 2);
    for (auto const& line : lines) {
        CHECK(line.size() == 2);
    }
}
