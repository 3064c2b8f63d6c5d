#include "scenarios/plot/svg.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <utility>

#include <fmt/format.h>

namespace voiplab::plot {

namespace {

constexpr auto const* ellipsis = "\u2026";

std::string points_text(std::vector<Position> const& points) {
    std::string text;
    for (auto const& point : points) {
        if (!text.empty()) text += ' ';
        text += coordinate(point.x) + "," + coordinate(point.y);
    }
    return text;
}

// Corners around the centre, the first at an angle clockwise from the top.
std::vector<Position> corners(Position centre, double radius, std::size_t count, double first_degrees) {
    std::vector<Position> points;
    for (std::size_t i = 0; i < count; ++i) {
        auto const degrees = first_degrees + 360.0 * static_cast<double>(i) / static_cast<double>(count);
        auto const angle = degrees * std::numbers::pi / 180;
        points.push_back({centre.x + radius * std::sin(angle), centre.y - radius * std::cos(angle)});
    }
    return points;
}

std::vector<Position> marker_shape(std::size_t shape, Position at, double radius) {
    switch (shape % 8) {
        case 1:
            return corners(at, 1.25 * radius, 4, 45);  // square
        case 2:
            return corners(at, 1.35 * radius, 3, 0);  // triangle
        case 3:
            return corners(at, 1.3 * radius, 4, 0);  // diamond
        case 4:
            return corners(at, 1.35 * radius, 3, 180);  // triangle on its tip
        case 5:
            return corners(at, 1.2 * radius, 5, 0);  // pentagon
        case 6:
            return corners(at, 1.15 * radius, 6, 30);  // hexagon
        default:
            return corners(at, 1.35 * radius, 3, 90);  // triangle on its side
    }
}

std::string end_of(std::string_view element, std::string_view tooltip) {
    if (tooltip.empty()) return "/>\n";
    return fmt::format("><title>{}</title></{}>\n", escaped(tooltip), element);
}

bool begins_character(char byte) {
    return (static_cast<unsigned char>(byte) & 0xc0U) != 0x80;
}

// In parts of the size: DejaVu Sans, the widest of the family below.
double character_width(char character) {
    constexpr std::string_view narrow = "iljtfrI.,:;'|!()[]/ ";
    constexpr std::string_view wide = "mwMW%@";
    if (narrow.find(character) != std::string_view::npos) return 0.36;
    if (wide.find(character) != std::string_view::npos) return 0.95;
    return character >= 'A' && character <= 'Z' ? 0.7 : 0.62;
}

}  // namespace

std::string coordinate(double number) {
    auto text = fmt::format("{:.2f}", number);
    while (text.back() == '0') {
        text.pop_back();
    }
    if (text.back() == '.') text.pop_back();
    return text == "-0" ? "0" : text;
}

std::string escaped(std::string_view text) {
    std::string result;
    for (auto const character : text) {
        switch (character) {
            case '&':
                result += "&amp;";
                break;
            case '<':
                result += "&lt;";
                break;
            case '>':
                result += "&gt;";
                break;
            case '"':
                result += "&quot;";
                break;
            default:
                if (static_cast<unsigned char>(character) >= 0x20) result += character;
        }
    }
    return result;
}

double text_width(std::string_view text, double size) {
    double width = 0;
    for (auto const character : text) {
        if (begins_character(character)) width += character_width(character);
    }
    return width * size;
}

std::string shortened(std::string_view text, double size, double width) {
    if (text_width(text, size) <= width) return std::string(text);
    auto end = text.size();
    while (end > 0 && ((end < text.size() && !begins_character(text[end])) ||
                       text_width(text.substr(0, end), size) + size > width)) {
        --end;
    }
    return std::string(text.substr(0, end)) + ellipsis;
}

std::string shortened_path(std::string_view text, double size, double width) {
    if (text_width(text, size) <= width) return std::string(text);
    std::size_t begin = 0;
    while (begin < text.size() &&
           (!begins_character(text[begin]) || text_width(text.substr(begin), size) + size > width)) {
        ++begin;
    }
    return ellipsis + std::string(text.substr(begin));
}

Svg::Svg(double width, double height, std::string_view title, std::string_view description) {
    text_ = fmt::format(
        R"(<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="{1}" viewBox="0 0 {0} {1}" role="img" )"
        R"(font-family="Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif">)"
        "\n<title>{2}</title>\n<desc>{3}</desc>\n",
        coordinate(width), coordinate(height), escaped(title), escaped(description));
    rectangle({0, 0}, width, height, R"(fill="#ffffff")");
}

void Svg::rectangle(Position corner, double width, double height, Style style, std::string_view tooltip) {
    text_ += fmt::format(R"(<rect x="{}" y="{}" width="{}" height="{}" {})", coordinate(corner.x), coordinate(corner.y),
                         coordinate(width), coordinate(height), style) +
             end_of("rect", tooltip);
}

void Svg::line(Position from, Position to, Style style) {
    text_ += fmt::format("<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\" {}/>\n", coordinate(from.x), coordinate(from.y),
                         coordinate(to.x), coordinate(to.y), style);
}

void Svg::polyline(std::vector<Position> const& points, Style style) {
    text_ += fmt::format("<polyline points=\"{}\" fill=\"none\" {}/>\n", points_text(points), style);
}

void Svg::polygon(std::vector<Position> const& points, Style style) {
    text_ += fmt::format("<polygon points=\"{}\" {}/>\n", points_text(points), style);
}

void Svg::marker(std::size_t shape, Position at, double radius, Style style, std::string_view tooltip) {
    if (shape % 8 == 0) {
        text_ += fmt::format(R"(<circle cx="{}" cy="{}" r="{}" {})", coordinate(at.x), coordinate(at.y),
                             coordinate(radius), style) +
                 end_of("circle", tooltip);
        return;
    }
    text_ += fmt::format(R"(<polygon points="{}" {})", points_text(marker_shape(shape, at, radius)), style) +
             end_of("polygon", tooltip);
}

void Svg::text(Position at, std::string_view text, TextStyle const& style) {
    constexpr std::array<std::string_view, 3> anchors{"start", "middle", "end"};
    text_ += fmt::format(R"(<text x="{}" y="{}" font-size="{}" fill="{}")", coordinate(at.x), coordinate(at.y),
                         coordinate(style.size), style.colour);
    if (style.anchor != Anchor::start) {
        text_ += fmt::format(R"( text-anchor="{}")", anchors[static_cast<std::size_t>(style.anchor)]);
    }
    if (style.bold) text_ += R"( font-weight="bold")";
    if (style.rotation != 0) {
        text_ += fmt::format(R"_( transform="rotate({} {} {})")_", coordinate(style.rotation), coordinate(at.x),
                             coordinate(at.y));
    }
    if (!style.halo.empty()) {
        text_ +=
            fmt::format(R"( stroke="{}" stroke-width="3" stroke-linejoin="round" paint-order="stroke")", style.halo);
    }
    text_ += ">" + escaped(text) + "</text>\n";
}

void Svg::ramp(Position corner, double width, double height, std::vector<std::string> const& colours) {
    text_ += R"(<defs><linearGradient id="ramp" x1="0" y1="1" x2="0" y2="0">)";
    for (std::size_t i = 0; i < colours.size(); ++i) {
        text_ += fmt::format(R"(<stop offset="{}" stop-color="{}"/>)",
                             coordinate(static_cast<double>(i) / static_cast<double>(colours.size() - 1)), colours[i]);
    }
    text_ += "</linearGradient></defs>\n";
    rectangle(corner, width, height, R"_(fill="url(#ramp)" stroke="#333333" stroke-width="0.8")_");
}

void Svg::hatching() {
    text_ += R"(<defs><pattern id="hatching" width="8" height="8" patternUnits="userSpaceOnUse" )"
             R"_(patternTransform="rotate(45)"><rect width="8" height="8" fill="#f2f2f2"/>)_"
             R"(<line x1="0" y1="0" x2="0" y2="8" stroke="#bbbbbb" stroke-width="2"/></pattern></defs>)"
             "\n";
}

std::string Svg::finish() {
    text_ += "</svg>\n";
    return std::move(text_);
}

}  // namespace voiplab::plot
