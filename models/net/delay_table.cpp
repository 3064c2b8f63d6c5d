#include "voiplab/models/net/delay_table.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

namespace voiplab::net {

namespace {

// iproute2 makes 16384 steps of probability and prints every fourth.
constexpr int steps = 16'384;
constexpr int stride = 4;

std::int16_t clipped(double value) {
    return static_cast<std::int16_t>(std::clamp(std::rint(value), -32768.0, 32767.0));
}

// In standard deviations: the last point of a grid of 0.00005 where 16384 times the distribution function still rounds
// to `step`. No point comes so near to a half that the error function's last bit would matter.
double normal_deviate(int step) {
    constexpr double grid = 0.00005;
    auto const rounds_above = [step](int point) {
        auto const x = -10.0 + point * grid;
        return std::rint(steps * (0.5 + 0.5 * std::erf(x / std::sqrt(2.0)))) > step;
    };
    int last = 0;
    int above = 400'000;  // 10 standard deviations
    while (above - last > 1) {
        auto const middle = (last + above) / 2;
        (rounds_above(middle) ? above : last) = middle;
    }
    return -10.0 + last * grid;
}

// The Pareto distribution of shape 3, centred on its mean of 1.5; its long tail is cut at 4.
double pareto_deviate(int step) {
    constexpr double whole = 4.0 * steps;
    auto const value = 1.0 / std::cbrt((whole - 4.0 * step) / whole);
    return std::min((value - 1.5) * (4.0 / 3.0) * static_cast<double>(DelayTable::scale), 32767.0);
}

template <typename Sample>
std::vector<std::int16_t> make_samples(Sample sample) {
    std::vector<std::int16_t> samples;
    samples.reserve(steps / stride);
    for (int step = 0; step < steps; step += stride) {
        samples.push_back(sample(step));
    }
    return samples;
}

}  // namespace

DelayTable DelayTable::normal() {
    return DelayTable(make_samples([](int step) { return clipped(normal_deviate(step) * scale); }));
}

DelayTable DelayTable::pareto() {
    return DelayTable(make_samples([](int step) { return clipped(pareto_deviate(step)); }));
}

DelayTable DelayTable::paretonormal() {
    return DelayTable(make_samples([](int step) {
        auto const normal = static_cast<int>(std::rint(normal_deviate(step) * scale));
        auto const pareto = static_cast<int>(std::rint(pareto_deviate(step)));
        auto const mixed = (normal + 3 * pareto) / 4;  // as whole numbers: iproute2 cuts off the fraction
        return clipped(mixed);
    }));
}

std::optional<DelayTable> DelayTable::parse(std::string_view text) {
    std::vector<std::int16_t> samples;
    while (!text.empty()) {
        auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        if (line.starts_with('#')) continue;
        for (;;) {
            line.remove_prefix(std::min(line.find_first_not_of(" \t\r"), line.size()));
            if (line.empty()) break;
            std::int16_t sample = 0;
            auto const [stop, error] = std::from_chars(line.data(), line.data() + line.size(), sample);
            if (error != std::errc{} || samples.size() == most_samples) return std::nullopt;
            line.remove_prefix(static_cast<std::size_t>(stop - line.data()));
            if (!line.empty() && std::string_view(" \t\r").find(line.front()) == std::string_view::npos) {
                return std::nullopt;
            }
            samples.push_back(sample);
        }
    }
    if (samples.empty()) return std::nullopt;
    return DelayTable(std::move(samples));
}

}  // namespace voiplab::net
