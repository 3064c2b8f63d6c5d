#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace voiplab::plot {

// Okabe and Ito's colours, which the colour-blind tell apart too, without the yellow that white swallows; from the
// ninth on they come again.
std::string_view series_colour(std::size_t number);

// A place on a ramp from dark to light, 0 to 1: viridis, by van der Walt and Smith, which is as even to the
// colour-blind and in grey. "#rrggbb".
std::string ramp_colour(double part);
// The ramp's colours in even steps.
std::vector<std::string> ramp_colours();
// Black or white, whichever is legible on that place of the ramp.
std::string_view legible_on_ramp(double part);

}  // namespace voiplab::plot
