#include "scenarios/plot/scale.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include <fmt/format.h>

namespace voiplab::plot {

namespace {

constexpr int ticks_wanted = 6;
constexpr double room = 0.03;  // of an axis, at either end

std::string with_minus_sign(std::string text) {
    if (!text.empty() && text.front() == '-') text.replace(0, 1, "\u2212");
    auto const exponent = text.find("e-");
    if (exponent != std::string::npos) text.replace(exponent + 1, 1, "\u2212");
    return text;
}

// The least of 1, 2, 5 times a power of ten that is not less.
double round_step(double step) {
    auto const power = std::pow(10.0, std::floor(std::log10(step)));
    for (auto const factor : {1.0, 2.0, 5.0}) {
        if (factor * power >= step * (1 - 1e-9)) return factor * power;
    }
    return 10 * power;
}

double step_for(double low, double high, int count) {
    return round_step((high - low) / count);
}

std::vector<Tick> labelled(std::vector<double> const& numbers, double step) {
    auto const decimals = std::max(0, -static_cast<int>(std::floor(std::log10(step) + 1e-9)));
    auto const greatest = numbers.empty() ? 0 : std::max(std::abs(numbers.front()), std::abs(numbers.back()));
    auto const plain = greatest < 1e7 && decimals <= 5;
    std::vector<Tick> ticks;
    ticks.reserve(numbers.size());
    for (auto const number : numbers) {
        ticks.push_back({number, plain ? readable(number, decimals) : readable(number)});
    }
    return ticks;
}

std::vector<double> decades(double low, double high, std::initializer_list<double> factors) {
    std::vector<double> numbers;
    auto const last = static_cast<int>(std::floor(std::log10(high) + 1e-9));
    for (auto exponent = static_cast<int>(std::floor(std::log10(low))); exponent <= last; ++exponent) {
        for (auto const factor : factors) {
            auto const number = factor * std::pow(10.0, exponent);
            if (number >= low * (1 - 1e-9) && number <= high * (1 + 1e-9)) numbers.push_back(number);
        }
    }
    return numbers;
}

}  // namespace

std::string readable(double number) {
    return with_minus_sign(fmt::format("{:.6g}", number == 0 ? 0.0 : number));
}

std::string readable(double number, int decimals) {
    auto const text = fmt::format("{:.{}f}", number, decimals);
    auto const is_zero = text.find_first_of("123456789") == std::string::npos;
    return is_zero && text.front() == '-' ? text.substr(1) : with_minus_sign(text);
}

std::vector<double> round_numbers(double low, double high, int count) {
    std::vector<double> numbers;
    if (!(high > low)) return numbers;
    auto const step = step_for(low, high, count);
    auto const first = std::ceil(low / step - 1e-9);
    auto const more = static_cast<int>(std::floor(high / step + 1e-9) - first);
    for (int i = 0; i <= more; ++i) {
        numbers.push_back((first + i) * step);
    }
    return numbers;
}

Scale Scale::around(double low, double high) {
    if (!(high - low > 1e-9 * std::max(std::abs(low), std::abs(high)))) {
        auto const around = low == 0 ? 1 : 0.05 * std::abs(low);
        low -= around;
        high += around;
    }
    // What touches the edge is hard to see.
    auto const clear = 0.02 * (high - low);
    auto const step = step_for(low, high, ticks_wanted);
    low -= low == 0 ? 0 : clear;
    high += clear;
    Scale scale;
    scale.low_ = std::floor(low / step + 1e-9) * step;
    scale.high_ = std::ceil(high / step - 1e-9) * step;
    scale.ticks_ = labelled(round_numbers(scale.low_, scale.high_, ticks_wanted), step);
    return scale;
}

Scale Scale::linear(double low, double high) {
    if (!(high > low)) {
        Scale scale;
        auto const around = low == 0 ? 1 : std::abs(low);
        scale.low_ = low - around;
        scale.high_ = low + around;
        scale.ticks_ = {{low, readable(low)}};
        return scale;
    }
    Scale scale;
    scale.low_ = low - room * (high - low);
    scale.high_ = high + room * (high - low);
    scale.ticks_ = labelled(round_numbers(low, high, ticks_wanted + 2), step_for(low, high, ticks_wanted + 2));
    return scale;
}

Scale Scale::logarithmic(double low, double high) {
    Scale scale;
    scale.logarithmic_ = true;
    auto const span = std::log(high) - std::log(low);
    scale.low_ = std::log(low) - room * span;
    scale.high_ = std::log(high) + room * span;
    auto numbers = decades(low, high, {1, 2, 5});
    if (numbers.size() > 12) numbers = decades(low, high, {1});
    for (auto const number : numbers) {
        scale.ticks_.push_back({number, readable(number)});
    }
    return scale;
}

Scale Scale::words(std::vector<std::string> const& words) {
    Scale scale;
    scale.is_words_ = true;
    scale.low_ = -0.5;
    scale.high_ = static_cast<double>(words.size()) - 0.5;
    for (std::size_t i = 0; i < words.size(); ++i) {
        scale.ticks_.push_back({static_cast<double>(i), words[i]});
    }
    return scale;
}

Scale Scale::columns(std::vector<double> const& numbers) {
    std::vector<std::string> labels;
    labels.reserve(numbers.size());
    for (auto const number : numbers) {
        labels.push_back(readable(number));
    }
    return words(labels);
}

double Scale::part(double value) const {
    return ((logarithmic_ ? std::log(value) : value) - low_) / (high_ - low_);
}

double Scale::value(double part) const {
    auto const place = low_ + part * (high_ - low_);
    return logarithmic_ ? std::exp(place) : place;
}

}  // namespace voiplab::plot
