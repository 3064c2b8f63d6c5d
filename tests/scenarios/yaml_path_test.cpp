#include "scenarios/loader/yaml_path.hpp"

#include "tests/catch.hpp"

using voiplab::scenarios::parse_path;

TEST_CASE("A path is keys and numbers of items") {
    auto const path = parse_path("network.links[2].ends[0]");
    REQUIRE(path);
    REQUIRE(path->size() == 5);
    CHECK((*path)[0].key == "network");
    CHECK((*path)[1].key == "links");
    CHECK((*path)[2].key.empty());
    CHECK((*path)[2].item == 2);
    CHECK((*path)[3].key == "ends");
    CHECK((*path)[4].item == 0);
}

TEST_CASE("A text that is no path is refused") {
    for (auto const* const text : {"", ".", "a.", ".a", "a..b", "a[", "a[]", "a[x]", "a[0", "a[0]b", "a.[0]", "a]b["}) {
        INFO(text);
        CHECK_FALSE(parse_path(text));
    }
}

TEST_CASE("A path has a limit") {
    std::string path = "a";
    for (int i = 0; i < 63; ++i) {
        path += ".a";
    }
    CHECK(parse_path(path));
    CHECK_FALSE(parse_path(path + ".a"));
}
