#include "voiplab/models/sip/message.hpp"

#include "models/sip/grammar.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace voiplab::sip {
namespace {

// RFC 3261 section 20 and the later ones of IANA's registry.
constexpr std::array<std::pair<char, std::string_view>, 20> compact_forms{{
    {'a', "Accept-Contact"},
    {'b', "Referred-By"},
    {'c', "Content-Type"},
    {'d', "Request-Disposition"},
    {'e', "Content-Encoding"},
    {'f', "From"},
    {'i', "Call-ID"},
    {'j', "Reject-Contact"},
    {'k', "Supported"},
    {'l', "Content-Length"},
    {'m', "Contact"},
    {'n', "Identity-Info"},
    {'o', "Event"},
    {'r', "Refer-To"},
    {'s', "Subject"},
    {'t', "To"},
    {'u', "Allow-Events"},
    {'v', "Via"},
    {'x', "Session-Expires"},
    {'y', "Identity"},
}};

std::string_view long_form(std::string_view name) {
    if (name.size() != 1) return name;
    auto const form = std::find_if(compact_forms.begin(), compact_forms.end(),
                                   [name](auto const& entry) { return entry.first == grammar::lower(name.front()); });
    return form == compact_forms.end() ? name : form->second;
}

auto find_field(auto& headers, std::string_view name) {
    return std::find_if(headers.begin(), headers.end(),
                        [name](HeaderField const& field) { return same_header(field.name, name); });
}

}  // namespace

bool same_header(std::string_view a, std::string_view b) {
    return grammar::equal_without_case(long_form(a), long_form(b));
}

std::string_view Message::method() const {
    if (auto const* request = std::get_if<RequestLine>(&start)) return request->method;
    auto const cseq = grammar::trimmed(header("CSeq").value_or(""));
    auto const space = cseq.find_last_of(" \t");
    return space == std::string_view::npos ? std::string_view() : cseq.substr(space + 1);
}

std::optional<std::string_view> Message::header(std::string_view name) const {
    auto const field = find_field(headers, name);
    if (field == headers.end()) return std::nullopt;
    return field->value;
}

std::vector<std::string_view> Message::all(std::string_view name) const {
    std::vector<std::string_view> values;
    for (auto const& field : headers) {
        if (same_header(field.name, name)) values.emplace_back(field.value);
    }
    return values;
}

void Message::add(std::string_view name, std::string_view value) {
    headers.push_back({std::string(name), std::string(value)});
}

void Message::set(std::string_view name, std::string_view value) {
    auto const field = find_field(headers, name);
    if (field == headers.end()) {
        add(name, value);
    } else {
        field->value = value;
    }
}

void Message::remove(std::string_view name) {
    std::erase_if(headers, [name](HeaderField const& field) { return same_header(field.name, name); });
}

std::string to_bytes(Message const& message) {
    std::string bytes;
    if (auto const* request = std::get_if<RequestLine>(&message.start)) {
        bytes.append(request->method).append(" ").append(request->uri).append(" SIP/2.0\r\n");
    } else {
        auto const& status = std::get<StatusLine>(message.start);
        bytes.append("SIP/2.0 ").append(std::to_string(status.code)).append(" ").append(status.reason).append("\r\n");
    }
    for (auto const& field : message.headers) {
        bytes.append(field.name).append(field.value.empty() ? ":" : ": ").append(field.value).append("\r\n");
    }
    return bytes.append("\r\n").append(message.body);
}

}  // namespace voiplab::sip
