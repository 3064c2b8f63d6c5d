#include "scenarios/plot/colours.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

namespace voiplab::plot {

namespace {

struct Rgb {
    int red, green, blue;
};

// Viridis at every tenth.
constexpr std::array<Rgb, 11> viridis{{{68, 1, 84},
                                       {72, 36, 117},
                                       {65, 68, 135},
                                       {53, 95, 141},
                                       {42, 120, 142},
                                       {33, 145, 140},
                                       {34, 168, 132},
                                       {68, 191, 112},
                                       {122, 209, 81},
                                       {189, 223, 38},
                                       {253, 231, 37}}};

int between(int a, int b, double part) {
    return static_cast<int>(std::lround(a + part * (b - a)));
}

Rgb on_ramp(double part) {
    auto const place = std::clamp(part, 0.0, 1.0) * static_cast<double>(viridis.size() - 1);
    auto const below = std::min(static_cast<std::size_t>(place), viridis.size() - 2);
    auto const rest = place - static_cast<double>(below);
    auto const& a = viridis[below];
    auto const& b = viridis[below + 1];
    return {between(a.red, b.red, rest), between(a.green, b.green, rest), between(a.blue, b.blue, rest)};
}

}  // namespace

std::string_view series_colour(std::size_t number) {
    constexpr std::array<std::string_view, 8> colours{"#0072b2", "#d55e00", "#009e73", "#cc79a7",
                                                      "#e69f00", "#56b4e9", "#000000", "#7f7f7f"};
    return colours[number % colours.size()];
}

std::string ramp_colour(double part) {
    auto const colour = on_ramp(part);
    return fmt::format("#{:02x}{:02x}{:02x}", colour.red, colour.green, colour.blue);
}

std::vector<std::string> ramp_colours() {
    std::vector<std::string> colours;
    colours.reserve(viridis.size());
    for (std::size_t i = 0; i < viridis.size(); ++i) {
        colours.push_back(ramp_colour(static_cast<double>(i) / static_cast<double>(viridis.size() - 1)));
    }
    return colours;
}

std::string_view legible_on_ramp(double part) {
    auto const colour = on_ramp(part);
    // Luma of ITU-R BT.601.
    return 0.299 * colour.red + 0.587 * colour.green + 0.114 * colour.blue > 128 ? "#000000" : "#ffffff";
}

}  // namespace voiplab::plot
