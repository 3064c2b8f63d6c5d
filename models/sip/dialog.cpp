#include "voiplab/models/sip/dialog.hpp"

#include "models/sip/name_address_text.hpp"
#include "models/sip/request_uri.hpp"
#include "voiplab/models/sip/header_fields.hpp"

#include <algorithm>
#include <array>

namespace voiplab::sip {

namespace {

std::string field(Message const& message, std::string_view name) {
    return std::string(message.header(name).value_or(""));
}

// A dialog's peer names one Contact (section 8.1.1.8). nullopt where it is missing, "*" or malformed.
std::optional<std::string> contact_uri(Message const& message) {
    auto const contact = message.header("Contact");
    if (!contact) return std::nullopt;
    auto const values = split_list(*contact);
    if (values.empty() || !parse_name_address(values.front())) return std::nullopt;
    return std::string(uri_text(values.front()));
}

std::vector<std::string> record_route(Message const& message) {
    std::vector<std::string> routes;
    for (auto const list : message.all("Record-Route")) {
        for (auto const value : split_list(list)) {
            routes.emplace_back(value);
        }
    }
    return routes;
}

std::uint32_t sequence_number(Message const& message) {
    auto const cseq = parse_cseq(message.header("CSeq").value_or(""));
    return cseq ? cseq->number : 0;
}

bool is_loose(std::string_view route) {
    auto const address = parse_name_address(route);
    return !address || find_parameter(address->uri.parameters, "lr") != nullptr;
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
    dialog.call_id_ = field(request, "Call-ID");
    dialog.local_ = field(request, "From");
    dialog.remote_ = field(response, "To");
    dialog.remote_target_ = contact_uri(response).value_or(request.request_uri());
    dialog.route_set_ = record_route(response);
    std::reverse(dialog.route_set_.begin(), dialog.route_set_.end());
    dialog.local_sequence_ = sequence_number(request);
    return dialog;
}

Dialog Dialog::of_server(Message const& request, std::string_view local_tag) {
    Dialog dialog;
    dialog.call_id_ = field(request, "Call-ID");
    dialog.local_ = field(request, "To");
    if (tag_key(dialog.local_).empty()) dialog.local_.append(";tag=").append(local_tag);
    dialog.remote_ = field(request, "From");
    dialog.remote_target_ = contact_uri(request).value_or(std::string(uri_text(dialog.remote_)));
    dialog.route_set_ = record_route(request);
    dialog.remote_sequence_ = sequence_number(request);
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
    Message message{
        RequestLine{std::string(method), strict ? as_request_uri(uri_text(route_set_.front())) : remote_target_},
        {},
        {}};
    message.add("From", local_);
    message.add("To", remote_);
    message.add("Call-ID", call_id_);
    message.add("CSeq", std::to_string(number) + ' ' + std::string(method));
    for (std::size_t i = strict ? 1 : 0; i < route_set_.size(); ++i) {
        message.add("Route", route_set_[i]);
    }
    // A strict router takes its next hop from the first Route value, so the target comes last (section 12.2.1.1).
    if (strict) message.add("Route", '<' + remote_target_ + '>');
    return message;
}

bool Dialog::matches(Message const& message) const {
    if (message.header("Call-ID").value_or("") != call_id_) return false;
    auto const from = tag_key(message.header("From").value_or(""));
    auto const to = tag_key(message.header("To").value_or(""));
    // A response answers this side's own request, whose From is the local address.
    return message.is_request() ? from == tag_key(remote_) && to == tag_key(local_)
                                : from == tag_key(local_) && to == tag_key(remote_);
}

bool Dialog::accept_sequence(Message const& request) {
    // ACK and CANCEL carry the number of an earlier INVITE and are never answered 500.
    if (request.method() == "ACK" || request.method() == "CANCEL") return true;
    auto const number = sequence_number(request);
    if (remote_sequence_ && number < *remote_sequence_) return false;
    remote_sequence_ = number;
    return true;
}

void Dialog::refresh_target(Message const& message) {
    if (!refreshes_target(message.method())) return;
    if (message.is_response() && (message.status() < 200 || message.status() >= 300)) return;
    if (auto contact = contact_uri(message)) remote_target_ = std::move(*contact);
}

bool is_within_dialog(Message const& request) {
    auto const to = parse_name_address(request.header("To").value_or(""));
    return to && !to->tag().empty();
}

}  // namespace voiplab::sip
