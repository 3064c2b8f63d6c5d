#include "scenarios/plot/contours.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace voiplab::plot {

namespace {

// A side of squares, where a line crosses it: from a crossing one to the right, or one down.
struct Side {
    std::size_t row = 0;
    std::size_t column = 0;
    bool down = false;

    auto operator<=>(Side const&) const = default;
};

using Segments = std::vector<std::pair<Side, Side>>;

// The lines through the square whose upper left corner that is.
void cross_square(Grid const& grid, double level, std::size_t row, std::size_t column, Segments& segments) {
    // Clockwise from the upper left corner, and the sides behind each.
    std::array const corners{grid[row][column], grid[row][column + 1], grid[row + 1][column + 1],
                             grid[row + 1][column]};
    std::array const sides{Side{row, column, false}, Side{row, column + 1, true}, Side{row + 1, column, false},
                           Side{row, column, true}};
    double sum = 0;
    for (auto const& corner : corners) {
        if (!corner) return;
        sum += *corner;
    }
    auto const above = [&](std::size_t corner) { return *corners[corner % 4] >= level; };
    std::vector<std::size_t> crossed;
    for (std::size_t i = 0; i < 4; ++i) {
        if (above(i) != above(i + 1)) crossed.push_back(i);
    }
    if (crossed.size() == 2) segments.emplace_back(sides[crossed[0]], sides[crossed[1]]);
    if (crossed.size() < 4) return;
    // A saddle: the mean says which opposite corners belong together; the lines cut off the other two.
    auto const first = (sum / 4 >= level) == above(0) ? 1U : 0U;
    for (auto const corner : {first, first + 2}) {
        segments.emplace_back(sides[(corner + 3) % 4], sides[corner]);
    }
}

Position crossing(Grid const& grid, double level, Side const& side) {
    auto const from = *grid[side.row][side.column];
    auto const to = side.down ? *grid[side.row + 1][side.column] : *grid[side.row][side.column + 1];
    auto const part = (level - from) / (to - from);
    auto const x = static_cast<double>(side.column);
    auto const y = static_cast<double>(side.row);
    return side.down ? Position{x, y + part} : Position{x + part, y};
}

}  // namespace

std::vector<std::vector<Position>> contour_lines(Grid const& grid, double level) {
    Segments segments;
    for (std::size_t row = 0; row + 1 < grid.size(); ++row) {
        for (std::size_t column = 0; column + 1 < grid[row].size(); ++column) {
            cross_square(grid, level, row, column, segments);
        }
    }
    std::map<Side, std::vector<Side>> neighbours;
    for (auto const& [a, b] : segments) {
        neighbours[a].push_back(b);
        neighbours[b].push_back(a);
    }
    std::vector<std::vector<Position>> lines;
    auto const follow = [&](Side side) {
        auto& line = lines.emplace_back();
        line.push_back(crossing(grid, level, side));
        while (!neighbours[side].empty()) {
            auto const next = neighbours[side].back();
            neighbours[side].pop_back();
            auto& back = neighbours[next];
            back.erase(std::find(back.begin(), back.end(), side));
            side = next;
            line.push_back(crossing(grid, level, side));
        }
    };
    // First those with two ends, then what is left: closed ones.
    for (auto const rest : {1U, 2U}) {
        for (auto const& [side, others] : neighbours) {
            if (others.size() == rest) follow(side);
        }
    }
    return lines;
}

}  // namespace voiplab::plot
