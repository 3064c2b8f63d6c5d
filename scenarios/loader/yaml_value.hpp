#pragma once

#include "source.hpp"
#include "yaml_node.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace voiplab::scenarios {

// A value of a YAML file with its path in it, which can say what is wrong with it.
class YamlValue {
  public:
    YamlValue(YamlNode const& node, std::string path, Source const& source)
        : node_(&node), path_(std::move(path)), source_(&source) {}

    [[nodiscard]] YamlNode const& node() const { return *node_; }
    [[nodiscard]] Source const& source() const { return *source_; }
    [[nodiscard]] std::string const& path() const { return path_; }

    // The value of a key; nullopt where the mapping lacks it.
    [[nodiscard]] std::optional<YamlValue> key(std::string_view name) const;
    [[nodiscard]] YamlValue entry(YamlEntry const& entry) const;
    // The items of a list.
    [[nodiscard]] std::vector<YamlValue> items() const;
    // What a path from here leads to, or as far as it leads; a mistake there bears the whole path.
    [[nodiscard]] YamlValue place(std::string_view path) const;

    // "a list", "a mapping", "nothing" or the text itself.
    [[nodiscard]] std::string found() const;
    void mistake(std::string text) const;
    // The run goes on with it, and its user is told.
    void warning(std::string_view text) const;
    // "found a list; expected a mapping"
    void expected(std::string_view what) const;
    // Of a key that is missing here, or that stands at another place than this value.
    void mistake_at(std::string_view key, std::size_t line, std::size_t column, std::string text) const;

  private:
    [[nodiscard]] std::string path_to(std::string_view key) const;
    [[nodiscard]] std::optional<YamlValue> item(std::size_t number) const;

    YamlNode const* node_;
    std::string path_;
    Source const* source_;
};

// The text of a scalar; nullopt, and a mistake, for anything else. `what` says what was expected: "a duration such as
// 20ms".
std::optional<std::string_view> scalar(YamlValue const& value, std::string_view what);

}  // namespace voiplab::scenarios
