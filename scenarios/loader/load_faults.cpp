#include "load_faults.hpp"

#include "read_values.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace voiplab::scenarios {
namespace {

// Those that agents send.
constexpr std::array<std::string_view, 9> methods{"INVITE",   "ACK",   "BYE",    "CANCEL", "OPTIONS",
                                                  "REGISTER", "REFER", "NOTIFY", "INFO"};

bool is_number(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// What is wrong with a method; empty where nothing is.
std::string mistake_in_method(std::string_view method, bool of_response) {
    if (std::find(methods.begin(), methods.end(), method) == methods.end()) {
        return fmt::format("{} is neither a status code nor one of {}{}", shown(method), list_of(methods),
                           did_you_mean(method, methods));
    }
    return of_response && method == "ACK" ? "an ACK has no response" : "";
}

void read_message(YamlValue const& value, MessagePattern& into) {
    auto const text = scalar(value, "a method or a status code, such as INVITE, 180 or 200 BYE");
    if (!text) return;
    auto const space = text->find(' ');
    auto const first = text->substr(0, space);
    auto const is_response = is_number(first);
    auto const method = !is_response ? *text : space == std::string_view::npos ? "" : text->substr(space + 1);
    if (is_response && (first.size() != 3 || first.front() < '1' || first.front() > '6')) {
        return value.mistake(fmt::format("{} is not a status code; expected 100 to 699", shown(first)));
    }
    if (!is_response || space != std::string_view::npos) {
        auto const mistake = mistake_in_method(method, is_response);
        if (!mistake.empty()) return value.mistake(mistake);
    }
    into.method = method;
    into.status = is_response ? (first[0] - '0') * 100 + (first[1] - '0') * 10 + first[2] - '0' : 0;
}

void read_occurrence(YamlValue const& value, std::optional<std::uint64_t>& into) {
    if (value.node().text == "every") {
        into = std::nullopt;
    } else if (is_number(value.node().text) && !value.node().quoted) {
        if (auto const number = read_number(value, 1, 1'000'000)) into = *number;
    } else {
        value.expected("a number, counted from 1, or every");
    }
}

void read_deed(YamlValue const& value, MessageFault::Deed& into) {
    static constexpr std::array<std::string_view, 3> words{"lose", "double", "delay"};
    if (auto const word = read_word(value, words)) into = static_cast<MessageFault::Deed>(*word);
}

constexpr auto fault_fields = std::to_array<Field<MessageFault>>({
    field_by<&MessageFault::from, read_name>("from", Need::required),
    field_by<&MessageFault::to, read_name>("to", Need::required),
    field_by<&MessageFault::message, read_message>("message", Need::required),
    field_by<&MessageFault::occurrence, read_occurrence>("occurrence"),
    field_by<&MessageFault::deed, read_deed>("do", Need::required),
    field_by<&MessageFault::by, read_positive>("by"),
});

}  // namespace

void read(YamlValue const& value, MessageFault& into) {
    read_fields<MessageFault>(value, fault_fields, into);
    auto const by = value.key("by");
    auto const delays = into.deed == MessageFault::Deed::delay;
    if (delays && !by) {
        value.mistake_at("by", value.node().line, value.node().column, "missing; a delay says by how much");
    } else if (!delays && by && value.key("do")) {
        by->mistake("only a delay takes time");
    }
}

std::vector<KeyList> fault_keys() {
    return {key_list<MessageFault>("fault", fault_fields)};
}

}  // namespace voiplab::scenarios
