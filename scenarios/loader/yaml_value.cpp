#include "yaml_value.hpp"

#include "units.hpp"
#include "yaml_path.hpp"

#include <utility>

#include <fmt/format.h>

namespace voiplab::scenarios {

std::string YamlValue::path_to(std::string_view key) const {
    return path_.empty() ? std::string(key) : fmt::format("{}.{}", path_, key);
}

std::optional<YamlValue> YamlValue::key(std::string_view name) const {
    auto const* const found = node_->find(name);
    if (found == nullptr) return std::nullopt;
    return YamlValue(*found, path_to(name), *source_);
}

YamlValue YamlValue::entry(YamlEntry const& entry) const {
    return {entry.value, path_to(entry.key), *source_};
}

std::optional<YamlValue> YamlValue::item(std::size_t number) const {
    if (number >= node_->items.size()) return std::nullopt;
    return YamlValue(node_->items[number], fmt::format("{}[{}]", path_, number), *source_);
}

std::vector<YamlValue> YamlValue::items() const {
    std::vector<YamlValue> result;
    result.reserve(node_->items.size());
    for (std::size_t i = 0; i < node_->items.size(); ++i) {
        result.push_back(*item(i));
    }
    return result;
}

YamlValue YamlValue::place(std::string_view path) const {
    auto at = *this;
    for (auto const& step : parse_path(path).value_or(std::vector<PathStep>{})) {
        auto next = step.key.empty() ? at.item(step.item) : at.key(step.key);
        if (!next) break;
        at = *std::move(next);
    }
    at.path_ = path.starts_with('[') ? path_ + std::string(path) : path_to(path);
    return at;
}

std::string YamlValue::found() const {
    switch (node_->kind) {
        case YamlNode::Kind::nothing:
            return "nothing";
        case YamlNode::Kind::list:
            return node_->items.empty() ? "an empty list" : "a list";
        case YamlNode::Kind::mapping:
            return "a mapping";
        case YamlNode::Kind::scalar:
            break;
    }
    return shown(node_->text);
}

void YamlValue::mistake(std::string text) const {
    auto const overridden = node_->line == 0;
    source_->session.mistakes.add(
        {overridden ? std::string(command_line) : source_->file, node_->line, node_->column, path_, std::move(text)});
}

void YamlValue::warning(std::string_view text) const {
    auto const file = node_->line == 0 ? std::string(command_line) : source_->file;
    auto const said = fmt::format("warning: {}: {}", path_, text);
    source_->session.warnings.push_back(to_string(Mistake{file, node_->line, node_->column, {}, said}));
}

void YamlValue::expected(std::string_view what) const {
    mistake(fmt::format("found {}; expected {}", found(), what));
}

void YamlValue::mistake_at(std::string_view key, std::size_t line, std::size_t column, std::string text) const {
    source_->session.mistakes.add(
        {line == 0 ? std::string(command_line) : source_->file, line, column, path_to(key), std::move(text)});
}

std::optional<std::string_view> scalar(YamlValue const& value, std::string_view what) {
    if (value.node().kind == YamlNode::Kind::scalar) return value.node().text;
    value.expected(what);
    return std::nullopt;
}

}  // namespace voiplab::scenarios
