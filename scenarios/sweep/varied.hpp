#pragma once

#include "scenarios/loader/units.hpp"
#include "voiplab/scenarios/sweep_options.hpp"
#include "voiplab/scenarios/sweep_table.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

namespace voiplab::scenarios {

// Everything from one quantity to another: an axis that is sampled or searched.
struct ValueRange {
    Quantity first;
    Quantity last;  // above the first, of the same kind
    bool logarithmic = false;

    // A part of the way, 0 to 1; of whole numbers the nearest whole one. Six digits of the range at most.
    [[nodiscard]] Quantity at(double part) const;
    // So many of so many equal parts of the way, exact to the smallest unit. Evenly in the logarithm where it is so.
    [[nodiscard]] Quantity at(std::uint64_t step, std::uint64_t steps) const;
};

// An axis understood.
struct Varied {
    SweepParameter parameter;
    std::vector<SweepValue> values;   // of a list and of a range with steps
    std::optional<ValueRange> range;  // of one without
};

inline constexpr std::size_t most_values = 100'000;

// Or what is wrong with it: "5%:1%:1% ends before it begins".
tl::expected<Varied, std::string> understand(VaryOptions const& vary);

// "0%,1%,2%" at its commas, except those inside of brackets and quotes.
std::vector<std::string> split_values(std::string_view text);

// "20ms" with 20 as its number.
SweepValue value_of(Quantity const& quantity, std::string_view unit);

}  // namespace voiplab::scenarios
