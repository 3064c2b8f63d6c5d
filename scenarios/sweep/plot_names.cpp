#include "scenarios/sweep/plot_names.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace voiplab::scenarios {

namespace {

using Pair = std::pair<std::string_view, std::string_view>;

constexpr std::array<Pair, 6> units{
    {{"_ms", "ms"}, {"_s", "s"}, {"_percent", "%"}, {"_bps", "bps"}, {"_kbps", "kbps"}, {"_mbps", "Mbps"}}};
constexpr std::array<Pair, 7> spellings{{{"mos", "MOS"},
                                         {"r", "R"},
                                         {"cq", "CQ"},
                                         {"lq", "LQ"},
                                         {"red", "RED"},
                                         {"codel", "CoDel"},
                                         {"p95", "95th percentile"}}};

std::string spelled(std::string_view word) {
    auto const* const known =
        std::find_if(spellings.begin(), spellings.end(), [&](Pair const& pair) { return pair.first == word; });
    return std::string(known != spellings.end() ? known->second : word);
}

// Whether a path ends with that, at the boundary of a key.
bool ends_with_key(std::string_view path, std::string_view end) {
    return path == end || (path.size() > end.size() && path.substr(path.size() - end.size()) == end &&
                           path[path.size() - end.size() - 1] == '.');
}

}  // namespace

std::string name_of_metric(std::string const& metric) {
    std::string_view rest = metric;
    std::string unit;
    for (auto const& [ending, name] : units) {
        if (rest.size() <= ending.size() || !rest.ends_with(ending)) continue;
        unit = fmt::format(" ({})", name);
        rest.remove_suffix(ending.size());
        break;
    }
    std::string name;
    while (!rest.empty()) {
        auto const end = std::min(rest.find('_'), rest.size());
        name += (name.empty() ? "" : " ") + spelled(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    if (!name.empty()) name.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(name.front())));
    return name + unit;
}

bool is_mos(std::string const& metric) {
    return metric == "mos" || metric.starts_with("mos_");
}

std::string file_of_metric(std::string const& metric) {
    auto name = metric;
    for (auto& character : name) {
        auto const plain =
            std::isalnum(static_cast<unsigned char>(character)) != 0 || character == '_' || character == '-';
        if (!plain) character = '_';
    }
    return name;
}

std::string short_name(SweepTable const& table, std::size_t parameter) {
    std::string_view const path = table.parameters[parameter].path;
    auto begin = path.size();
    while (begin > 0) {
        auto const dot = path.substr(0, begin - 1).rfind('.');
        begin = dot == std::string_view::npos ? 0 : dot + 1;
        auto const alike =
            std::count_if(table.parameters.begin(), table.parameters.end(),
                          [&](SweepParameter const& other) { return ends_with_key(other.path, path.substr(begin)); });
        if (alike == 1) break;
    }
    return std::string(path.substr(begin));
}

std::string axis_label(SweepTable const& table, SweepAxis const& axis) {
    auto const& [path, unit] = table.parameters[axis.parameter];
    auto label = axis.numeric && !unit.empty() ? fmt::format("{} ({})", path, unit) : path;
    for (std::size_t i = 0; i < axis.along.size(); ++i) {
        label += (i == 0 ? ", and with it " : ", ") + short_name(table, axis.along[i]);
    }
    return label;
}

std::string value_label(SweepTable const& table, std::size_t parameter, SweepValue const& value) {
    return short_name(table, parameter) + " " + value.text;
}

}  // namespace voiplab::scenarios
