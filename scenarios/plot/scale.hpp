#pragma once

#include <string>
#include <vector>

namespace voiplab::plot {

struct Tick {
    double value = 0;
    std::string label;
};

// An axis: where a number, or one of a few words, lies along it, and its ticks.
class Scale {
  public:
    // From tick to tick, at 1, 2 or 5 times a power of ten, around all that lies from `low` to `high`. Where both are
    // the same, some way around them.
    static Scale around(double low, double high);
    // From `low` to `high`, with a little room at either end, and ticks in between.
    static Scale linear(double low, double high);
    // The same in logarithms; both are positive. Ticks at 1, 2 and 5 times powers of ten, or at the powers alone.
    static Scale logarithmic(double low, double high);
    // Each word in the middle of its part of the axis; its value is its place, from 0.
    static Scale words(std::vector<std::string> const& words);
    // The same with ticks of numbers: a column of a heat map for each.
    static Scale columns(std::vector<double> const& numbers);

    // From 0, the axis's beginning, to 1.
    [[nodiscard]] double part(double value) const;
    // What lies there.
    [[nodiscard]] double value(double part) const;
    [[nodiscard]] std::vector<Tick> const& ticks() const { return ticks_; }
    // Whether between two places there is nothing.
    [[nodiscard]] bool is_words() const { return is_words_; }
    [[nodiscard]] double low() const { return value(0); }
    [[nodiscard]] double high() const { return value(1); }

  private:
    bool logarithmic_ = false;
    bool is_words_ = false;
    double low_ = 0;  // or its logarithm
    double high_ = 1;
    std::vector<Tick> ticks_;
};

// About `count` round numbers from `low` to `high`: multiples of 1, 2 or 5 times a power of ten.
std::vector<double> round_numbers(double low, double high, int count);

// A number for readers, with a true minus sign and no more digits than it has, six at most.
std::string readable(double number);
// So many digits behind the point.
std::string readable(double number, int decimals);

}  // namespace voiplab::plot
