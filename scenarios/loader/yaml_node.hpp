#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

namespace voiplab::scenarios {

struct YamlEntry;

// A value of a YAML file and where it stands. Line and column count from 1; 0: it came with an override.
struct YamlNode {
    enum class Kind : std::uint8_t { nothing, scalar, list, mapping };
    Kind kind = Kind::nothing;
    bool quoted = false;
    std::size_t line = 0;
    std::size_t column = 0;
    std::string text;                // of a scalar
    std::vector<YamlNode> items;     // of a list
    std::vector<YamlEntry> entries;  // of a mapping, as they stand: a key may come twice

    [[nodiscard]] YamlNode const* find(std::string_view key) const;
    [[nodiscard]] YamlNode* find(std::string_view key);
};

struct YamlEntry {
    std::string key;
    std::size_t line = 0;
    std::size_t column = 0;
    YamlNode value;
};

struct YamlSyntaxMistake {
    std::size_t line = 0;
    std::size_t column = 0;
    std::string text;
};

inline constexpr std::size_t yaml_depth_limit = 32;
inline constexpr std::size_t yaml_size_limit = 1U << 20U;
// Aliases repeat what their anchors name, so that a small file could make a very large tree.
inline constexpr std::size_t yaml_node_limit = 200'000;

// Reads one YAML document. Anchors and aliases are resolved: an alias is a copy of what its anchor names.
tl::expected<YamlNode, YamlSyntaxMistake> parse_yaml(std::string_view text);

}  // namespace voiplab::scenarios
