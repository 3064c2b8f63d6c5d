#include "scenarios/sweep/option_texts.hpp"

#include "scenarios/loader/mistakes.hpp"
#include "scenarios/loader/units.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

namespace voiplab::scenarios {

using Wrong = tl::unexpected<std::string>;

tl::expected<SampleOptions, std::string> parse_sample(std::string_view text) {
    static constexpr std::array<std::string_view, 3> kinds{"grid", "latin_hypercube", "sobol"};
    auto const colon = text.find(':');
    auto const name = text.substr(0, colon);
    auto const* const kind = std::find(kinds.begin(), kinds.end(), name);
    if (kind == kinds.end()) {
        return Wrong(fmt::format("{} is no kind of sample; expected grid, latin_hypercube:COUNT or sobol:COUNT{}",
                                 shown(name), did_you_mean(name, kinds)));
    }
    SampleOptions options{static_cast<SampleOptions::Kind>(kind - kinds.begin()), 0};
    if (options.kind == SampleOptions::Kind::grid && colon == std::string_view::npos) return options;
    auto const count = parse_integer(colon == std::string_view::npos ? std::string_view() : text.substr(colon + 1));
    if (!count || options.kind == SampleOptions::Kind::grid) {
        return Wrong(
            fmt::format("{} does not say how many; expected grid, latin_hypercube:COUNT or sobol:COUNT", shown(text)));
    }
    options.count = *count;
    return options;
}

tl::expected<MetricTarget, std::string> parse_target(std::string_view text) {
    auto const equals = text.find('=');
    MetricTarget target{std::string(text.substr(0, equals)), 0};
    auto const number = equals == std::string_view::npos ? std::string_view() : text.substr(equals + 1);
    auto const* const end = number.data() + number.size();
    auto const [stop, error] = std::from_chars(number.data(), end, target.value);
    if (target.metric.empty() || error != std::errc{} || stop != end || !std::isfinite(target.value)) {
        return Wrong(fmt::format("{} is not METRIC=NUMBER; expected the like of mos=3.6", shown(text)));
    }
    return target;
}

tl::expected<SweepCapture, std::string> parse_capture(std::string_view text) {
    if (text == "worst") return SweepCapture{};
    constexpr std::string_view cell = "cell=";
    auto const number = text.starts_with(cell) ? parse_integer(text.substr(cell.size())) : parse_integer("none");
    if (number) return SweepCapture{SweepCapture::Which::cell, *number};
    return Wrong(fmt::format("{} is no run to capture; expected worst or cell=NUMBER", shown(text)));
}

}  // namespace voiplab::scenarios
