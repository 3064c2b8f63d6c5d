#include "yaml_node.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <sstream>
#include <utility>

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

namespace voiplab::scenarios {
namespace {

std::size_t from_one(int position) {
    return position < 0 ? 1 : static_cast<std::size_t>(position) + 1;
}

// Builds the tree of nodes as yaml-cpp's parser walks the text.
class TreeBuilder : public YAML::EventHandler {
  public:
    YamlNode take_root() && { return std::move(root_); }

    void OnDocumentStart(YAML::Mark const& mark) override {
        root_.line = from_one(mark.line);
        root_.column = from_one(mark.column);
    }
    void OnDocumentEnd() override {}
    void OnNull(YAML::Mark const& mark, YAML::anchor_t anchor) override {
        open(mark, YamlNode::Kind::nothing, anchor);
        close();
    }
    void OnAlias(YAML::Mark const& mark, YAML::anchor_t anchor) override {
        auto const named = anchors_.find(anchor);
        if (named == anchors_.end()) throw YAML::ParserException(mark, "an alias stands inside what it names");
        count(mark, named->second.nodes);
        if (open_.size() + named->second.depth > yaml_depth_limit) too_deep(mark);
        put({named->second.node, named->second.nodes, named->second.depth, 0});
    }
    void OnScalar(YAML::Mark const& mark, std::string const& tag, YAML::anchor_t anchor,
                  std::string const& value) override {
        check_tag(mark, tag);
        auto& node = open(mark, YamlNode::Kind::scalar, anchor);
        node.text = value;
        node.quoted = tag != "?";
        close();
    }
    void OnSequenceStart(YAML::Mark const& mark, std::string const& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value /*style*/) override {
        check_tag(mark, tag);
        open(mark, YamlNode::Kind::list, anchor);
    }
    void OnSequenceEnd() override { close(); }
    void OnMapStart(YAML::Mark const& mark, std::string const& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value /*style*/) override {
        check_tag(mark, tag);
        open(mark, YamlNode::Kind::mapping, anchor);
    }
    void OnMapEnd() override { close(); }

  private:
    // A node under construction, or done: with how many nodes it holds and how deep they go.
    struct Branch {
        YamlNode node;
        std::size_t nodes = 1;
        std::size_t depth = 1;
        YAML::anchor_t anchor = 0;
        std::optional<YamlEntry> key{};  // of a mapping: the key whose value comes next
    };

    static void too_deep(YAML::Mark const& mark) {
        throw YAML::ParserException(mark, fmt::format("nested more than {} deep", yaml_depth_limit));
    }
    static void check_tag(YAML::Mark const& mark, std::string const& tag) {
        // yaml-cpp's own: "?" for plain, "!" for quoted.
        if (tag.empty() || tag == "?" || tag == "!") return;
        throw YAML::ParserException(mark, "a tag (!...) is not understood here; leave it out");
    }
    void count(YAML::Mark const& mark, std::size_t nodes) {
        count_ += nodes;
        if (count_ > yaml_node_limit) {
            throw YAML::ParserException(mark, fmt::format("more than {} values, aliases resolved", yaml_node_limit));
        }
    }
    YamlNode& open(YAML::Mark const& mark, YamlNode::Kind kind, YAML::anchor_t anchor) {
        count(mark, 1);
        if (open_.size() >= yaml_depth_limit) too_deep(mark);
        Branch branch;
        branch.node.kind = kind;
        branch.node.line = from_one(mark.line);
        branch.node.column = from_one(mark.column);
        branch.anchor = anchor;
        open_.push_back(std::move(branch));
        return open_.back().node;
    }
    void close() {
        auto done = std::move(open_.back());
        open_.pop_back();
        if (done.anchor != 0) anchors_.insert_or_assign(done.anchor, done);
        put(std::move(done));
    }
    void put(Branch done) {
        if (open_.empty()) {
            root_ = std::move(done.node);
            return;
        }
        auto& parent = open_.back();
        parent.nodes += done.nodes;
        parent.depth = std::max(parent.depth, done.depth + 1);
        if (parent.node.kind == YamlNode::Kind::list) {
            parent.node.items.push_back(std::move(done.node));
        } else if (parent.key) {
            parent.key->value = std::move(done.node);
            if (parent.key->value.kind == YamlNode::Kind::nothing) {
                // yaml-cpp places nothing where the next thing stands, which may be lines below.
                parent.key->value.line = parent.key->line;
                parent.key->value.column = parent.key->column;
            }
            parent.node.entries.push_back(std::move(*parent.key));
            parent.key.reset();
        } else {
            parent.key = key_of(done.node);
        }
    }
    static YamlEntry key_of(YamlNode const& node) {
        if (node.kind == YamlNode::Kind::list || node.kind == YamlNode::Kind::mapping) {
            YAML::Mark mark;
            mark.line = static_cast<int>(node.line) - 1;
            mark.column = static_cast<int>(node.column) - 1;
            throw YAML::ParserException(mark, "a list or mapping stands where a key is due");
        }
        return {node.text, node.line, node.column, {}};
    }

    YamlNode root_;
    std::vector<Branch> open_;
    std::map<YAML::anchor_t, Branch> anchors_;
    std::size_t count_ = 0;
};

// What yaml-cpp calls it, and what a person would.
std::string in_plain_words(std::string const& message) {
    static std::array<std::pair<std::string_view, std::string_view>, 5> const words{{
        {YAML::ErrorMsg::END_OF_MAP, "this is not a key of the mapping above; check the indentation"},
        {YAML::ErrorMsg::MAP_VALUE, "a \":\" does not belong here; check the indentation, or quote the text"},
        {YAML::ErrorMsg::END_OF_SEQ, "this is not an item of the list above; check the indentation"},
        {YAML::ErrorMsg::END_OF_SEQ_FLOW, "a list begins with [ and does not end with ]"},
        {YAML::ErrorMsg::END_OF_MAP_FLOW, "a mapping begins with { and does not end with }"},
    }};
    auto const* const known =
        std::find_if(words.begin(), words.end(), [&](auto const& w) { return w.first == message; });
    return known == words.end() ? message : std::string(known->second);
}

// yaml-cpp takes 0x04 for the end of the file, and YAML allows no control characters (section 5.1).
std::optional<YamlSyntaxMistake> control_character(std::string_view text) {
    std::size_t line = 1;
    std::size_t column = 1;
    for (auto const c : text) {
        auto const code = static_cast<unsigned char>(c);
        if (code < ' ' && c != '\n' && c != '\r' && c != '\t') {
            return YamlSyntaxMistake{line, column, fmt::format("a control character (0x{:02x}) is not YAML", code)};
        }
        column = c == '\n' ? 1 : column + 1;
        if (c == '\n') ++line;
    }
    return std::nullopt;
}

// yaml-cpp finds a tab in an indentation only by what goes wrong behind it.
std::optional<YamlSyntaxMistake> tab_before(std::string_view text, std::size_t last_line) {
    for (std::size_t line = 1; line <= last_line && !text.empty(); ++line) {
        auto const indentation = text.substr(0, text.find_first_not_of(" \t"));
        auto const tab = indentation.find('\t');
        if (tab != std::string_view::npos) {
            return YamlSyntaxMistake{line, tab + 1, "not YAML: a tab indents this line; YAML takes spaces only"};
        }
        text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
    }
    return std::nullopt;
}

}  // namespace

YamlNode const* YamlNode::find(std::string_view key) const {
    auto const found = std::find_if(entries.begin(), entries.end(), [key](YamlEntry const& e) { return e.key == key; });
    return found == entries.end() ? nullptr : &found->value;
}

YamlNode* YamlNode::find(std::string_view key) {
    return const_cast<YamlNode*>(std::as_const(*this).find(key));
}

tl::expected<YamlNode, YamlSyntaxMistake> parse_yaml(std::string_view text) {
    if (text.size() > yaml_size_limit) {
        return tl::unexpected(YamlSyntaxMistake{0, 0, fmt::format("larger than {} bytes", yaml_size_limit)});
    }
    if (auto mistake = control_character(text)) return tl::unexpected(*std::move(mistake));
    std::istringstream stream{std::string(text)};
    try {
        YAML::Parser parser(stream);
        TreeBuilder builder;
        if (!parser.HandleNextDocument(builder)) {
            YamlNode empty;
            empty.line = empty.column = 1;
            return empty;
        }
        TreeBuilder second;
        if (parser.HandleNextDocument(second)) {
            auto const rest = std::move(second).take_root();
            return tl::unexpected(YamlSyntaxMistake{rest.line, rest.column, "a second document begins; expected one"});
        }
        return std::move(builder).take_root();
    } catch (YAML::Exception const& error) {
        if (auto tab = tab_before(text, from_one(error.mark.line))) return tl::unexpected(*std::move(tab));
        return tl::unexpected(YamlSyntaxMistake{from_one(error.mark.line), from_one(error.mark.column),
                                                "not YAML: " + in_plain_words(error.msg)});
    }
}

}  // namespace voiplab::scenarios
