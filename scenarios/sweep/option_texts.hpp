#pragma once

#include "voiplab/scenarios/sweep_options.hpp"

#include <string>
#include <string_view>

#include <tl/expected.hpp>

// The options of a sweep as the command line and a scenario write them; or what is wrong with the text.
namespace voiplab::scenarios {

// "grid", "latin_hypercube:200", "sobol:128".
tl::expected<SampleOptions, std::string> parse_sample(std::string_view text);
// "mos=3.6".
tl::expected<MetricTarget, std::string> parse_target(std::string_view text);
// "worst", "cell=3".
tl::expected<SweepCapture, std::string> parse_capture(std::string_view text);

}  // namespace voiplab::scenarios
