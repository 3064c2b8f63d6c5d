#include "models/sip/transaction_key.hpp"

#include "models/sip/grammar.hpp"
#include "voiplab/models/sip/header_fields.hpp"

#include <utility>

namespace voiplab::sip {

namespace {

constexpr std::string_view magic_cookie = "z9hg4bk";  // z9hG4bK, section 8.1.1.7
constexpr std::uint16_t default_port = 5060;

std::optional<TransactionKey> request_key(Message const& request, std::string method) {
    auto const value = top_via_value(request);
    auto const via = view_via(value);
    auto const cseq = view_cseq(request.header(HeaderName::cseq).value_or(""));
    if (!via || !cseq) return std::nullopt;
    auto branch = grammar::lower(via->branch());
    if (branch.starts_with(magic_cookie)) {
        auto sent_by = grammar::lower(via->host) + ':' + std::to_string(via->port.value_or(default_port));
        return TransactionKey{std::move(branch), std::move(sent_by), std::move(method)};
    }
    auto const call_id = request.header("Call-ID").value_or("");
    return TransactionKey{std::string(value), std::string(call_id) + ' ' + std::to_string(cseq->number),
                          std::move(method)};
}

}  // namespace

std::optional<TransactionKey> client_key(Message const& message) {
    auto const via = view_via(top_via_value(message));
    auto const cseq = view_cseq(message.header(HeaderName::cseq).value_or(""));
    if (!via || !cseq) return std::nullopt;
    return TransactionKey{grammar::lower(via->branch()), {}, std::string(cseq->method)};
}

std::optional<TransactionKey> server_key(Message const& request) {
    auto const method = request.method();
    return request_key(request, method == "ACK" ? "INVITE" : std::string(method));
}

std::optional<TransactionKey> cancelled_key(Message const& cancel) {
    return request_key(cancel, "INVITE");
}

}  // namespace voiplab::sip
