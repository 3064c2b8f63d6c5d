#include "overrides.hpp"

#include "units.hpp"
#include "yaml_path.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <tl/expected.hpp>

namespace voiplab::scenarios {
namespace {

using Reached = tl::expected<YamlNode*, std::string>;

// Line 0 marks what no file says.
void forget_places(YamlNode& node) {
    node.line = node.column = 0;
    for (auto& item : node.items) {
        forget_places(item);
    }
    for (auto& entry : node.entries) {
        entry.line = entry.column = 0;
        forget_places(entry.value);
    }
}

std::string so_far(std::string const& path) {
    return path.empty() ? "the scenario" : path;
}

// What an item of a list is called by: the first of these keys that it has.
std::string_view name_of(YamlNode const& item) {
    constexpr std::array<std::string_view, 3> keys{"name", "user", "file"};
    for (auto const key : keys) {
        auto const* const name = item.find(key);
        if (name != nullptr && name->kind == YamlNode::Kind::scalar) return name->text;
    }
    return {};
}

Reached item_by_number(YamlNode& node, std::size_t number, std::string const& path) {
    if (node.kind != YamlNode::Kind::list) return tl::unexpected(fmt::format("{} is not a list", so_far(path)));
    if (number < node.items.size()) return &node.items[number];
    return tl::unexpected(fmt::format("there is no item {} in {}, which has {}, counted from 0", number, so_far(path),
                                      node.items.size()));
}

Reached item_by_name(YamlNode& node, std::string_view name, std::string const& path) {
    auto const found = std::find_if(node.items.begin(), node.items.end(),
                                    [name](YamlNode const& item) { return name_of(item) == name; });
    if (found != node.items.end()) return &*found;
    std::vector<std::string_view> names;
    for (auto const& item : node.items) {
        names.push_back(name_of(item));
    }
    return tl::unexpected(
        fmt::format("nothing in {} is named {}{}", so_far(path), shown(name), did_you_mean(name, names)));
}

// `make`: what a missing key may become; a list's items cannot be made.
Reached value_of_key(YamlNode& node, std::string const& key, std::string const& path, bool make) {
    if (node.kind != YamlNode::Kind::mapping) {
        return tl::unexpected(fmt::format("{} is not a mapping", so_far(path)));
    }
    if (auto* const value = node.find(key)) return value;
    if (make) {
        YamlNode mapping;
        mapping.kind = YamlNode::Kind::mapping;
        node.entries.push_back({key, 0, 0, mapping});
        return &node.entries.back().value;
    }
    std::vector<std::string_view> keys;
    for (auto const& entry : node.entries) {
        keys.push_back(entry.key);
    }
    return tl::unexpected(fmt::format("there is no {} in {}{}", key, so_far(path), did_you_mean(key, keys)));
}

Reached walk(YamlNode& root, std::string const& path) {
    auto const steps = parse_path(path);
    if (!steps) return tl::unexpected(std::string("this is no path; expected one such as network.links[0].delay"));
    auto* node = &root;
    std::string walked;
    for (std::size_t i = 0; i < steps->size(); ++i) {
        auto const& step = (*steps)[i];
        auto const items_follow = i + 1 < steps->size() && (*steps)[i + 1].key.empty();
        auto next = step.key.empty()                     ? item_by_number(*node, step.item, walked)
                    : node->kind == YamlNode::Kind::list ? item_by_name(*node, step.key, walked)
                                                         : value_of_key(*node, step.key, walked, !items_follow);
        if (!next) return next;
        node = *next;
        if (step.key.empty()) {
            walked += fmt::format("[{}]", step.item);
        } else {
            walked += (walked.empty() ? "" : ".") + step.key;
        }
    }
    return node;
}

}  // namespace

void apply_overrides(YamlNode& root, std::vector<Override> const& overrides, Session& session) {
    for (auto const& override_ : overrides) {
        auto const mistake = [&](std::string text) {
            session.mistakes.add({std::string(command_line), 0, 0, override_.path, std::move(text)});
        };
        auto value = parse_yaml(override_.value);
        if (!value) {
            mistake(fmt::format("{}: {}", shown(override_.value), value.error().text));
            continue;
        }
        auto const reached = walk(root, override_.path);
        if (!reached) {
            mistake(reached.error());
            continue;
        }
        forget_places(*value);
        **reached = *std::move(value);
    }
}

}  // namespace voiplab::scenarios
