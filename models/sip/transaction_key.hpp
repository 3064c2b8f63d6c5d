#pragma once

#include "voiplab/models/sip/message.hpp"

#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace voiplab::sip {

// What section 17.1.3 (responses) and section 17.2.3 (requests) compare.
struct TransactionKey {
    std::string branch;   // lower case: tokens compare without it (section 7.3.1)
    std::string sent_by;  // lower case, with its port; empty for a client transaction
    std::string method;   // an ACK's is INVITE

    auto operator<=>(TransactionKey const&) const = default;
};

// Of a request that is sent, and of the responses to it. nullopt where Via or CSeq is missing or malformed.
std::optional<TransactionKey> client_key(Message const& message);
// Of a request that arrived, its retransmissions and its ACK. nullopt where Via or CSeq is missing or malformed.
std::optional<TransactionKey> server_key(Message const& request);
// The key of the INVITE that a CANCEL means (section 9.2).
std::optional<TransactionKey> cancelled_key(Message const& cancel);

}  // namespace voiplab::sip
