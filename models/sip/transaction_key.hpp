#pragma once

#include "voiplab/models/sip/message.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include <boost/container/small_vector.hpp>

namespace voiplab::sip {

// What section 17.1.3 (responses) and section 17.2.3 (requests) compare. It points into the message that it is of.
struct TransactionKey {
    std::string_view branch;   // the whole top Via of a request whose branch lacks the magic cookie
    std::string_view sent_by;  // its host; of a request without the cookie its Call-ID; empty for a client transaction
    std::uint32_t number = 0;  // its port; of a request without the cookie that of its CSeq
    bool cookie = true;        // then texts compare without case, as tokens and hosts do (sections 7.3.1, 19.1.4)
    std::string_view method;   // an ACK's is INVITE
    std::size_t hash = 0;      // of all the others; set by the functions below
    bool client = false;       // a client transaction's

    bool operator==(TransactionKey const& other) const;
};

// The same with a text of its own: a transaction is found by it long after its messages have been let go.
class KeptKey {
  public:
    void keep(TransactionKey const& key);
    [[nodiscard]] std::size_t hash() const { return hash_; }
    bool operator==(TransactionKey const& key) const { return hash_ == key.hash && view() == key; }

  private:
    [[nodiscard]] TransactionKey view() const;

    static constexpr std::size_t usual_size = 72;
    boost::container::small_vector<char, usual_size> text_;  // branch, sent-by, method
    std::uint32_t branch_size_ = 0;
    std::uint32_t sent_by_size_ = 0;
    std::uint32_t number_ = 0;
    bool cookie_ = true;
    bool client_ = false;
    std::size_t hash_ = 0;
};

// Of a request that is sent, and of the responses to it. nullopt where Via or CSeq is missing or malformed.
std::optional<TransactionKey> client_key(Message const& message);
// Of a request that arrived, its retransmissions and its ACK. nullopt where Via or CSeq is missing or malformed.
std::optional<TransactionKey> server_key(Message const& request);
// The key of the INVITE that a CANCEL means (section 9.2).
std::optional<TransactionKey> cancelled_key(Message const& cancel);

}  // namespace voiplab::sip
