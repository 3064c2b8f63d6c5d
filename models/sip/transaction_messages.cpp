#include "models/sip/grammar.hpp"
#include "models/sip/transaction_key.hpp"
#include "voiplab/models/sip/header_fields.hpp"
#include "voiplab/models/sip/transaction_layer.hpp"

#include <algorithm>
#include <array>
#include <cassert>

namespace voiplab::sip {

namespace {

void copy_fields(Message const& from, HeaderName name, Message& to) {
    for (auto const value : from.all(name)) {
        to.add(name, value);
    }
}

// What CANCEL and the ACK to a failure have in common: one Via, the INVITE's own, so that both reach the same
// transaction by the same way.
Message follow_invite(Message const& invite, std::string_view method, std::string_view to) {
    Message message(RequestLine{method, invite.request_uri()});
    message.add(HeaderName::via, invite.top_via().value);
    message.add(HeaderName::max_forwards, "70");
    message.add(HeaderName::from, invite.header(HeaderName::from).value_or(""));
    message.add(HeaderName::to, to);
    message.add(HeaderName::call_id, invite.header(HeaderName::call_id).value_or(""));
    message.add(HeaderName::cseq, std::to_string(invite.sequence().number) + ' ' + std::string(method));
    copy_fields(invite, HeaderName::route, message);
    return message;
}

// Only where a response can make a dialog does its request's path matter to both ends (section 12.1.1).
bool forms_dialog(std::string_view method, int status) {
    constexpr std::array<std::string_view, 3> methods{"INVITE", "SUBSCRIBE", "REFER"};
    return status > 100 && status < 300 && std::find(methods.begin(), methods.end(), method) != methods.end();
}

std::string tagged(std::string_view to, std::string_view tag) {
    std::string value(to);
    if (!tag.empty() && address_parameters(to).value_of("tag").empty()) value.append(";tag=").append(tag);
    return value;
}

}  // namespace

Message make_cancel(Message const& invite) {
    return follow_invite(invite, "CANCEL", invite.header(HeaderName::to).value_or(""));
}

Message make_failure_ack(Message const& invite, Message const& response) {
    return follow_invite(invite, "ACK", response.header(HeaderName::to).value_or(""));
}

Message make_response(Message const& request, int status, std::string_view to_tag, std::string_view reason) {
    Message response(StatusLine{status, reason.empty() ? reason_phrase(status) : reason});
    copy_fields(request, HeaderName::via, response);
    response.add(HeaderName::from, request.header(HeaderName::from).value_or(""));
    response.add(HeaderName::to, tagged(request.header(HeaderName::to).value_or(""), to_tag));
    response.add(HeaderName::call_id, request.header(HeaderName::call_id).value_or(""));
    response.add(HeaderName::cseq, request.header(HeaderName::cseq).value_or(""));
    if (forms_dialog(request.method(), status)) copy_fields(request, HeaderName::record_route, response);
    if (status == 100) copy_fields(request, HeaderName::timestamp, response);
    return response;
}

TransportAddress response_destination(Message const& response) {
    auto const via = outline_via(top_via_value(response));
    TransportAddress destination{std::string(via.host), via.port.value_or(5060)};
    if (auto const received = via.parameters.value_of("received"); !received.empty()) destination.host = received;
    auto const port = grammar::decimal(via.parameters.value_of("rport"), 65535).value_or(0);
    if (port != 0) destination.port = static_cast<std::uint16_t>(port);
    return destination;
}

}  // namespace voiplab::sip
