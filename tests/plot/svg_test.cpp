#include "scenarios/plot/svg.hpp"

#include "tests/catch.hpp"

using namespace voiplab::plot;

TEST_CASE("What a name holds does not become markup") {
    CHECK(escaped("a < b & \"c\" > d\n") == "a &lt; b &amp; &quot;c&quot; &gt; d");
}

TEST_CASE("Coordinates have two digits at most and no needless ones") {
    CHECK(coordinate(12) == "12");
    CHECK(coordinate(0.5) == "0.5");
    CHECK(coordinate(1.0 / 3) == "0.33");
    CHECK(coordinate(-0.001) == "0");
    CHECK(coordinate(100) == "100");
}

TEST_CASE("A text that is too wide loses its end, a path its beginning, and no character is cut") {
    std::string const text = "\u00fcber\u00fcberall und noch viel weiter";
    CHECK(shortened(text, 12, 1000) == text);
    auto const cut = shortened(text, 12, 100);
    CHECK(text_width(cut, 12) <= 100);
    CHECK(cut.substr(cut.size() - 3) == "\u2026");
    CHECK(text.find(cut.substr(0, cut.size() - 3)) == 0);
    auto const path = shortened_path("network.sites[0].background[3].interval", 12, 100);
    CHECK(path.find("\u2026") == 0);
    CHECK(path.find("interval") != std::string::npos);
    for (double width = 0; width < 300; width += 5) {
        auto const piece = shortened(text, 12, width);
        CHECK((static_cast<unsigned char>(piece[piece.size() - 4 < piece.size() ? piece.size() - 4 : 0]) != 0xc3));
    }
}
