#pragma once

#include "scenarios/loader/yaml_node.hpp"

#include <string>

namespace voiplab::scenarios {

// A value on one line, in YAML's flow style: "[PCMU, \"8\"]".
std::string flow_text(YamlNode const& node);

}  // namespace voiplab::scenarios
