#include "scenarios/loader/yaml_node.hpp"

#include "tests/catch.hpp"

#include <string>

using namespace voiplab::scenarios;

TEST_CASE("Every node knows its line and column, from 1") {
    auto const root = parse_yaml("a: 1\nb:\n  - x\n  - {c: \"d\"}\n");
    REQUIRE(root);
    auto const* const list = root->find("b");
    REQUIRE(list != nullptr);
    REQUIRE(list->items.size() == 2);
    CHECK(list->items[0].line == 3);
    CHECK(list->items[0].column == 5);
    auto const* const value = list->items[1].find("c");
    REQUIRE(value != nullptr);
    CHECK(value->line == 4);
    CHECK(value->column == 9);
    CHECK(value->quoted);
    CHECK_FALSE(root->find("a")->quoted);
}

TEST_CASE("An alias is a copy of what its anchor names") {
    auto const root = parse_yaml("a: &x {b: 1}\nc: *x\n");
    REQUIRE(root);
    REQUIRE(root->find("c") != nullptr);
    CHECK(root->find("c")->find("b")->text == "1");
}

TEST_CASE("What is not YAML is reported where it stands") {
    struct Row {
        std::string text;
        std::size_t line;
        std::string part;
    };
    auto const row = GENERATE(values<Row>({
        {"a: [1, 2\nb: 3\n", 2, "[ and does not end with ]"},
        {"a: 1\n b: 2\n", 2, "a \":\" does not belong here"},
        {"a: 1\n- b\n", 2, "check the indentation"},
        {"a:\n\tb: 1\n", 2, "YAML takes spaces only"},
        {"a: *nothing\n", 1, "anchor is not defined"},
        {"a: &x [*x]\n", 1, "an alias stands inside what it names"},
        {"a: !!binary b\n", 1, "a tag (!...)"},
        {"a: 1\n---\nb: 2\n", 3, "a second document"},
        {"a: 1\nb: \x04\n", 2, "a control character (0x04)"},
        {"[a]: 1\n", 1, "where a key is due"},
    }));
    auto const root = parse_yaml(row.text);
    INFO(row.text);
    REQUIRE_FALSE(root);
    CHECK(root.error().line == row.line);
    CHECK(root.error().column > 0);
    CHECK_THAT(root.error().text, Catch::Contains(row.part));
}

TEST_CASE("Nesting, size and repetition by aliases have limits") {
    auto const deep = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
    CHECK(parse_yaml(deep(yaml_depth_limit)));
    CHECK_FALSE(parse_yaml(deep(yaml_depth_limit + 1)));
    CHECK_FALSE(parse_yaml(deep(100'000)));
    CHECK(parse_yaml("# " + std::string(yaml_size_limit - 2, 'a')));
    CHECK_FALSE(parse_yaml("# " + std::string(yaml_size_limit, 'a')));

    // Each line is ten times the one above it: ten million values in all.
    std::string laughs = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n";
    for (int i = 1; i < 7; ++i) {
        auto const above = "*a" + std::to_string(i - 1);
        auto const name = "a" + std::to_string(i);
        laughs.append(name).append(": &").append(name).append(" [").append(above);
        for (int copy = 1; copy < 10; ++copy) {
            laughs.append(", ").append(above);
        }
        laughs += "]\n";
    }
    auto const root = parse_yaml(laughs);
    REQUIRE_FALSE(root);
    CHECK_THAT(root.error().text, Catch::Contains("more than 200000 values"));
}

TEST_CASE("An empty file is nothing") {
    auto const root = parse_yaml("# only a comment\n");
    REQUIRE(root);
    CHECK(root->kind == YamlNode::Kind::nothing);
}
