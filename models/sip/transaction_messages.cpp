#include "voiplab/models/sip/header_fields.hpp"
#include "voiplab/models/sip/transaction_layer.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace voiplab::sip {

namespace {

// What CANCEL and the ACK to a failure have in common: one Via, the INVITE's own, so that both reach the same
// transaction by the same way.
Message follow_invite(Message const& invite, std::string_view method, std::string_view to) {
    Message message(RequestLine{method, invite.request_uri()});
    message.add(HeaderName::via, invite.top_via().value);
    message.add(HeaderName::max_forwards, "70");
    message.add(HeaderName::from, invite.header(HeaderName::from).value_or(""));
    message.add(HeaderName::to, to);
    message.add(HeaderName::call_id, invite.header(HeaderName::call_id).value_or(""));
    fmt::format_int const number(invite.sequence().number);
    message.add_joined(HeaderName::cseq, {{number.data(), number.size()}, " ", method});
    message.add_from(invite, HeaderName::route);
    return message;
}

// Only where a response can make a dialog does its request's path matter to both ends (section 12.1.1).
bool forms_dialog(std::string_view method, int status) {
    constexpr std::array<std::string_view, 3> methods{"INVITE", "SUBSCRIBE", "REFER"};
    return status > 100 && status < 300 && std::find(methods.begin(), methods.end(), method) != methods.end();
}

// Of a field that a message has once.
void add_single(Message const& from, HeaderName name, Message& to) {
    if (from.find(name) == from.field_count()) {
        to.add(name, "");
    } else {
        to.add_from(from, name);
    }
}

}  // namespace

Message make_cancel(Message const& invite) {
    return follow_invite(invite, "CANCEL", invite.header(HeaderName::to).value_or(""));
}

// Table 2 lets it carry the INVITE's Contact.
Message make_failure_ack(Message const& invite, Message const& response) {
    auto ack = follow_invite(invite, "ACK", response.header(HeaderName::to).value_or(""));
    ack.add_from(invite, HeaderName::contact);
    return ack;
}

Message make_response(Message const& request, int status, std::string_view to_tag, std::string_view reason) {
    Message response(StatusLine{status, reason.empty() ? reason_phrase(status) : reason});
    response.add_from(request, HeaderName::via);
    add_single(request, HeaderName::from, response);
    if (to_tag.empty() || !request.tag(HeaderName::to).empty()) {
        add_single(request, HeaderName::to, response);
    } else {
        response.add_joined(HeaderName::to, {request.header(HeaderName::to).value_or(""), ";tag=", to_tag});
    }
    add_single(request, HeaderName::call_id, response);
    add_single(request, HeaderName::cseq, response);
    if (forms_dialog(request.method(), status)) response.add_from(request, HeaderName::record_route);
    if (status == 100) response.add_from(request, HeaderName::timestamp);
    return response;
}

TransportAddress response_destination(Message const& response) {
    auto const via = response.top_via();
    return {std::string(via.received.empty() ? via.host : via.received), via.rport != 0 ? via.rport : via.port};
}

}  // namespace voiplab::sip
