#include "tools/ladder_table.hpp"

#include "tools/text.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

namespace voiplab::tools {
namespace {

using scenarios::LadderRow;
using scenarios::RunResult;
using scenarios::StreamRecord;

bool is_invite(LadderRow const& row) {
    return row.label == "INVITE" || row.label.starts_with("INVITE ");
}

std::set<std::string_view> call_ids_of_calls(RunResult const& result) {
    std::set<std::string_view> ids;
    for (auto const& row : result.ladder) {
        if (is_invite(row)) ids.insert(row.call_id);
    }
    return ids;
}

// "INVITE sip:2010@192.168.6.133 (SDP)" reads "INVITE (SDP)": who it is for is where the arrow ends.
std::string without_uri(std::string const& label) {
    auto const space = label.find(' ');
    if (space == std::string::npos) return label;
    auto const rest = std::string_view(label).substr(space + 1);
    if (!rest.starts_with("sip:") && !rest.starts_with("sips:") && !rest.starts_with("tel:")) return label;
    auto const end = label.find(' ', space + 1);
    return label.substr(0, space) + (end == std::string::npos ? "" : label.substr(end));
}

// Columns by name; one that the result does not list is added at the right.
class Columns {
  public:
    explicit Columns(std::vector<std::string> const& names) {
        for (auto& name : names)
            of(name);
    }
    std::size_t of(std::string const& name) {
        auto const [place, is_new] = by_name_.try_emplace(name, names_.size());
        if (is_new) names_.push_back(name);
        return place->second;
    }
    [[nodiscard]] std::vector<std::string> const& names() const { return names_; }

  private:
    std::map<std::string, std::size_t> by_name_;
    std::vector<std::string> names_;
};

void add_messages(LadderTable& table, Columns& columns, RunResult const& result, bool all) {
    auto const calls = call_ids_of_calls(result);
    for (auto const& row : result.ladder) {
        bool const in_call = calls.contains(row.call_id);
        if (in_call && (!table.has_call || row.sent < table.zero)) {
            table.zero = row.sent;
            table.has_call = true;
        }
        if (!in_call && !all) {
            ++table.outside_calls;
            continue;
        }
        table.lines.push_back(LadderLine{LadderLine::Kind::message, row.sent, columns.of(row.from), columns.of(row.to),
                                         without_uri(row.label), false, row.lost});
    }
}

bool nothing_arrived(StreamRecord const& stream) {
    return stream.sent > 0 && stream.received == 0;
}

// One call's streams. A stream and one that comes back while it lasts are one line; a stream of which nothing arrives
// stays a line of its own, so that one sees which way is silent.
void add_media(LadderTable& table, Columns& columns, std::vector<StreamRecord> const& streams) {
    struct Going {
        StreamRecord const* stream;
        scenarios::StreamPeriod when;
    };
    std::vector<Going> in_order;
    for (auto const& stream : streams) {
        if (stream.periods.empty()) in_order.push_back({&stream, {stream.first, stream.last}});
        for (auto const& period : stream.periods)
            in_order.push_back({&stream, period});
    }
    std::stable_sort(in_order.begin(), in_order.end(),
                     [](Going const& a, Going const& b) { return a.when.first < b.when.first; });

    struct OneWay {
        std::size_t line;
        sim::Time last;
    };
    std::map<std::tuple<std::string_view, std::string_view, std::string_view>, OneWay> waiting;
    for (auto const& [stream, when] : in_order) {
        if (!nothing_arrived(*stream)) {
            auto const back = waiting.find({stream->to, stream->from, stream->codec});
            if (back != waiting.end()) {
                bool const overlaps = when.first <= back->second.last;
                if (overlaps) table.lines[back->second.line].both_ways = true;
                waiting.erase(back);
                if (overlaps) continue;
            }
            waiting.insert_or_assign({stream->from, stream->to, stream->codec}, OneWay{table.lines.size(), when.last});
        }
        table.lines.push_back(LadderLine{LadderLine::Kind::media, when.first, columns.of(stream->from),
                                         columns.of(stream->to), "RTP " + stream->codec, false,
                                         nothing_arrived(*stream)});
    }
}

void cut_the_middle(std::vector<LadderLine>& lines) {
    if (lines.size() <= ladder_limit) return;
    constexpr std::size_t at_the_end = ladder_limit / 4;
    constexpr std::size_t at_the_start = ladder_limit - at_the_end;
    auto const first = lines.begin() + static_cast<std::ptrdiff_t>(at_the_start);
    auto const last = lines.end() - static_cast<std::ptrdiff_t>(at_the_end);
    LadderLine cut;
    cut.kind = LadderLine::Kind::left_out;
    cut.time = first->time;
    cut.label = count_of(static_cast<std::uint64_t>(last - first), "row", "rows") + " left out; --all shows them";
    *first = std::move(cut);
    lines.erase(first + 1, last);
}

// Drops the columns that no line touches and numbers the others anew.
void keep_used_columns(LadderTable& table, std::vector<std::string> const& names) {
    std::vector<bool> used(names.size(), false);
    for (auto const& line : table.lines) {
        if (line.kind == LadderLine::Kind::left_out) continue;
        used[line.from] = true;
        used[line.to] = true;
    }
    std::vector<std::size_t> number(names.size(), 0);
    for (std::size_t i = 0; i < names.size(); ++i) {
        number[i] = table.parties.size();
        if (used[i]) table.parties.push_back(names[i]);
    }
    for (auto& line : table.lines) {
        if (line.kind == LadderLine::Kind::left_out) continue;
        line.from = number[line.from];
        line.to = number[line.to];
    }
}

}  // namespace

LadderTable ladder_table(RunResult const& result, bool all) {
    LadderTable table;
    Columns columns(result.parties);
    add_messages(table, columns, result, all);
    for (auto const& call : result.calls)
        add_media(table, columns, call.streams);
    std::stable_sort(table.lines.begin(), table.lines.end(),
                     [](LadderLine const& a, LadderLine const& b) { return a.time < b.time; });
    if (!table.has_call && !table.lines.empty()) table.zero = table.lines.front().time;
    if (!all) cut_the_middle(table.lines);
    keep_used_columns(table, columns.names());
    return table;
}

}  // namespace voiplab::tools
