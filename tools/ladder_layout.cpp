#include "tools/ladder_layout.hpp"

#include <algorithm>
#include <numeric>

namespace voiplab::tools {
namespace {

constexpr std::size_t narrowest_gap = 18;  // between two life lines: an arrow with a label of seven cells
constexpr std::size_t widest_name = 16;

// What lies left of a bar that its name is centred on.
std::size_t left_half(std::u32string const& name) {
    return name.size() / 2;
}

std::vector<std::size_t> narrowest_gaps(std::vector<std::u32string> const& names) {
    std::vector<std::size_t> gaps;
    for (std::size_t i = 1; i < names.size(); ++i) {
        gaps.push_back(std::max(narrowest_gap, left_half(names[i - 1]) + left_half(names[i]) + 2));
    }
    return gaps;
}

// Widens the gaps that an arrow spans, evenly, until it has room for its label.
void make_room(std::vector<std::size_t>& gaps, LadderLine const& line, std::size_t width) {
    auto const first = std::min(line.from, line.to);
    auto const last = std::max(line.from, line.to);
    if (line.kind == LadderLine::Kind::left_out || first == last) return;
    auto const needed = std::min(to_cells(line.label).size() + arrow_overhead(line), width);
    auto room = last - first - 1;  // the bars that it crosses
    for (auto i = first; i < last; ++i)
        room += gaps[i];
    for (auto i = first; i < last && room < needed; ++i) {
        auto const share = (needed - room + (last - i - 1)) / (last - i);
        gaps[i] += share;
        room += share;
    }
}

// Takes from the widest gaps until all fit into `room`. False where they cannot.
bool squeeze(std::vector<std::size_t>& gaps, std::vector<std::size_t> const& narrowest, std::size_t room) {
    if (std::accumulate(narrowest.begin(), narrowest.end(), std::size_t{0}) > room) return false;
    auto total = std::accumulate(gaps.begin(), gaps.end(), std::size_t{0});
    while (total > room) {
        std::size_t widest = gaps.size();
        for (std::size_t i = 0; i < gaps.size(); ++i) {
            if (gaps[i] > narrowest[i] && (widest == gaps.size() || gaps[i] > gaps[widest])) widest = i;
        }
        --gaps[widest];
        --total;
    }
    return true;
}

}  // namespace

std::size_t arrow_overhead(LadderLine const& line) {
    if (line.lost) return 11;        // "--- label ---x  "
    return line.both_ways ? 10 : 9;  // "<=== label ===>", "--- label --->"
}

std::optional<LadderLayout> lay_out(LadderTable const& table, std::size_t time_width, std::size_t width,
                                    Characters characters) {
    if (table.parties.size() < 2 || table.parties.size() * narrowest_gap > width + narrowest_gap) return std::nullopt;
    LadderLayout layout;
    layout.time_width = time_width;
    for (auto const& party : table.parties) {
        layout.names.push_back(shortened(to_cells(party), widest_name, characters));
    }
    auto const first_bar = time_width + 2 + left_half(layout.names.front());
    auto const around = first_bar + layout.names.size() + left_half(layout.names.back());
    if (around > width) return std::nullopt;

    auto const narrowest = narrowest_gaps(layout.names);
    auto gaps = narrowest;
    for (auto const& line : table.lines)
        make_room(gaps, line, width);
    if (!squeeze(gaps, narrowest, width - around)) return std::nullopt;

    layout.bars.push_back(first_bar);
    for (auto const gap : gaps)
        layout.bars.push_back(layout.bars.back() + gap + 1);
    return layout;
}

}  // namespace voiplab::tools
