#include "scenarios/sweep/flow_text.hpp"

#include <fmt/format.h>

namespace voiplab::scenarios {
namespace {

// Double quotes, with what YAML 1.2 section 5.7 escapes.
std::string quoted(std::string const& text) {
    std::string result = "\"";
    for (auto const c : text) {
        if (c == '"' || c == '\\') result += '\\';
        if (static_cast<unsigned char>(c) < ' ') {
            result += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
        } else {
            result += c;
        }
    }
    return result + '"';
}

}  // namespace

std::string flow_text(YamlNode const& node) {
    std::string inside;
    switch (node.kind) {
        case YamlNode::Kind::nothing:
            return "null";
        case YamlNode::Kind::scalar:
            return node.quoted ? quoted(node.text) : node.text;
        case YamlNode::Kind::list:
            for (auto const& item : node.items) {
                inside += (inside.empty() ? "" : ", ") + flow_text(item);
            }
            return "[" + inside + "]";
        case YamlNode::Kind::mapping:
            for (auto const& entry : node.entries) {
                inside += (inside.empty() ? "" : ", ") + entry.key + ": " + flow_text(entry.value);
            }
            return "{" + inside + "}";
    }
    return {};
}

}  // namespace voiplab::scenarios
