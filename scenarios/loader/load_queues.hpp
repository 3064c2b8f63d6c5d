#pragma once

#include "fields.hpp"
#include "voiplab/models/net/queue_options.hpp"

#include <vector>

namespace voiplab::scenarios {

void read(YamlValue const& value, net::QueueOptions& into);
// A mapping, or a list of them: one for both ways, or one for each.
void read_queues(YamlValue const& value, std::vector<net::QueueOptions>& into);

std::vector<KeyList> queue_keys();

}  // namespace voiplab::scenarios
