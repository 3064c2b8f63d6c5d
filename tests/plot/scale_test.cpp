#include "scenarios/plot/scale.hpp"

#include "tests/catch.hpp"

#include <cmath>

using namespace voiplab::plot;

namespace {

std::vector<std::string> labels_of(Scale const& scale) {
    std::vector<std::string> labels;
    for (auto const& tick : scale.ticks()) {
        labels.push_back(tick.label);
    }
    return labels;
}

using Labels = std::vector<std::string>;

}  // namespace

TEST_CASE("Ticks are multiples of 1, 2 or 5 times a power of ten") {
    for (auto const low : {-1e6, -3.7, -0.001, 0.0, 1e-5, 4.41, 123.0}) {
        for (auto const span : {1e-4, 0.03, 1.0, 7.0, 9.99, 250.0, 1e6}) {
            INFO(low << " " << span);
            auto const numbers = round_numbers(low, low + span, 6);
            REQUIRE(numbers.size() >= 2);
            REQUIRE(numbers.size() <= 7);
            CHECK(numbers.front() >= low - 1e-6 * span);
            CHECK(numbers.back() <= low + span * (1 + 1e-6));
            auto const step = numbers[1] - numbers[0];
            auto const mantissa = step / std::pow(10, std::floor(std::log10(step) + 1e-6));
            auto const is_round =
                std::abs(mantissa - 1) < 1e-3 || std::abs(mantissa - 2) < 1e-3 || std::abs(mantissa - 5) < 1e-3;
            CHECK(is_round);
        }
    }
}

TEST_CASE("A vertical axis ends at ticks around all values") {
    auto const scale = Scale::around(1.24, 4.42);
    CHECK(labels_of(scale) == Labels{"1", "2", "3", "4", "5"});
    CHECK(scale.low() == 1);
    CHECK(scale.high() == 5);
    CHECK(scale.part(3) == Approx(0.5));
    CHECK(scale.value(0.25) == Approx(2));
    CHECK(labels_of(Scale::around(-0.2, 0.7)) == Labels{"\u22120.4", "\u22120.2", "0.0", "0.2", "0.4", "0.6", "0.8"});
}

TEST_CASE("Equal values have an axis around them") {
    for (auto const value : {4.41, -20.0, 0.0, 1e9}) {
        INFO(value);
        for (auto const& scale : {Scale::around(value, value), Scale::linear(value, value)}) {
            CHECK(scale.low() < value);
            CHECK(scale.high() > value);
            CHECK_FALSE(scale.ticks().empty());
        }
    }
}

TEST_CASE("A logarithmic axis has ticks at 1, 2 and 5, or at powers alone, and equal steps for equal factors") {
    auto const scale = Scale::logarithmic(64, 2048);
    CHECK(labels_of(scale) == Labels{"100", "200", "500", "1000", "2000"});
    CHECK(scale.part(256) - scale.part(128) == Approx(scale.part(2048) - scale.part(1024)));
    CHECK(scale.value(scale.part(300)) == Approx(300));
    CHECK(labels_of(Scale::logarithmic(0.001, 1000)) == Labels{"0.001", "0.01", "0.1", "1", "10", "100", "1000"});
}

TEST_CASE("Words share an axis evenly") {
    auto const scale = Scale::words({"PCMU", "GSM"});
    CHECK(scale.part(0) == 0.25);
    CHECK(scale.part(1) == 0.75);
    CHECK(scale.is_words());
}

TEST_CASE("Numbers are written for readers") {
    CHECK(readable(0.1 + 0.2) == "0.3");
    CHECK(readable(-3) == "\u22123");
    CHECK(readable(-0.0) == "0");
    CHECK(readable(-0.001, 2) == "0.00");
    CHECK(readable(3.9999, 2) == "4.00");
    CHECK(readable(1e-7) == "1e\u221207");
}
