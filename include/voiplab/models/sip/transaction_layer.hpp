#pragma once

#include "voiplab/models/sip/message.hpp"
#include "voiplab/models/sip/transaction.hpp"
#include "voiplab/sim/time.hpp"

#include <cassert>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include <boost/container/small_vector.hpp>

namespace voiplab::sip {

// Where a message goes to or came from, as UDP sees it.
struct TransportAddress {
    std::string host;  // dotted quad
    std::uint16_t port = 5060;
    auto operator<=>(TransportAddress const&) const = default;
};

// Names one transaction for the life of its layer; never used twice.
struct TransactionId {
    std::uint64_t value = 0;
    static constexpr unsigned slot_bits = 24;

    // `serial` grows from one transaction to the next.
    static constexpr TransactionId of(std::uint64_t serial, std::uint32_t slot) {
        assert(slot < 1U << slot_bits);
        return {serial << slot_bits | slot};
    }
    // A small number that no other transaction of the layer has while this one lives: a place in a table.
    [[nodiscard]] constexpr std::uint32_t slot() const {
        return static_cast<std::uint32_t>(value & ((1U << slot_bits) - 1));
    }
    auto operator<=>(TransactionId const&) const = default;
};

// What a transaction user hears.
// A new request, ACK aside; a retransmission never comes here. Answer it through respond().
struct RequestArrived {
    TransactionId transaction;
    Message request;
    TransportAddress from;
};
// An ACK that belongs to no server transaction: the one to a 2xx (section 13.3.1.4).
struct AckArrived {
    Message ack;
    TransportAddress from;
};
// A CANCEL arrives as RequestArrived; `cancelled` of the layer tells which INVITE it means.

// A response of a client transaction: every provisional one, and each 2xx to an INVITE (RFC 6026: also repeated and
// forked ones), else the first final one. The ACK to a non-2xx final response is the transaction's own affair.
struct ResponseArrived {
    TransactionId transaction;
    Message response;
    TransportAddress from;
};
// A response that matches no transaction.
struct StrayResponse {
    Message response;
    TransportAddress from;
};
// A server transaction's user has been silent for `trying_after`: it should respond with 100 now.
struct TryingDue {
    TransactionId transaction;
};
// Timer B or F: no final response came (to be treated as 408, section 8.1.3.1). Timer H: no ACK came.
struct TransactionTimedOut {
    TransactionId transaction;
    char timer = 'B';
};
// The transaction is gone; its id names nothing any more.
struct TransactionTerminated {
    TransactionId transaction;
};

using TransactionEvent = std::variant<RequestArrived, AckArrived, ResponseArrived, StrayResponse, TryingDue,
                                      TransactionTimedOut, TransactionTerminated>;

struct Transmission {
    Message message;
    TransportAddress to;
};

// What an input caused: messages to be sent, in order, and news for the transaction user, in order.
struct TransactionEffects {
    // Room for what one input causes as a rule.
    boost::container::small_vector<Transmission, 2> transmissions;
    boost::container::small_vector<TransactionEvent, 2> events;
};

// The transaction layer of one SIP element (RFC 3261 section 17, as corrected by RFC 6026): the four state machines and
// the matching of messages to them (17.1.3, 17.2.3). Requests whose branch lacks the magic cookie are matched by the
// whole value of their top Via, their Call-ID and the number of their CSeq, which is narrower than RFC 2543's rules:
// a retransmission repeats all three. Sans-IO: it holds no socket and no clock; every input carries the time, and
// `deadline` says when the next `advance` is due, `next_action` when it can no longer be put off.
class TransactionLayer {
  public:
    static constexpr std::size_t default_capacity = 1U << 18U;

    // While `capacity` transactions live, new requests from the network are dropped as if the network had lost them.
    explicit TransactionLayer(TransactionTimers timers = {}, std::size_t capacity = default_capacity);
    ~TransactionLayer();
    TransactionLayer(TransactionLayer&&) noexcept;
    TransactionLayer& operator=(TransactionLayer&&) noexcept;

    // Opens a client transaction; the request's top Via must carry a branch of its own. The machine is chosen by the
    // method. Not for ACK.
    TransactionId request(Message request, TransportAddress const& to, sim::Time now, TransactionEffects& effects);
    // Sends a response through a server transaction, to where its own top Via says. After a final response nothing more
    // is sent, save that a 2xx to an INVITE may be repeated (section 13.3.1.4). Ignored where the transaction has
    // terminated.
    void respond(TransactionId transaction, Message response, sim::Time now, TransactionEffects& effects);
    // A message arrived from the network. It finds no transaction any more that ended before `now`, advance() called
    // or not.
    void receive(Message message, TransportAddress const& from, sim::Time now, TransactionEffects& effects);
    // Fires every timer that is due at `now`.
    void advance(sim::Time now, TransactionEffects& effects);
    // When the earliest timer fires.
    [[nodiscard]] std::optional<sim::Time> deadline() const;
    // The same of the timers that do more than end a transaction: until then nobody has to call advance(), and what
    // has ended goes with the next message that arrives.
    [[nodiscard]] std::optional<sim::Time> next_action() const;

    // Forgets a transaction: an INVITE that got no final response within 64 T1 of its CANCEL (section 9.1), or one that
    // the transport could not send (section 17.1.4). Ignored where the transaction has terminated.
    void abandon(TransactionId transaction, TransactionEffects& effects);

    // Moves the moment at which a server transaction that is still silent asks for its 100.
    void set_trying_due(TransactionId transaction, sim::Time at);
    // The INVITE server transaction that a CANCEL request means (section 9.2); nullopt if there is none.
    [[nodiscard]] std::optional<TransactionId> cancelled(Message const& cancel, sim::Time now) const;
    // The server transaction that a request belongs to already, where it is a retransmission; nullopt where it is new.
    [[nodiscard]] std::optional<TransactionId> server_transaction_of(Message const& request, sim::Time now) const;
    // The request that opened a transaction, until its final response at the least; nullptr once it has been let go.
    [[nodiscard]] Message const* request_of(TransactionId transaction) const;
    // Transactions that have not terminated, and those that nobody has heard of yet that they have.
    [[nodiscard]] std::size_t size() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

// A CANCEL for a pending INVITE (section 9.1): the INVITE's request-URI, top Via, To, From, Call-ID, Route, and the
// number of its CSeq.
Message make_cancel(Message const& invite);
// The ACK that a client transaction sends to a non-2xx final response (section 17.1.1.3).
Message make_failure_ack(Message const& invite, Message const& response);
// A response with the fields copied from its request, verbatim (section 8.2.6.2): Via, From, To, Call-ID, CSeq; To gets
// `to_tag` where the request's had none and `to_tag` is not empty. Without Content-Length.
Message make_response(Message const& request, int status, std::string_view to_tag, std::string_view reason = {});
// Where a response goes: the top Via's received and rport, else its sent-by (section 18.2.2, RFC 3581).
TransportAddress response_destination(Message const& response);

}  // namespace voiplab::sip
