#include "scenarios/loader/fields.hpp"
#include "scenarios/loader/overrides.hpp"
#include "scenarios/loader/yaml_node.hpp"
#include "scenarios/sweep/flow_text.hpp"
#include "scenarios/sweep/schema_text.hpp"
#include "voiplab/scenarios/sweep.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace voiplab::scenarios {
namespace {

using Json = nlohmann::ordered_json;

// What a run's outcome does not hang on, or what could not be one thing in one run and another in the next.
constexpr std::array<std::string_view, 9> not_varied{"title",      "description", "start", "captures",     "audio",
                                                     "statistics", "expect",      "sweep", "expect_ladder"};

struct KindName {
    std::string_view definition;  // the schema's
    std::string_view kind;
};
constexpr auto kind_names = std::to_array<KindName>({
    {"duration", "duration"},
    {"durations", "duration"},
    {"positive_duration", "duration"},
    {"varying_duration", "duration"},
    {"probability", "percentage"},
    {"varying_probability", "percentage"},
    {"bit_rate", "bit rate"},
    {"varying_bit_rate", "bit rate"},
    {"size", "size"},
    {"overhead", "size"},
    {"varying_size", "size"},
    {"varying_overhead", "size"},
    {"yes_or_no", "yes or no"},
    {"varying_truth", "yes or no"},
    {"count", "number"},
    {"varying_number", "number"},
    {"port", "number"},
    {"dscp", "codepoint"},
    {"path", "file"},
    {"distribution", "distribution"},
    {"varying_distribution", "distribution"},
});

// Walks a scenario's tree along its schema.
class Lister {
  public:
    Lister() : schema_(Json::parse(schema_text())) {}

    std::vector<VariablePath> list(YamlNode const& root) {
        object(schema_, &root, {});
        return std::move(paths_);
    }

  private:
    // The schemas that a value may be of.
    [[nodiscard]] std::vector<Json const*> choices(Json const& property) const {
        for (auto const* const key : {"allOf", "anyOf", "oneOf"}) {
            if (!property.contains(key)) continue;
            std::vector<Json const*> all;
            for (auto const& choice : property[key]) {
                all.push_back(&choice);
            }
            return all;
        }
        return {&property};
    }
    static std::string_view name_of_definition(Json const& schema) {
        if (!schema.contains("$ref")) return {};
        std::string_view const reference = schema["$ref"].get_ref<std::string const&>();
        return reference.substr(reference.rfind('/') + 1);
    }
    [[nodiscard]] Json const& resolved(Json const& schema) const {
        auto const name = name_of_definition(schema);
        return name.empty() ? schema : schema_["definitions"][std::string(name)];
    }

    void object(Json const& definition, YamlNode const* node, std::string const& path) {
        std::vector<std::string> const required = definition.value("required", std::vector<std::string>{});
        // A mapping that is not there begins with the key that it needs, or with any.
        auto const needs = node == nullptr ? required.size() : 0;
        if (needs > 1) return;
        for (auto const& [key, property] : definition["properties"].items()) {
            if (needs == 1 && key != required.front()) continue;
            auto const is_root = path.empty();
            if (is_root && std::find(not_varied.begin(), not_varied.end(), key) != not_varied.end()) continue;
            if (key == "name" || key == "from") continue;
            value(property, node == nullptr ? nullptr : node->find(key),
                  is_root ? key : fmt::format("{}.{}", path, key));
        }
    }

    void value(Json const& property, YamlNode const* node, std::string const& path) {
        for (auto const* const choice : choices(property)) {
            auto const& schema = resolved(*choice);
            auto const is_mapping = node == nullptr || node->kind == YamlNode::Kind::mapping;
            if (schema.contains("properties")) {
                if (is_mapping) return object(schema, node, path);
            } else if (schema.value("type", Json()) == "array" && schema.contains("items")) {
                if (node != nullptr && node->kind == YamlNode::Kind::list) return items(schema["items"], *node, path);
                if (choices(property).size() == 1) return;
            } else if (schema.value("type", Json()) == "object") {
                return entries(node, path);
            } else if (node == nullptr || node->kind == YamlNode::Kind::scalar) {
                return add(*choice, property, node, path);
            }
        }
    }

    // Variables under names of their own.
    void entries(YamlNode const* node, std::string const& path) {
        if (node == nullptr) return;
        for (auto const& entry : node->entries) {
            paths_.push_back({path + "." + entry.key, "text", flow_text(entry.value), false});
        }
    }

    void items(Json const& schema, YamlNode const& list, std::string const& path) {
        auto const& item_schema = resolved(*choices(schema).front());
        if (!item_schema.contains("properties")) {
            paths_.push_back({path, "list", flow_text(list), false});
            return;
        }
        for (std::size_t i = 0; i < list.items.size(); ++i) {
            auto const name = name_of(list.items[i]);
            auto const speaks = !name.empty() && name.find_first_of(".[]") == std::string::npos;
            auto item_path = speaks ? fmt::format("{}.{}", path, name) : fmt::format("{}[{}]", path, i);
            constexpr std::string_view links = "network.links.";
            if (item_path.starts_with(links)) item_path = "network." + item_path.substr(links.size());
            object(item_schema, &list.items[i], item_path);
        }
    }

    void add(Json const& choice, Json const& property, YamlNode const* node, std::string path) {
        // A link's netem needs no name where the link has no key of the same.
        constexpr std::string_view netem = ".netem.";
        auto const at = path.find(netem);
        auto const is_link = path.starts_with("network.") && at != std::string::npos;
        if (is_link && !is_key_of_link(path.substr(at + netem.size()))) path.erase(at, netem.size() - 1);
        auto const fallback = property.contains("default") ? text_of(property["default"]) : std::string();
        paths_.push_back(
            {std::move(path), kind_of(choice), node != nullptr ? flow_text(*node) : fallback, node == nullptr});
    }
    [[nodiscard]] bool is_key_of_link(std::string const& key) const {
        return schema_["definitions"]["link"]["properties"].contains(key.substr(0, key.find('.')));
    }

    static std::string text_of(Json const& json) {
        if (json.is_boolean()) return json.get<bool>() ? "yes" : "no";
        return json.is_string() ? json.get<std::string>() : json.dump();
    }

    [[nodiscard]] std::string kind_of(Json const& choice) const {
        auto const name = name_of_definition(choice);
        auto const* const known = std::find_if(kind_names.begin(), kind_names.end(),
                                               [&](KindName const& kind) { return kind.definition == name; });
        if (known != kind_names.end()) return std::string(known->kind);
        auto const& schema = resolved(choice);
        if (schema.contains("enum")) {
            std::string words;
            for (auto const& word : schema["enum"]) {
                words += (words.empty() ? "" : ", ") + text_of(word);
            }
            return words;
        }
        auto const type = schema.value("type", Json());
        if (type != "integer" && type != "number") return "text";
        if (!schema.contains("maximum")) return "number";
        return fmt::format("number, {} to {}", text_of(schema.value("minimum", Json(0))), text_of(schema["maximum"]));
    }

    Json const schema_;
    std::vector<VariablePath> paths_;
};

}  // namespace

std::vector<VariablePath> variable_paths(ScenarioFile const& file, std::vector<Override> const& overrides) {
    if (!file.tree()) return {};
    auto root = *file.tree();
    Session session;
    apply_overrides(root, overrides, session);
    return Lister().list(root);
}

}  // namespace voiplab::scenarios
