#pragma once

#include "source.hpp"
#include "voiplab/scenarios/loader.hpp"
#include "yaml_node.hpp"

#include <vector>

namespace voiplab::scenarios {

// Carries `--set PATH=VALUE` out on a scenario's tree. Items of a list go by number, or by their name, user or file
// ("phones.2000.password"); a key that the file leaves out is added.
void apply_overrides(YamlNode& root, std::vector<Override> const& overrides, Session& session);

}  // namespace voiplab::scenarios
