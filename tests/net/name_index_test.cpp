#include "models/net/name_index.hpp"

#include "tests/catch.hpp"

#include <deque>
#include <string>

using voiplab::net::NameIndex;

namespace {

struct List {
    std::deque<std::string> const& names;
    std::size_t* reads = nullptr;
    [[nodiscard]] std::size_t size() const { return names.size(); }
    [[nodiscard]] std::string_view name_of(std::size_t number) const {
        if (reads != nullptr) ++*reads;
        return names[number];
    }
};

std::deque<std::string> phones(int count) {
    std::deque<std::string> names;
    for (int i = 0; i < count; ++i) {
        names.push_back("phone" + std::to_string(i));
    }
    return names;
}

}  // namespace

TEST_CASE("Each name has its number, in whatever order names are asked for") {
    auto const names = phones(20);
    NameIndex const index(List{names});
    auto const step = GENERATE(1U, 3U, 7U, 19U);
    // In their order, and from the beginning again; then with leaps.
    for (std::size_t asked = 0, number = 0; asked < 3 * names.size();
         ++asked, number = (number + step) % names.size()) {
        CAPTURE(number);
        CHECK(index.find(names[number]) == number);
        CHECK(index.find(names[number]) == number);
        if (asked % 5 == 0) CHECK_FALSE(index.find("phone20").has_value());
    }
}

TEST_CASE("Names that are asked for in their order, over and over, are found without reading the others") {
    auto const names = phones(1000);
    std::size_t reads = 0;
    NameIndex const index(List{names, &reads});
    for (int pass = 1; pass <= 3; ++pass) {
        for (std::size_t number = 0; number < names.size(); ++number) {
            REQUIRE(index.find(names[number]) == number);
        }
    }
    // One for each, and one more to come back from the end.
    CHECK(reads == 3 * names.size() + 2);
}

TEST_CASE("A list that becomes longer is searched to its end, and one of nothing has no names") {
    std::deque<std::string> names;
    NameIndex const index(List{names});
    CHECK_FALSE(index.find("a").has_value());
    CHECK_FALSE(index.find("").has_value());
    names.push_back("a");
    names.push_back("b");
    CHECK(index.find("b") == 1U);
    CHECK_FALSE(index.find("c").has_value());
    names.push_back("c");
    CHECK(index.find("c") == 2U);
    CHECK(index.find("a") == 0U);
}
