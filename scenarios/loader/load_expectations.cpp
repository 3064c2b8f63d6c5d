#include "load_expectations.hpp"

#include "read_values.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace voiplab::scenarios {
namespace {

void read_outcome(YamlValue const& value, std::optional<std::string>& into) {
    static constexpr std::array<std::string_view, 5> words{"answered", "busy", "cancelled", "failed", "unanswered"};
    if (auto const word = read_word(value, words)) into = words[*word];
}

void read_status(YamlValue const& value, std::optional<int>& into) {
    if (auto const status = read_number(value, 200, 699)) into = static_cast<int>(*status);
}

void read_phone(YamlValue const& value, std::optional<std::string>& into) {
    read_name(value, into.emplace());
}

void read_codec(YamlValue const& value, std::optional<std::string>& into) {
    read_name(value, into.emplace());
}

void read_number_dialled(YamlValue const& value, std::optional<std::string>& into) {
    read_user(value, into.emplace());
}

void read_mos(YamlValue const& value, std::optional<double>& into) {
    constexpr std::string_view what = "a mean opinion score from 1 to 4.5";
    constexpr std::uint64_t least = 1000;
    constexpr std::uint64_t most = 4500;
    auto const text = scalar(value, what);
    if (!text) return;
    auto const thousandths = parse_thousandths(*text);
    if (value.node().quoted || !thousandths || *thousandths < least || *thousandths > most) {
        return value.expected(std::string(what));
    }
    into = static_cast<double>(*thousandths) / 1000;
}

constexpr auto expectation_fields = std::to_array<Field<CallExpectation>>({
    field_by<&CallExpectation::from, read_name>("from", Need::required),
    field_by<&CallExpectation::to, read_dialled>("to", Need::required),
    field_by<&CallExpectation::outcome, read_outcome>("outcome"),
    field_by<&CallExpectation::status, read_status>("status"),
    field_by<&CallExpectation::answered_by, read_phone>("answered_by"),
    field_by<&CallExpectation::codec, read_codec>("codec"),
    field_by<&CallExpectation::transferred_to, read_number_dialled>("transferred_to"),
    field<&CallExpectation::packets_lost>("packets_lost"),
    field_by<&CallExpectation::mos_at_least, read_mos>("mos_at_least"),
    field_by<&CallExpectation::mos_at_most, read_mos>("mos_at_most"),
});

// Of the run as a whole; what there is to expect is one word yet.
struct RunExpectation {
    bool reaches_event_limit = false;
};

void read_reached(YamlValue const& value, bool& into) {
    into = scalar(value, "reached") == "reached";
    if (!into && value.node().kind == YamlNode::Kind::scalar) value.expected("reached");
}

constexpr auto run_expectation_fields = std::to_array<Field<RunExpectation>>({
    field_by<&RunExpectation::reaches_event_limit, read_reached>("event_limit", Need::required),
});

void read_of(YamlValue const& value, LadderExpectation::Of& into) {
    static constexpr std::array<std::string_view, 3> words{"calls", "registrations", "options"};
    if (auto const word = read_word(value, words)) into = static_cast<LadderExpectation::Of>(*word);
}

void read_between(YamlValue const& value, std::vector<std::string>& into) {
    auto const items = value.node().kind == YamlNode::Kind::list ? value.items() : std::vector<YamlValue>{};
    if (items.size() != 2) return value.expected("a list of two parties");
    for (auto const& item : items) {
        read_name(item, into.emplace_back());
    }
}

std::string_view trimmed(std::string_view text) {
    auto const first = text.find_first_not_of(' ');
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

// "> INVITE, < 401, > ACK"; nothing: no message at all.
void read_shows(YamlValue const& value, std::vector<std::string>& into) {
    std::string text;
    read_paragraphs(value, text);
    std::string_view rest = text;
    while (!trimmed(rest).empty()) {
        auto const end = std::min(rest.find(','), rest.size());
        auto const message = trimmed(rest.substr(0, end));
        auto const arrow = message.starts_with("> ") || message.starts_with("< ");
        if (!arrow || message.find(' ', 2) != std::string_view::npos) {
            return value.mistake(
                fmt::format("{} is not a message's way and its method or status, such as \"> INVITE\" or \"< 200\"",
                            shown(message)));
        }
        into.emplace_back(message);
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
}

constexpr auto ladder_expectation_fields = std::to_array<Field<LadderExpectation>>({
    field_by<&LadderExpectation::between, read_between>("between", Need::required),
    field_by<&LadderExpectation::of, read_of>("of"),
    field_by<&LadderExpectation::shows, read_shows>("shows", Need::required),
});

}  // namespace

void read_expectations(YamlValue const& value, Scenario& into) {
    if (value.node().kind != YamlNode::Kind::list) return value.expected("a list");
    if (value.node().items.size() > list_limit) return value.mistake("a list of more than 10000 items");
    std::size_t entry = 0;
    for (auto const& item : value.items()) {
        if (item.key("event_limit")) {
            into.expects_event_limit = entry;
            RunExpectation ignored;
            read_fields<RunExpectation>(item, run_expectation_fields, ignored);
        } else {
            auto& expectation = into.expectations.emplace_back();
            expectation.entry = entry;
            read_fields<CallExpectation>(item, expectation_fields, expectation);
        }
        ++entry;
    }
}

void read(YamlValue const& value, LadderExpectation& into) {
    read_fields<LadderExpectation>(value, ladder_expectation_fields, into);
}

std::vector<KeyList> expectation_keys() {
    return {key_list<CallExpectation>("expectation", expectation_fields),
            key_list<RunExpectation>("run_expectation", run_expectation_fields),
            key_list<LadderExpectation>("ladder_expectation", ladder_expectation_fields)};
}

}  // namespace voiplab::scenarios
