#pragma once

#include "source.hpp"
#include "voiplab/scenarios/loader.hpp"
#include "yaml_node.hpp"

#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

namespace voiplab::scenarios {

// Where a path leads: the node, and its path with items by their numbers, as mistakes print it.
struct Place {
    YamlNode* node = nullptr;
    std::string path;
};

// Walks a path. Items of a list go by number, or by their name, user or file ("phones.2000.password"); a link without a
// name by its ends ("a-b"). A key that the file leaves out is added. "network.wan.loss" is short for
// "network.links.wan.netem.loss": a link needs no `links`, and a key of netem's that is none of a link's no `netem`.
tl::expected<Place, std::string> walk(YamlNode& root, std::string_view path);

// What an item of a list is called by; empty where it has no name.
std::string name_of(YamlNode const& item);

// Carries `--set PATH=VALUE` out on a scenario's tree.
void apply_overrides(YamlNode& root, std::vector<Override> const& overrides, Session& session);

}  // namespace voiplab::scenarios
