#include "voiplab/models/sip/dialog.hpp"

#include "models/sip/grammar.hpp"
#include "models/sip/name_address_text.hpp"
#include "models/sip/request_uri.hpp"
#include "voiplab/models/sip/header_fields.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace voiplab::sip {

namespace {

std::string field(Message const& message, HeaderName name) {
    return std::string(message.header(name).value_or(""));
}

// A dialog's peer names one Contact (section 8.1.1.8). nullopt where it is missing, "*" or malformed.
std::optional<std::string> contact_uri(Message const& message) {
    auto const contact = message.header(HeaderName::contact);
    if (!contact) return std::nullopt;
    ListValues const values(*contact);
    if (values.empty()) return std::nullopt;
    auto const address = view_name_address(values.front());
    if (!address) return std::nullopt;
    return std::string(address->uri_text);
}

std::vector<std::string> record_route(Message const& message) {
    std::vector<std::string> routes;
    for (auto const list : message.all(HeaderName::record_route)) {
        for (auto const value : ListValues(list)) {
            routes.emplace_back(value);
        }
    }
    return routes;
}

bool is_loose(std::string_view route) {
    auto const address = view_name_address(route);
    return !address || address->uri.parameters.find("lr");
}

// Methods that refresh the remote target: INVITE (section 12.2), UPDATE (RFC 3311), SUBSCRIBE, NOTIFY (RFC 6665) and
// REFER (RFC 3515). A phone may well put a Contact into BYE too: it means nothing there.
bool refreshes_target(std::string_view method) {
    constexpr std::array<std::string_view, 5> methods{"INVITE", "UPDATE", "SUBSCRIBE", "NOTIFY", "REFER"};
    return std::find(methods.begin(), methods.end(), method) != methods.end();
}

}  // namespace

Dialog Dialog::of_client(Message const& request, Message const& response) {
    Dialog dialog;
    dialog.call_id_ = field(request, HeaderName::call_id);
    dialog.local_ = field(request, HeaderName::from);
    dialog.local_tag_ = tag_in(request, HeaderName::from);
    dialog.take_callee(response, request.request_uri());
    dialog.local_sequence_ = request.sequence().number;
    return dialog;
}

Dialog Dialog::of_fork(Message const& success) const {
    Dialog fork;
    fork.call_id_ = call_id_;
    fork.local_ = local_;
    fork.local_tag_ = local_tag_;
    fork.take_callee(success, uri_text(success.header(HeaderName::to).value_or("")));
    fork.local_sequence_ = success.sequence().number;
    return fork;
}

void Dialog::take_callee(Message const& response, std::string_view otherwise) {
    remote_ = field(response, HeaderName::to);
    remote_tag_ = tag_in(response, HeaderName::to);
    remote_target_ = contact_uri(response).value_or(std::string(otherwise));
    route_set_ = record_route(response);
    std::reverse(route_set_.begin(), route_set_.end());
}

Dialog Dialog::of_server(Message const& request, std::string_view local_tag) {
    Dialog dialog;
    dialog.call_id_ = field(request, HeaderName::call_id);
    dialog.local_ = field(request, HeaderName::to);
    dialog.local_tag_ = tag_in(request, HeaderName::to);
    if (dialog.local_tag_.size == 0) {
        dialog.local_.append(";tag=");
        dialog.local_tag_ = {static_cast<std::uint32_t>(dialog.local_.size()),
                             static_cast<std::uint32_t>(local_tag.size())};
        dialog.local_.append(local_tag);
    }
    dialog.remote_ = field(request, HeaderName::from);
    dialog.remote_tag_ = tag_in(request, HeaderName::from);
    dialog.remote_target_ = contact_uri(request).value_or(std::string(uri_text(dialog.remote_)));
    dialog.route_set_ = record_route(request);
    dialog.remote_sequence_ = request.sequence().number;
    return dialog;
}

Message Dialog::request(std::string_view method) {
    if (method != "ACK" && method != "CANCEL") ++local_sequence_;
    return compose(method, local_sequence_);
}

Message Dialog::ack(std::uint32_t invite_number) const {
    return compose("ACK", invite_number);
}

Message Dialog::compose(std::string_view method, std::uint32_t number) const {
    auto const strict = !route_set_.empty() && !is_loose(route_set_.front());
    auto const first_hop = strict ? as_request_uri(uri_text(route_set_.front())) : std::string();
    Message message(RequestLine{method, strict ? first_hop : remote_target_});
    message.add(HeaderName::from, local_);
    message.add(HeaderName::to, remote_);
    message.add(HeaderName::call_id, call_id_);
    fmt::format_int const digits(number);
    message.add_joined(HeaderName::cseq, {{digits.data(), digits.size()}, " ", method});
    for (std::size_t i = strict ? 1 : 0; i < route_set_.size(); ++i) {
        message.add(HeaderName::route, route_set_[i]);
    }
    // A strict router takes its next hop from the first Route value, so the target comes last (section 12.2.1.1).
    if (strict) message.add_joined(HeaderName::route, {"<", remote_target_, ">"});
    return message;
}

bool Dialog::matches(Message const& message) const {
    if (message.header(HeaderName::call_id).value_or("") != call_id_) return false;
    auto const from = message.tag(HeaderName::from);
    auto const to = message.tag(HeaderName::to);
    // A response answers this side's own request, whose From is the local address.
    auto const local = local_tag_.in(local_);
    auto const remote = remote_tag_.in(remote_);
    auto const sender = message.is_request() ? remote : local;
    auto const receiver = message.is_request() ? local : remote;
    // Tokens compare without case (section 7.3.1).
    return grammar::equal_without_case(from, sender) && grammar::equal_without_case(to, receiver);
}

Dialog::Tag Dialog::tag_in(Message const& message, HeaderName from_or_to) {
    auto const tag = message.tag(from_or_to);
    if (tag.empty()) return {};
    auto const address = *message.header(from_or_to);
    return {static_cast<std::uint32_t>(tag.data() - address.data()), static_cast<std::uint32_t>(tag.size())};
}

bool Dialog::accept_sequence(Message const& request) {
    // ACK and CANCEL carry the number of an earlier INVITE and are never answered 500.
    if (request.method() == "ACK" || request.method() == "CANCEL") return true;
    auto const number = request.sequence().number;
    if (remote_sequence_ && number < *remote_sequence_) return false;
    remote_sequence_ = number;
    return true;
}

void Dialog::refresh_target(Message const& message) {
    if (!refreshes_target(message.method())) return;
    if (message.is_response() && (message.status() < 200 || message.status() >= 300)) return;
    if (auto contact = contact_uri(message)) remote_target_ = std::move(*contact);
}

Message dialog_basis(Message const& invite) {
    return invite.excerpt({HeaderName::from, HeaderName::to, HeaderName::call_id, HeaderName::cseq});
}

bool is_within_dialog(Message const& request) {
    return !request.tag(HeaderName::to).empty();
}

}  // namespace voiplab::sip
