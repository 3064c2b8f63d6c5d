#include "models/sip/field_readers.hpp"
#include "models/sip/usual_values.hpp"

#include <algorithm>

// What is read of values that are known to be well-formed.
namespace voiplab::sip {
namespace {

using grammar::Cursor;

// All but what ends a parameter's name, or a value that is not quoted.
constexpr auto within_value = grammar::CharacterSet::all_but("; \t");
constexpr auto within_name = grammar::CharacterSet::all_but("=; \t");
constexpr auto plain_sent_by = grammar::alphanum.with("-.:");

// Where a quoted string ends that the text starts with, its quote included.
std::size_t end_of_quoted(std::string_view text) {
    std::size_t at = 1;
    while (at < text.size() && text[at] != '"')
        at += text[at] == '\\' ? 2 : 1;
    return std::min(at + 1, text.size());
}

bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

// The parameter that the text starts with, its name that long and its value not quoted.
ParameterView parameter_at(std::string_view text, std::size_t name_size) {
    ParameterView parameter{text.substr(0, name_size), std::nullopt};
    Cursor cursor(text.substr(name_size));
    if (cursor.take_separator('=')) parameter.value = cursor.take_run(within_value);
    return parameter;
}

}  // namespace

void ParameterViews::Iterator::read() {
    Cursor cursor(rest_);
    cursor.skip_white_space();
    at_end_ = !cursor.take(';');
    if (at_end_) return;
    cursor.skip_white_space();
    current_ = {cursor.take_run(within_name), std::nullopt};
    if (cursor.take_separator('=')) {
        auto const quoted = cursor.peek() == '"';
        auto const value = cursor.rest();
        std::string_view text;
        quoted ? static_cast<void>(cursor.take_quoted_string(text)) : static_cast<void>(cursor.take_run(within_value));
        current_.value = value.substr(0, value.size() - cursor.rest().size());
    }
    rest_ = cursor.rest();
}

std::optional<ParameterView> ParameterViews::find(std::string_view name) const {
    if (text_.find('"') != std::string_view::npos) {
        for (auto const& parameter : *this) {
            if (grammar::equal_without_case(parameter.name, name)) return parameter;
        }
        return std::nullopt;
    }
    // Without quotes each ";" starts a parameter, so that those of other names are leapt over.
    for (auto at = text_.find(';'); at < text_.size(); at = text_.find(';', at)) {
        while (++at < text_.size() && is_blank(text_[at])) {
        }
        auto const ends = at + name.size() >= text_.size() || !within_name.contains(text_[at + name.size()]);
        if (ends && grammar::equal_without_case(text_.substr(at, name.size()), name)) {
            return parameter_at(text_.substr(at), name.size());
        }
    }
    return std::nullopt;
}

std::string_view ParameterViews::value_of(std::string_view name) const {
    auto const parameter = find(name);
    return parameter ? parameter->value.value_or(std::string_view()) : std::string_view();
}

// White space and IPv6 literals are left to those who look closer.
ViaView outline_via(std::string_view value) {
    constexpr std::string_view usual = "SIP/2.0/UDP ";
    auto const end = std::min(value.find(';'), value.size());
    auto const sent_by = value.starts_with(usual) ? value.substr(usual.size(), end - usual.size()) : std::string_view();
    if (!grammar::consists_of(sent_by, plain_sent_by)) return view_via(value).value_or(ViaView{});
    ViaView via{
        value.substr(0, 3), value.substr(4, 3), value.substr(8, 3), {}, {}, ParameterViews(value.substr(end)), {}};
    via.branch = via.parameters.value_of("branch");
    auto const colon = std::min(sent_by.find(':'), sent_by.size());
    via.host = sent_by.substr(0, colon);
    if (colon < sent_by.size()) {
        via.port = static_cast<std::uint16_t>(grammar::decimal(sent_by.substr(colon + 1), 65535).value_or(0));
    }
    return via;
}

TopVia outline_top_via(std::string_view value) {
    TopVia via;
    if (scan_usual_via(value, via)) return via;
    auto const view = outline_via(value);
    via = {value, view.host, view.port.value_or(via.port), view.branch};
    via.received = view.parameters.value_of("received");
    auto const rport = view.parameters.find("rport");
    via.asks_rport = rport && !rport->value;
    if (rport && rport->value)
        via.rport = static_cast<std::uint16_t>(grammar::decimal(*rport->value, 65535).value_or(0));
    return via;
}

ParameterViews address_parameters(std::string_view value) {
    value = grammar::trimmed(value);
    auto const from = !value.empty() && value.front() == '"' ? end_of_quoted(value) : 0;
    auto const bracket = value.find('<', from);
    // Without brackets every parameter is the header field's (section 20.10).
    auto const start = bracket == std::string_view::npos ? value.find(';', from) : value.find('>', bracket);
    if (start == std::string_view::npos) return {};
    return ParameterViews(value.substr(bracket == std::string_view::npos ? start : start + 1));
}

CSeqView Message::sequence() const {
    auto const& parts = content();
    auto& found = parts.found;
    if (found.sequence_found) return {found.sequence_number, parts.view(found.sequence_method)};
    auto const value = header(HeaderName::cseq);
    if (!value) return {};
    Cursor cursor(*value);
    CSeqView cseq;
    if (!read_cseq(cursor, cseq)) return {};
    found.sequence_number = cseq.number;
    found.sequence_method = parts.slice_of(cseq.method);
    found.sequence_found = true;
    return cseq;
}

TopVia Message::top_via() const {
    auto const& parts = content();
    auto const& found = parts.found;
    if (found.via_found) {
        return {parts.view(found.via_value),  parts.view(found.via_host),     found.via_port,
                parts.view(found.via_branch), parts.view(found.via_received), found.via_rport,
                found.via_asks_rport};
    }
    auto const via = outline_top_via(top_via_value(*this));
    if (!via.value.empty()) parts.note(via);
    return via;
}

void Message::Content::note(TopVia const& via) const {
    found.via_value = slice_of(via.value);
    found.via_host = slice_of(via.host);
    found.via_branch = slice_of(via.branch);
    found.via_received = slice_of(via.received);
    found.via_port = via.port;
    found.via_rport = via.rport;
    found.via_asks_rport = via.asks_rport;
    found.via_found = true;
}

std::string_view Message::tag(HeaderName from_or_to) const {
    auto const& parts = content();
    auto const is_from = from_or_to == HeaderName::from;
    auto& is_found = is_from ? parts.found.from_found : parts.found.to_found;
    auto& found = is_from ? parts.found.from_tag : parts.found.to_tag;
    if (is_found) return parts.view(found);
    auto const value = header(from_or_to);
    if (!value) return {};
    auto const tag = address_parameters(*value).value_of("tag");
    found = parts.slice_of(tag);
    is_found = true;
    return tag;
}

}  // namespace voiplab::sip
