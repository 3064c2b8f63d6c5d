#include "models/sip/grammar.hpp"
#include "models/sip/transaction_key.hpp"
#include "voiplab/models/sip/header_fields.hpp"
#include "voiplab/models/sip/transaction_layer.hpp"

#include <algorithm>
#include <array>
#include <cassert>

namespace voiplab::sip {

namespace {

void copy_fields(Message const& from, std::string_view name, Message& to) {
    for (auto const value : from.all(name)) {
        to.add(name, value);
    }
}

// What CANCEL and the ACK to a failure have in common: one Via, the INVITE's own, so that both reach the same
// transaction by the same way.
Message follow_invite(Message const& invite, std::string_view method, std::string_view to) {
    Message message{RequestLine{std::string(method), invite.request_uri()}, {}, {}};
    auto const cseq = parse_cseq(invite.header("CSeq").value_or(""));
    assert(cseq);
    message.add("Via", top_via_value(invite));
    message.add("Max-Forwards", "70");
    message.add("From", invite.header("From").value_or(""));
    message.add("To", to);
    message.add("Call-ID", invite.header("Call-ID").value_or(""));
    message.add("CSeq", std::to_string(cseq ? cseq->number : 0) + ' ' + std::string(method));
    copy_fields(invite, "Route", message);
    return message;
}

// Only where a response can make a dialog does its request's path matter to both ends (section 12.1.1).
bool forms_dialog(std::string_view method, int status) {
    constexpr std::array<std::string_view, 3> methods{"INVITE", "SUBSCRIBE", "REFER"};
    return status > 100 && status < 300 && std::find(methods.begin(), methods.end(), method) != methods.end();
}

std::string tagged(std::string_view to, std::string_view tag) {
    std::string value(to);
    auto const address = parse_name_address(to);
    if (!tag.empty() && (!address || address->tag().empty())) value.append(";tag=").append(tag);
    return value;
}

}  // namespace

Message make_cancel(Message const& invite) {
    return follow_invite(invite, "CANCEL", invite.header("To").value_or(""));
}

Message make_failure_ack(Message const& invite, Message const& response) {
    return follow_invite(invite, "ACK", response.header("To").value_or(""));
}

Message make_response(Message const& request, int status, std::string_view to_tag, std::string_view reason) {
    Message response{StatusLine{status, std::string(reason.empty() ? reason_phrase(status) : reason)}, {}, {}};
    copy_fields(request, "Via", response);
    response.add("From", request.header("From").value_or(""));
    response.add("To", tagged(request.header("To").value_or(""), to_tag));
    response.add("Call-ID", request.header("Call-ID").value_or(""));
    response.add("CSeq", request.header("CSeq").value_or(""));
    if (forms_dialog(request.method(), status)) copy_fields(request, "Record-Route", response);
    if (status == 100) copy_fields(request, "Timestamp", response);
    return response;
}

TransportAddress response_destination(Message const& response) {
    auto const via = top_via(response);
    auto const* const received = find_parameter(via.parameters, "received");
    auto const* const rport = find_parameter(via.parameters, "rport");
    TransportAddress destination{via.host, via.port.value_or(5060)};
    if (received != nullptr && received->value) destination.host = *received->value;
    if (rport != nullptr && rport->value) {
        auto const port = grammar::decimal(*rport->value, 65535).value_or(0);
        if (port != 0) destination.port = static_cast<std::uint16_t>(port);
    }
    return destination;
}

}  // namespace voiplab::sip
