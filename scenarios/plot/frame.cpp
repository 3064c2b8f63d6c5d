#include "scenarios/plot/frame.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace voiplab::plot {

namespace {

constexpr double tick_size = 11.5;
constexpr double tick_length = 5;
constexpr double line_height = 16;
constexpr double title_size = 18;
constexpr double word_width = 150;  // a longer word is shortened
constexpr double turn = -35;        // degrees, of words that would touch

double widest(Scale const& scale) {
    double width = 0;
    for (auto const& tick : scale.ticks()) {
        width = std::max(width, std::min(word_width, text_width(tick.label, tick_size)));
    }
    return width;
}

// Whether words below an axis of that width would touch each other.
bool touch(Scale const& scale, double width) {
    auto const count = static_cast<double>(scale.ticks().size());
    return scale.is_words() && widest(scale) + 6 > width / count;
}

// Numbers do not turn: of those that would touch every second is left out, or fewer stay.
bool is_number(std::string const& label) {
    return label.find_first_not_of("0123456789.eE+-\u2212") == std::string::npos;
}

bool all_numbers(Scale const& scale) {
    return std::all_of(scale.ticks().begin(), scale.ticks().end(),
                       [](Tick const& tick) { return is_number(tick.label); });
}

bool turned(Scale const& scale, double width) {
    return touch(scale, width) && !all_numbers(scale);
}

// Every how many ticks are labelled, so that each has that much room.
std::size_t stride(Scale const& scale, double length, double needed) {
    if (scale.ticks().size() < 2) return 1;
    double least = length;
    for (std::size_t i = 1; i < scale.ticks().size(); ++i) {
        auto const step = scale.part(scale.ticks()[i].value) - scale.part(scale.ticks()[i - 1].value);
        least = std::min(least, length * step);
    }
    return static_cast<std::size_t>(std::max(1.0, std::ceil(needed / std::max(least, 1e-3))));
}

void draw_x_ticks(Svg& svg, Frame const& frame) {
    auto const is_turned = turned(frame.x, frame.width);
    auto const every = stride(frame.x, frame.width, is_turned ? line_height : widest(frame.x) + 8);
    for (std::size_t i = 0; i < frame.x.ticks().size(); ++i) {
        auto const& tick = frame.x.ticks()[i];
        auto const x = frame.pixel_x(tick.value);
        auto const bottom = frame.bottom();
        svg.line({x, bottom}, {x, bottom + tick_length}, R"(stroke="#333333" stroke-width="1")");
        if (i % every != 0) continue;
        auto const label = shortened(tick.label, tick_size, word_width);
        TextStyle style{tick_size, "#333333", is_turned ? Anchor::end : Anchor::middle, false, is_turned ? turn : 0,
                        {}};
        svg.text({is_turned ? x + 4 : x, bottom + tick_length + tick_size}, label, style);
    }
}

void draw_y_ticks(Svg& svg, Frame const& frame) {
    auto const every = stride(frame.y, frame.height, tick_size + 2);
    for (std::size_t i = 0; i < frame.y.ticks().size(); ++i) {
        auto const& tick = frame.y.ticks()[i];
        auto const y = frame.pixel_y(tick.value);
        svg.line({frame.corner.x - tick_length, y}, {frame.corner.x, y}, R"(stroke="#333333" stroke-width="1")");
        if (i % every != 0) continue;
        svg.text({frame.corner.x - tick_length - 3, y + tick_size * 0.35}, shortened(tick.label, tick_size, word_width),
                 {tick_size, "#333333", Anchor::end, false, 0, {}});
    }
}

double height_of_x_ticks(Scale const& scale, double width) {
    if (!turned(scale, width)) return tick_length + tick_size + 4;
    return tick_length + tick_size + widest(scale) * std::sin(-turn * 3.14159265 / 180) + 4;
}

}  // namespace

double room_for_y_axis(Scale const& scale) {
    return tick_length + 3 + widest(scale) + 12 + label_size;
}

double room_for_x_axis(Scale const& scale, double width) {
    return height_of_x_ticks(scale, width) + label_size + 8;
}

double room_for_notes(Captions const& captions) {
    return margin + line_height * static_cast<double>(captions.notes.size());
}

void draw_captions(Svg& svg, Captions const& captions, double width, double height) {
    svg.text({margin, margin + 14}, shortened(captions.title, title_size, width - 2 * margin),
             {title_size, "#111111", Anchor::start, true, 0, {}});
    svg.text({margin, margin + 33}, shortened(captions.subtitle, label_size, width - 2 * margin),
             {label_size, grey, Anchor::start, false, 0, {}});
    auto y = height - room_for_notes(captions) + line_height;
    for (auto const& note : captions.notes) {
        svg.text({margin, y}, note, {11, grey, Anchor::start, false, 0, {}});
        y += line_height;
    }
}

void draw_grid(Svg& svg, Frame const& frame) {
    constexpr Style faint = R"(stroke="#e4e4e4" stroke-width="1")";
    for (auto const& tick : frame.y.ticks()) {
        svg.line(frame.pixel(frame.x.low(), tick.value), frame.pixel(frame.x.high(), tick.value), faint);
    }
    for (auto const& tick : frame.x.ticks()) {
        if (frame.x.is_words()) break;
        svg.line({frame.pixel_x(tick.value), frame.corner.y}, {frame.pixel_x(tick.value), frame.bottom()}, faint);
    }
}

void draw_axes(Svg& svg, Frame const& frame) {
    svg.rectangle(frame.corner, frame.width, frame.height, R"(fill="none" stroke="#333333" stroke-width="1")");
    draw_x_ticks(svg, frame);
    draw_y_ticks(svg, frame);
    auto const middle_x = frame.corner.x + frame.width / 2;
    svg.text({middle_x, frame.bottom() + height_of_x_ticks(frame.x, frame.width) + label_size},
             shortened_path(frame.x_label, label_size, frame.width + 40),
             {label_size, "#111111", Anchor::middle, false, 0, {}});
    auto const y_label_x = frame.corner.x - tick_length - 3 - widest(frame.y) - 10;
    svg.text({y_label_x, frame.corner.y + frame.height / 2},
             shortened_path(frame.y_label, label_size, frame.height + 40),
             {label_size, "#111111", Anchor::middle, false, -90, {}});
}

}  // namespace voiplab::plot
