#include "load_traces.hpp"

#include "mistakes.hpp"
#include "read_values.hpp"
#include "units.hpp"

#include <algorithm>
#include <array>
#include <functional>

#include <fmt/format.h>

namespace voiplab::scenarios {
namespace {

constexpr std::string_view blanks = " \t\r";

// The text of the file that the value names; nullopt, and a mistake, where it has none.
std::optional<std::string> text_of(YamlValue const& value, std::filesystem::path& file) {
    read_path(value, file);
    if (file.empty()) return std::nullopt;
    auto text = read_text_file(file);
    if (text) return *std::move(text);
    value.mistake(fmt::format("{}: {}", file.string(), text.error()));
    return std::nullopt;
}

// Calls `each` with every line's number and words, comments left out, until it returns a text: what is wrong there.
void for_each_line(YamlValue const& value,
                   std::function<std::string(std::size_t, std::vector<std::string_view> const&)> const& each) {
    std::filesystem::path file;
    auto const text = text_of(value, file);
    if (!text) return;
    std::string_view rest = *text;
    for (std::size_t number = 1; !rest.empty(); ++number) {
        auto line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(line.size() + 1, rest.size()));
        line = line.substr(0, line.find('#'));
        std::vector<std::string_view> words;
        for (;;) {
            line.remove_prefix(std::min(line.find_first_not_of(blanks), line.size()));
            if (line.empty()) break;
            words.push_back(line.substr(0, line.find_first_of(blanks)));
            line.remove_prefix(words.back().size());
        }
        if (words.empty()) continue;
        auto mistake = each(number, words);
        if (mistake.empty()) continue;
        value.source().session.mistakes.add({file.string(), number, 1, {}, std::move(mistake)});
        return;
    }
}

// Reads one line of a trace of delays; what is wrong with it, or nothing.
std::string read_line(std::vector<std::string_view> const& words, net::DelayTrace& trace) {
    if (words.size() > 2)
        return fmt::format("a line of {} words; expected a delay, or a time and a delay", words.size());
    auto const delay = parse_duration(words.back());
    if (!delay) return delay.error();
    if (words.size() == 1 ? !trace.changes.empty() : !trace.delays.empty()) {
        return "a delay a line, or a time and a delay a line: expected one of the two in all lines";
    }
    if (words.size() == 1) {
        trace.delays.push_back(*delay);
        return {};
    }
    auto const time = parse_duration(words.front());
    if (!time) return time.error();
    if (!trace.changes.empty() && sim::Time{*time} <= trace.changes.back().at) {
        return fmt::format("{} is not after {}, the time of the line before", shown(*time),
                           shown(trace.changes.back().at.time_since_epoch()));
    }
    trace.changes.push_back({sim::Time{*time}, *delay});
    return {};
}

}  // namespace

void read_loss_trace(YamlValue const& value, std::vector<bool>& into) {
    for_each_line(value, [&](std::size_t, std::vector<std::string_view> const& words) -> std::string {
        for (auto const word : words) {
            for (auto const digit : word) {
                if (digit != '0' && digit != '1') {
                    return fmt::format("{} is neither 0, a frame that arrives, nor 1, one that is lost",
                                       shown(std::string_view(&digit, 1)));
                }
                into.push_back(digit == '1');
            }
        }
        return {};
    });
    auto const is_wrong = !value.source().session.mistakes.empty();
    if (into.empty() && !is_wrong) value.mistake("a trace of no frame");
}

void read_delay_trace(YamlValue const& value, net::DelayTrace& into) {
    for_each_line(value,
                  [&](std::size_t, std::vector<std::string_view> const& words) { return read_line(words, into); });
    auto const is_wrong = !value.source().session.mistakes.empty();
    if (into.empty() && !is_wrong) value.mistake("a trace of no delay");
}

void read_distribution(YamlValue const& value, std::shared_ptr<net::DelayTable const>& into) {
    static constexpr std::array<std::string_view, 4> words{"uniform", "normal", "pareto", "paretonormal"};
    auto const name = scalar(value, "one of " + list_of(words) + ", or a file that ends in .dist");
    if (!name) return;
    if (name->ends_with(".dist")) {
        std::filesystem::path file;
        auto const text = text_of(value, file);
        if (!text) return;
        auto table = net::DelayTable::parse(*text);
        if (!table) {
            return value.mistake(fmt::format("{} is not a table of up to {} whole numbers from -32768 to 32767",
                                             file.string(), net::DelayTable::most_samples));
        }
        into = std::make_shared<net::DelayTable const>(*std::move(table));
        return;
    }
    auto const found = std::find(words.begin(), words.end(), *name);
    if (found == words.end()) {
        return value.mistake(fmt::format("{} is not one of {}, nor a file that ends in .dist{}", shown(*name),
                                         list_of(words), did_you_mean(*name, words)));
    }
    using Make = net::DelayTable (*)();
    constexpr std::array<Make, 4> makers{nullptr, net::DelayTable::normal, net::DelayTable::pareto,
                                         net::DelayTable::paretonormal};
    auto const make = makers[static_cast<std::size_t>(found - words.begin())];
    into = make == nullptr ? nullptr : std::make_shared<net::DelayTable const>(make());
}

}  // namespace voiplab::scenarios
