#include "scenarios/sweep/varied.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

namespace voiplab::scenarios {
namespace {

using Wrong = tl::unexpected<std::string>;

std::vector<std::string_view> parts_of(std::string_view text) {
    std::vector<std::string_view> parts;
    for (;;) {
        auto const colon = text.find(':');
        parts.push_back(text.substr(0, colon));
        if (colon == std::string_view::npos) return parts;
        text.remove_prefix(colon + 1);
    }
}

std::string_view name_of(Quantity::Kind kind) {
    switch (kind) {
        case Quantity::Kind::number:
            return "a number";
        case Quantity::Kind::duration:
            return "a duration";
        case Quantity::Kind::bit_rate:
            return "a bit rate";
        case Quantity::Kind::byte_count:
            return "a size";
        case Quantity::Kind::probability:
            return "a percentage";
    }
    return {};
}

// One that has not more than six decimals, in whatever unit it was written.
Quantity in_unit_of(Quantity quantity, Quantity const& finer) {
    if (finer.is_finer_than(quantity)) quantity.unit = finer.unit;
    return quantity;
}

// Minutes and hours have no decimals.
Quantity in_decimal_unit(Quantity quantity) {
    if (quantity.unit == "min" || quantity.unit == "h") quantity.unit = "s";
    return quantity;
}

class RangeReader {
  public:
    explicit RangeReader(std::string_view text) : text_(text), parts_(parts_of(text)) {}

    // A text with colons that begins with a quantity is a range; any other one is a value, as a MAC address is.
    [[nodiscard]] bool is_range() const {
        auto const first = parts_.size() > 1 ? parse_quantity(parts_.front()) : std::nullopt;
        constexpr std::size_t most_parts = 3;
        return first && (parts_.size() <= most_parts || first->kind != Quantity::Kind::number);
    }

    // The values of a range with steps, or the range.
    tl::expected<std::vector<Quantity>, std::string> values() {
        auto const range = ends();
        if (!range) return Wrong(range.error());
        if (parts_.size() == 2) return Wrong(wrong("has no step; expected FIRST:LAST:STEP or FIRST:LAST:xFACTOR"));
        return parts_[2].starts_with('x') ? by_factors(*range) : by_steps(*range);
    }
    [[nodiscard]] bool has_step() const { return parts_.size() > 2 && parts_[2] != "log"; }

    tl::expected<ValueRange, std::string> ends() {
        if (parts_.size() > 3) return Wrong(wrong("has too many parts; expected FIRST:LAST:STEP"));
        ValueRange range{*parse_quantity(parts_[0]), {}, parts_.size() == 3 && parts_[2] == "log"};
        auto const last = parse_quantity(parts_[1]);
        if (!last || last->kind != range.first.kind) {
            return Wrong(wrong(fmt::format("does not end at {} as it begins with one", name_of(range.first.kind))));
        }
        range.last = *last;
        if (last->count <= range.first.count) return Wrong(wrong("ends before it begins"));
        if (range.logarithmic && range.first.count == 0) return Wrong(wrong("is logarithmic and begins at nothing"));
        return range;
    }

  private:
    [[nodiscard]] std::string wrong(std::string_view what) const { return fmt::format("{} {}", shown(text_), what); }

    tl::expected<std::vector<Quantity>, std::string> by_steps(ValueRange const& range) {
        auto const step = parse_quantity(parts_[2]);
        if (!step || step->kind != range.first.kind) {
            return Wrong(wrong(fmt::format("has a step that is not {}", name_of(range.first.kind))));
        }
        if (step->count == 0) return Wrong(wrong("has a step of nothing"));
        if ((range.last.count - range.first.count) / step->count >= std::int64_t{most_values}) return Wrong(too_many());
        std::vector<Quantity> values;
        auto const unit = in_unit_of(range.first, *step);
        for (auto count = range.first.count; count <= range.last.count; count += step->count) {
            values.push_back({unit.kind, unit.unit, count});
        }
        return values;
    }

    tl::expected<std::vector<Quantity>, std::string> by_factors(ValueRange const& range) {
        auto const factor = parse_thousandths(parts_[2].substr(1));
        constexpr std::int64_t one = 1000;
        if (!factor || static_cast<std::int64_t>(*factor) <= one) {
            return Wrong(wrong("has no factor above 1, such as x2"));
        }
        if (range.first.count == 0) return Wrong(wrong("begins at nothing, which no factor makes more"));
        std::vector<Quantity> values;
        __extension__ using Wide = __int128;
        auto const unit = in_decimal_unit(range.first);
        for (Wide count = range.first.count; count <= range.last.count;) {
            if (values.size() == most_values) return Wrong(too_many());
            values.push_back({unit.kind, unit.unit, static_cast<std::int64_t>(count)});
            // Rounded, and one more at least.
            count = std::max(count + 1, (count * static_cast<Wide>(*factor) + one / 2) / one);
        }
        return values;
    }
    [[nodiscard]] std::string too_many() const { return wrong(fmt::format("has more than {} values", most_values)); }

    std::string_view text_;
    std::vector<std::string_view> parts_;
};

// All are numbers of one kind: in the finest of their units. Otherwise they are words.
std::optional<std::string_view> common_unit(std::vector<std::optional<Quantity>> const& quantities) {
    std::optional<Quantity> finest;
    for (auto const& quantity : quantities) {
        if (!quantity || (finest && finest->kind != quantity->kind)) return std::nullopt;
        if (!finest || quantity->is_finer_than(*finest)) finest = quantity;
    }
    return finest ? std::optional(finest->unit) : std::nullopt;
}

// A word that YAML would not take for a number is one, whatever it looks like.
SweepValue value_of(std::string const& text, std::optional<Quantity> const& quantity,
                    std::optional<std::string_view> unit) {
    if (!unit) return {text, std::nullopt};
    return {text, quantity->value_in(*unit)};
}

}  // namespace

Quantity ValueRange::at(double part) const {
    auto const from = static_cast<double>(first.count);
    auto const to = static_cast<double>(last.count);
    auto const exact = logarithmic ? from * std::exp(part * std::log(to / from)) : from + part * (to - from);
    // Six digits of the range.
    constexpr double digits = 1e6;
    std::int64_t grain = 1;
    constexpr std::int64_t ten = 10;
    while (static_cast<double>(grain * ten) <= (logarithmic ? from : to - from) / digits)
        grain *= ten;
    constexpr std::int64_t whole = 1'000'000;  // Quantity's millionths
    if (first.kind == Quantity::Kind::number && first.count % whole == 0 && last.count % whole == 0) grain = whole;
    auto const count = std::llround(exact / static_cast<double>(grain)) * grain;
    auto result = in_decimal_unit(in_unit_of(first, last));
    result.count = std::clamp(std::int64_t{count}, first.count, last.count);
    return result;
}

Quantity ValueRange::at(std::uint64_t step, std::uint64_t steps) const {
    if (logarithmic) return at(static_cast<double>(step) / static_cast<double>(steps));
    __extension__ using Wide = __int128;
    auto result = in_decimal_unit(in_unit_of(first, last));
    auto const way = static_cast<Wide>(last.count - first.count) * static_cast<Wide>(step) / static_cast<Wide>(steps);
    result.count = first.count + static_cast<std::int64_t>(way);
    constexpr std::int64_t whole = 1'000'000;
    if (first.kind == Quantity::Kind::number && first.count % whole == 0 && last.count % whole == 0) {
        result.count -= result.count % whole;
    }
    return result;
}

SweepValue value_of(Quantity const& quantity, std::string_view unit) {
    return {to_string(quantity), quantity.value_in(unit)};
}

std::vector<std::string> split_values(std::string_view text) {
    std::vector<std::string> values(1);
    int depth = 0;
    char quote = 0;
    for (auto const c : text) {
        if (quote != 0) {
            if (c == quote) quote = 0;
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (c == '[' || c == '{') {
            ++depth;
        } else if (c == ']' || c == '}') {
            --depth;
        } else if (c == ',' && depth == 0) {
            values.emplace_back();
            continue;
        }
        values.back() += c;
    }
    return values;
}

tl::expected<Varied, std::string> understand(VaryOptions const& vary) {
    if (vary.values.empty()) return Wrong("expected values such as 0%,1%,2% or 0ms:300ms:20ms");
    Varied varied;
    varied.parameter.path = vary.path;
    std::vector<std::string> texts;
    std::vector<std::optional<Quantity>> quantities;
    for (auto const& text : vary.values) {
        RangeReader range(text);
        if (text.empty()) return Wrong("an empty value; expected values such as 0%,1%,2% or 0ms:300ms:20ms");
        if (!range.is_range()) {
            texts.push_back(text);
            quantities.push_back(parse_quantity(text));
        } else if (!range.has_step() && vary.values.size() == 1) {
            auto const ends = range.ends();
            if (!ends) return Wrong(ends.error());
            varied.range = *ends;
            varied.parameter.unit = ends->at(1.0).unit;
            return varied;
        } else {
            auto const values = range.values();
            if (!values) return Wrong(values.error());
            for (auto const& value : *values) {
                texts.push_back(to_string(value));
                quantities.emplace_back(value);
            }
        }
    }
    if (texts.size() > most_values) return Wrong(fmt::format("more than {} values", most_values));
    auto const unit = common_unit(quantities);
    varied.parameter.unit = unit.value_or("");
    for (std::size_t i = 0; i < texts.size(); ++i) {
        varied.values.push_back(value_of(texts[i], quantities[i], unit));
    }
    auto sorted = texts;
    std::sort(sorted.begin(), sorted.end());
    auto const twice = std::adjacent_find(sorted.begin(), sorted.end());
    if (twice != sorted.end()) return Wrong(fmt::format("{} stands twice", shown(*twice)));
    return varied;
}

}  // namespace voiplab::scenarios
