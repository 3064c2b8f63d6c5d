#pragma once

#include <string>
#include <string_view>
#include <vector>

// Plots as SVG 1.1: text, self-contained, without scripts. This folder knows nothing of what it draws.
namespace voiplab::plot {

// In pixels from the upper left corner.
struct Position {
    double x = 0;
    double y = 0;
};

// A mark and how it is drawn, as SVG's attributes: R"(fill="none" stroke="black")". They are written as they are.
using Style = std::string_view;

enum class Anchor : char { start, middle, end };

struct TextStyle {
    double size = 12;
    std::string_view colour = "#333333";
    Anchor anchor = Anchor::start;
    bool bold = false;
    double rotation = 0;         // degrees, clockwise
    std::string_view halo = {};  // the colour of a rim that keeps it legible on anything; empty: none
};

class Svg {
  public:
    // `title` and `description` are for those who do not see it.
    Svg(double width, double height, std::string_view title, std::string_view description);

    void rectangle(Position corner, double width, double height, Style style, std::string_view tooltip = {});
    void line(Position from, Position to, Style style);
    void polyline(std::vector<Position> const& points, Style style);
    void polygon(std::vector<Position> const& points, Style style);
    // A mark of a series, one of eight shapes by its number, with a tooltip.
    void marker(std::size_t shape, Position at, double radius, Style style, std::string_view tooltip = {});
    void text(Position at, std::string_view text, TextStyle const& style = {});
    // A vertical ramp of colours, the first at the bottom.
    void ramp(Position corner, double width, double height, std::vector<std::string> const& colours);
    // Defines "url(#hatching)", a fill for where there is nothing.
    void hatching();
    // The document; nothing can be added afterwards.
    [[nodiscard]] std::string finish();

  private:
    std::string text_;
};

// A number with at most two digits behind the point, as coordinates have.
std::string coordinate(double number);
// With what XML takes for its own escaped, and control characters left out.
std::string escaped(std::string_view text);
// About how wide a text is in a common sans serif; rather too much than too little.
double text_width(std::string_view text, double size);
// The text, or its beginning before an ellipsis where it would be wider.
std::string shortened(std::string_view text, double size, double width);
// The same of a path, whose end says most.
std::string shortened_path(std::string_view text, double size, double width);

}  // namespace voiplab::plot
