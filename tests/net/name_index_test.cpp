#include "models/net/name_index.hpp"

#include "tests/catch.hpp"

#include <deque>
#include <string>

using voiplab::net::NameIndex;

namespace {

struct List {
    std::deque<std::string> const& names;
    [[nodiscard]] std::size_t size() const { return names.size(); }
    [[nodiscard]] std::string_view name_of(std::size_t number) const { return names[number]; }
};

}  // namespace

TEST_CASE("Each name has its number, in whatever order names are asked for") {
    std::deque<std::string> names;
    for (int i = 0; i < 20; ++i) {
        names.push_back("phone" + std::to_string(i));
    }
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
