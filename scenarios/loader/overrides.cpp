#include "overrides.hpp"

#include "load_network.hpp"
#include "mistakes.hpp"
#include "units.hpp"
#include "yaml_path.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

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

std::vector<std::string> names_of(YamlNode const& list) {
    std::vector<std::string> names;
    names.reserve(list.items.size());
    for (auto const& item : list.items) {
        names.push_back(name_of(item));
    }
    return names;
}

std::optional<std::size_t> number_of(YamlNode const& list, std::string_view name) {
    auto const found = std::find_if(list.items.begin(), list.items.end(),
                                    [name](YamlNode const& item) { return name_of(item) == name; });
    if (found == list.items.end()) return std::nullopt;
    return static_cast<std::size_t>(found - list.items.begin());
}

Reached item_by_number(YamlNode& node, std::size_t number, std::string const& path) {
    if (node.kind != YamlNode::Kind::list) return tl::unexpected(fmt::format("{} is not a list", so_far(path)));
    if (number < node.items.size()) return &node.items[number];
    return tl::unexpected(fmt::format("there is no item {} in {}, which has {}, counted from 0", number, so_far(path),
                                      node.items.size()));
}

Reached item_by_name(YamlNode& node, std::string_view name, std::string const& path) {
    if (auto const number = number_of(node, name)) return &node.items[*number];
    std::vector<std::string> const all = names_of(node);
    std::vector<std::string_view> const names(all.begin(), all.end());
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

KeyList const& keys_of(std::string_view definition) {
    static std::vector<KeyList> const lists = network_keys();
    return *std::find_if(lists.begin(), lists.end(), [&](KeyList const& l) { return l.definition == definition; });
}

bool has_key(std::string_view definition, std::string_view key) {
    auto const& keys = keys_of(definition).keys;
    return std::find(keys.begin(), keys.end(), key) != keys.end();
}

PathStep key_step(std::string_view key) {
    return {std::string(key), 0};
}

using Steps = std::vector<PathStep>;

// "network.wan.delay" as "network.links.wan.delay".
tl::expected<Steps, std::string> with_links(YamlNode const& network, Steps steps) {
    auto const& name = steps[1].key;
    if (name.empty() || has_key("network", name)) return steps;
    auto const* const links = network.find("links");
    auto const names = links == nullptr ? std::vector<std::string>{} : names_of(*links);
    if (std::find(names.begin(), names.end(), name) == names.end()) {
        std::vector<std::string_view> words(names.begin(), names.end());
        auto const& keys = keys_of("network").keys;
        words.insert(words.end(), keys.begin(), keys.end());
        return tl::unexpected(
            fmt::format("there is neither a key nor a link {} in network{}", shown(name), did_you_mean(name, words)));
    }
    steps.insert(steps.begin() + 1, key_step("links"));
    return steps;
}

YamlNode const* link_of(YamlNode const& network, PathStep const& step) {
    auto const* const links = network.find("links");
    if (links == nullptr) return nullptr;
    auto const number = step.key.empty() ? std::optional(step.item) : number_of(*links, step.key);
    return number && *number < links->items.size() ? &links->items[*number] : nullptr;
}

// "network.links.wan.loss" as "network.links.wan.netem.loss".
tl::expected<Steps, std::string> with_netem(YamlNode const& network, Steps steps) {
    constexpr std::size_t key = 3;
    if (steps.size() <= key || steps[1].key != "links") return steps;
    auto const& name = steps[key].key;
    if (has_key("link", name) || !has_key("netem", name)) return steps;
    auto const* const link = link_of(network, steps[2]);
    auto const* const netem = link == nullptr ? nullptr : link->find("netem");
    if (netem != nullptr && netem->kind == YamlNode::Kind::list) {
        return tl::unexpected(fmt::format("this link's netem is a list, of a way each; expected netem[0].{}", name));
    }
    steps.insert(steps.begin() + key, key_step("netem"));
    return steps;
}

tl::expected<Steps, std::string> steps_of(YamlNode const& root, std::string_view path) {
    auto steps = parse_path(path);
    if (!steps) return tl::unexpected(std::string("this is no path; expected one such as network.links[0].delay"));
    auto const* const network = root.find("network");
    constexpr std::size_t least = 3;
    if (steps->size() < least || steps->front().key != "network" || network == nullptr) return *steps;
    return with_links(*network, *std::move(steps)).and_then([&](Steps const& all) {
        return with_netem(*network, all);
    });
}

}  // namespace

// The first of these keys that it has.
std::string name_of(YamlNode const& item) {
    constexpr std::array<std::string_view, 3> keys{"name", "user", "file"};
    for (auto const key : keys) {
        auto const* const name = item.find(key);
        if (name != nullptr && name->kind == YamlNode::Kind::scalar) return name->text;
    }
    auto const* const ends = item.find("ends");
    if (ends == nullptr || ends->items.size() != 2) return {};
    return ends->items[0].text + "-" + ends->items[1].text;
}

tl::expected<Place, std::string> walk(YamlNode& root, std::string_view path) {
    auto const steps = steps_of(root, path);
    if (!steps) return tl::unexpected(steps.error());
    Place place{&root, {}};
    std::string walked;
    for (std::size_t i = 0; i < steps->size(); ++i) {
        auto const& step = (*steps)[i];
        auto const items_follow = i + 1 < steps->size() && (*steps)[i + 1].key.empty();
        auto const in_list = place.node->kind == YamlNode::Kind::list;
        auto const next = step.key.empty() ? item_by_number(*place.node, step.item, walked)
                          : in_list        ? item_by_name(*place.node, step.key, walked)
                                           : value_of_key(*place.node, step.key, walked, !items_follow);
        if (!next) return tl::unexpected(next.error());
        if (in_list) {
            place.path += fmt::format("[{}]", *next - place.node->items.data());
        } else {
            place.path += (i == 0 ? "" : ".") + step.key;
        }
        place.node = *next;
        walked += step.key.empty() ? fmt::format("[{}]", step.item) : (i == 0 ? "" : ".") + step.key;
    }
    return place;
}

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
        *reached->node = *std::move(value);
    }
}

}  // namespace voiplab::scenarios
