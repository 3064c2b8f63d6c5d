#include "tools/ladder.hpp"

#include "tools/ladder_layout.hpp"
#include "tools/ladder_table.hpp"

#include <algorithm>
#include <cctype>
#include <string_view>

#include <fmt/format.h>

namespace voiplab::tools {
namespace {

using Kind = LadderLine::Kind;

struct Glyphs {
    char32_t bar, line, double_line, left, right;
    std::u32string_view between;  // where rows are left out, instead of a time
};
constexpr Glyphs ascii_glyphs{U'|', U'-', U'=', U'<', U'>', U"..."};
constexpr Glyphs unicode_glyphs{U'\u2502', U'\u2500', U'\u2550', U'\u25C4', U'\u25BA', U"\u22EE"};
constexpr std::size_t names_repeated_after = 40;  // rows: the names at the top are off the screen by then

Glyphs const& glyphs_of(LadderStyle const& style) {
    return style.characters == Characters::unicode ? unicode_glyphs : ascii_glyphs;
}

std::string time_of(LadderLine const& line, LadderTable const& table) {
    if (line.kind == Kind::left_out) return {};
    auto text = seconds(line.time - table.zero);
    return line.time > table.zero ? "+" + text : text;
}

std::size_t width_of_times(LadderTable const& table) {
    std::size_t width = std::string_view("time").size();
    for (auto const& line : table.lines)
        width = std::max(width, time_of(line, table).size());
    return width;
}

// A refusal; a challenge is an ordinary part of a call.
bool is_refusal(std::string_view label) {
    auto const is_digit = [](char c) { return c >= '0' && c <= '9'; };
    return label.size() >= 3 && label[0] >= '4' && label[0] <= '6' && is_digit(label[1]) && is_digit(label[2]) &&
           !label.starts_with("401") && !label.starts_with("407");
}

std::string_view colour_of(LadderLine const& line) {
    if (line.lost) return "\x1b[31m";
    if (line.kind == Kind::media) return "\x1b[36m";
    return is_refusal(line.label) ? "\x1b[33m" : "";
}

// One row of cells; what is put to the right of its end makes it longer.
class Row {
  public:
    void put(std::size_t column, std::u32string_view text) {
        if (cells_.size() < column + text.size()) cells_.resize(column + text.size(), U' ');
        std::copy(text.begin(), text.end(), cells_.begin() + static_cast<std::ptrdiff_t>(column));
    }
    void put(std::size_t column, char32_t character) { put(column, std::u32string_view(&character, 1)); }
    void colour(std::size_t first, std::size_t last, std::string_view escape) {
        first_ = first;
        last_ = last;
        escape_ = escape;
    }
    [[nodiscard]] std::string text() const {
        auto const cells = std::u32string_view(cells_);
        if (escape_.empty()) return to_utf8(cells) + "\n";
        return to_utf8(cells.substr(0, first_)) + std::string(escape_) + to_utf8(cells.substr(first_, last_ - first_)) +
               "\x1b[0m" + to_utf8(cells.substr(last_)) + "\n";
    }

  private:
    std::u32string cells_;
    std::size_t first_ = 0;
    std::size_t last_ = 0;
    std::string_view escape_;
};

void put_time(Row& row, std::u32string_view time, std::size_t width) {
    row.put(width - std::min(width, time.size()), time);
}

std::string names_row(LadderLayout const& layout) {
    Row row;
    put_time(row, U"time", layout.time_width);
    for (std::size_t i = 0; i < layout.names.size(); ++i) {
        row.put(layout.bars[i] - layout.names[i].size() / 2, layout.names[i]);
    }
    return row.text();
}

// The shaft with the label in its middle, and its head or heads, between the bars of sender and receiver. What is lost
// ends in an x short of the receiver.
std::u32string arrow(LadderLine const& line, std::size_t length, LadderStyle const& style) {
    auto const& glyphs = glyphs_of(style);
    bool const rightward = line.from < line.to;
    std::u32string head_left;
    std::u32string head_right;
    if (line.lost) {
        (rightward ? head_right : head_left) = rightward ? U"x  " : U"  x";
    } else {
        if (!rightward || line.both_ways) head_left = glyphs.left;
        if (rightward || line.both_ways) head_right = glyphs.right;
    }
    std::u32string shaft(length - head_left.size() - head_right.size(),
                         line.kind == Kind::media ? glyphs.double_line : glyphs.line);
    auto const label = U" " + shortened(to_cells(line.label), length - arrow_overhead(line), style.characters) + U" ";
    shaft.replace((shaft.size() - label.size()) / 2, label.size(), label);
    return head_left + shaft + head_right;
}

std::string ladder_row(LadderLine const& line, LadderTable const& table, LadderLayout const& layout,
                       LadderStyle const& style) {
    auto const& glyphs = glyphs_of(style);
    Row row;
    for (auto const bar : layout.bars)
        row.put(bar, glyphs.bar);
    put_time(row, line.kind == Kind::left_out ? std::u32string(glyphs.between) : to_cells(time_of(line, table)),
             layout.time_width);

    auto const left = layout.bars[std::min(line.from, line.to)];
    auto const right = layout.bars[std::max(line.from, line.to)];
    if (line.kind == Kind::left_out || left == right) {
        auto const room = style.width - std::min(style.width, left + 2);
        row.put(left + 2, shortened(to_cells(line.label), room, style.characters));
        return row.text();
    }
    row.put(left + 1, arrow(line, right - left - 1, style));
    if (style.colour) row.colour(left + 1, right, colour_of(line));
    return row.text();
}

std::string columns(LadderTable const& table, LadderLayout const& layout, LadderStyle const& style) {
    auto text = names_row(layout);
    for (auto const& line : table.lines)
        text += ladder_row(line, table, layout, style);
    if (table.lines.size() > names_repeated_after) text += names_row(layout);
    return text;
}

// For more parties than there is room for columns.
std::string list(LadderTable const& table, std::size_t time_width, LadderStyle const& style) {
    std::size_t widest = 0;
    for (auto const& party : table.parties)
        widest = std::max(widest, to_cells(party).size());
    widest = std::min<std::size_t>(widest, style.width / 4);
    auto const name = [&](std::size_t party) {
        return shortened(to_cells(table.parties[party]), widest, style.characters);
    };

    std::string text;
    for (auto const& line : table.lines) {
        Row row;
        auto const label = to_cells(line.label);
        if (line.kind == Kind::left_out) {
            put_time(row, glyphs_of(style).between, time_width);
            row.put(time_width + 2, label);
            text += row.text();
            continue;
        }
        bool const media = line.kind == Kind::media;
        auto const to = time_width + 2 + widest + 5;
        auto const label_at = to + widest + 2;
        put_time(row, to_cells(time_of(line, table)), time_width);
        row.put(time_width + 2, name(line.from));
        row.put(to - 4, media ? (line.both_ways ? U"<=>" : U"==>") : U"-->");
        if (line.lost) row.put(to - 2, U'x');
        row.put(to, name(line.to));
        auto const room = style.width - std::min(style.width, label_at);
        row.put(label_at, shortened(label, std::max<std::size_t>(room, 16), style.characters));
        if (style.colour)
            row.colour(label_at, label_at + std::min(label.size(), std::max<std::size_t>(room, 16)), colour_of(line));
        text += row.text();
    }
    return text;
}

std::string notes(LadderTable const& table) {
    std::string text;
    if (table.has_call) {
        text += fmt::format("Time in seconds since the first INVITE, which left {} s into the run.\n",
                            seconds(table.zero.time_since_epoch()));
    }
    if (table.outside_calls > 0) {
        text +=
            fmt::format("{} outside calls left out; --all shows {}.\n",
                        count_of(table.outside_calls, "message", "messages"), table.outside_calls == 1 ? "it" : "them");
    }
    return text;
}

}  // namespace

std::string draw_ladder(scenarios::RunResult const& result, LadderStyle const& style) {
    auto const table = ladder_table(result, style.all);
    if (table.lines.empty()) return "No call was made.\n" + notes(table);
    auto const time_width = width_of_times(table);
    auto const layout = lay_out(table, time_width, style.width, style.characters);
    return (layout ? columns(table, *layout, style) : list(table, time_width, style)) + "\n" + notes(table);
}

}  // namespace voiplab::tools
