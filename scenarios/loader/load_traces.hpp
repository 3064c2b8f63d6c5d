#pragma once

#include "voiplab/models/net/netem_options.hpp"
#include "yaml_value.hpp"

#include <vector>

// Files that say what befalls frames: each is a text, "#" begins a comment that goes to the end of its line.
namespace voiplab::scenarios {

// A trace of losses: a digit a frame, 0 for one that arrives and 1 for one that is lost; blanks and ends of lines
// between them mean nothing.
void read_loss_trace(YamlValue const& value, std::vector<bool>& into);
// A trace of delays: a line a frame with its delay, as in "20ms"; or a line a change with the time since the run's
// beginning and the delay from then on, as in "1.5s 20ms".
void read_delay_trace(YamlValue const& value, net::DelayTrace& into);
// A jitter's distribution: uniform, normal, pareto, paretonormal, or a file as iproute2's .dist.
void read_distribution(YamlValue const& value, std::shared_ptr<net::DelayTable const>& into);

}  // namespace voiplab::scenarios
