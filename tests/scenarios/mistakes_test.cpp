#include "scenarios/loader/mistakes.hpp"

#include "tests/catch.hpp"

#include <array>
#include <vector>

using namespace voiplab::scenarios;

TEST_CASE("A mistake is printed as compilers print theirs") {
    CHECK(to_string(Mistake{"a.yaml", 31, 14, "network.links[2].loss", "wrong"}) ==
          "a.yaml:31:14: network.links[2].loss: wrong");
    CHECK(to_string(Mistake{"sip.conf", 7, 0, "", "wrong"}) == "sip.conf:7: wrong");
    CHECK(to_string(Mistake{"a.yaml", 0, 0, "", "wrong"}) == "a.yaml: wrong");
}

TEST_CASE("Mistakes come file by file, from the first line to the last") {
    MistakeLog log;
    log.add({"b.yaml", 9, 1, "x", ""});
    log.add({"a.conf", 2, 1, "", ""});
    log.add({"b.yaml", 3, 7, "y", ""});
    log.add({"b.yaml", 3, 2, "z", ""});
    std::string order;
    for (auto const& mistake : log.in_file_order()) {
        order += mistake.file + std::to_string(mistake.line) + mistake.path + " ";
    }
    CHECK(order == "b.yaml3z b.yaml3y b.yaml9x a.conf2 ");
}

TEST_CASE("One place has one mistake, the first") {
    MistakeLog log;
    log.add({"a.yaml", 1, 1, "phones[0].host", "missing"});
    log.add({"a.yaml", 1, 1, "phones[0].host", "no host is named so"});
    log.add({"a.yaml", 1, 1, "phones[0].user", "missing"});
    auto const mistakes = log.in_file_order();
    REQUIRE(mistakes.size() == 2);
    CHECK(mistakes[0].text == "missing");
}

TEST_CASE("After a hundred mistakes the rest is only mentioned") {
    MistakeLog log;
    for (std::size_t i = 1; i <= 150; ++i) {
        log.add({"a.yaml", i, 1, "", "wrong"});
    }
    auto const mistakes = log.in_file_order();
    REQUIRE(mistakes.size() == 101);
    CHECK(to_string(mistakes.back()) == "a.yaml: more than 100 mistakes; these come first");
}

TEST_CASE("A misspelt word finds the nearest one, and a strange word none") {
    constexpr std::array<std::string_view, 4> words{"user", "password", "display_name", "host"};
    CHECK(nearest("usr", words) == "user");
    CHECK(nearest("pasword", words) == "password");
    CHECK(nearest("display-name", words) == "display_name");
    CHECK(nearest("hsot", words) == "host");
    CHECK(nearest("codec", words).empty());
    CHECK(nearest("", words).empty());
    CHECK(did_you_mean("usr", words) == "; did you mean user?");
}

TEST_CASE("Among very many names no guess is made") {
    std::vector<std::string_view> names(256, "somebody");
    names.back() = "alice";
    CHECK(nearest("alcie", names) == "alice");
    names.emplace_back("bob");
    CHECK(nearest("alcie", names).empty());
}
