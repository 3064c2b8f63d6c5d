#pragma once

#include "voiplab/models/sip/message.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace voiplab::sip {

// What is left of an INVITE that made no dialog before its call was over: enough for the dialogs of 2xx that come late
// (Dialog::of_client), and for their ACKs.
Message dialog_basis(Message const& invite);

// True where a request's To has a tag already: it belongs to a dialog, or believes so (section 12.2.2).
bool is_within_dialog(Message const& request);

// A dialog (RFC 3261 section 12): the state that both ends keep to make and judge requests within it. The local and
// remote addresses are header values as they were spelled on the wire, tags included.
class Dialog {
  public:
    // The caller's, from its INVITE and a response with a To tag (12.1.2). Where that response was provisional, the 2xx
    // makes the dialog anew, for its Record-Route replaces the early one (13.2.2.4).
    static Dialog of_client(Message const& request, Message const& response);
    // The same of a 2xx to this dialog's INVITE that comes from another callee (13.2.2.4): what the INVITE said is this
    // dialog's. Where the 2xx names no Contact, its To is the target, which the INVITE was for.
    [[nodiscard]] Dialog of_fork(Message const& success) const;
    // The callee's, from the INVITE and the tag that its responses carry (12.1.1).
    static Dialog of_server(Message const& request, std::string_view local_tag);

    // A request within the dialog (12.2.1.1): request-URI and Route from the route set, From, To, Call-ID, CSeq (the
    // next number, except for ACK and CANCEL). Via, Max-Forwards, Contact and the rest are its sender's affair.
    Message request(std::string_view method);
    // The ACK to a 2xx of the INVITE with that CSeq number (13.2.2.4).
    Message ack(std::uint32_t invite_number) const;

    // True where a message that arrived belongs to this dialog: Call-ID and both tags (12.2.2), seen from this side.
    [[nodiscard]] bool matches(Message const& message) const;
    // False for a request whose CSeq is lower than the last one's: it is answered 500 (12.2.2). Remembers the number.
    bool accept_sequence(Message const& request);
    // Takes over the Contact of a target refresh request or of its 2xx (12.2.1.2): INVITE, UPDATE, SUBSCRIBE, NOTIFY,
    // REFER. Every other message, and a Contact that is malformed, changes nothing.
    void refresh_target(Message const& message);

    [[nodiscard]] std::string const& call_id() const { return call_id_; }
    [[nodiscard]] std::string const& local_address() const { return local_; }
    [[nodiscard]] std::string const& remote_address() const { return remote_; }
    [[nodiscard]] std::string const& remote_target() const { return remote_target_; }
    [[nodiscard]] std::vector<std::string> const& route_set() const { return route_set_; }
    [[nodiscard]] std::uint32_t local_sequence() const { return local_sequence_; }
    void set_local_sequence(std::uint32_t number) { local_sequence_ = number; }

  private:
    [[nodiscard]] Message compose(std::string_view method, std::uint32_t number) const;
    // The callee, as its response tells of it; where that names no Contact, it is at that URI.
    void take_callee(Message const& response, std::string_view otherwise);

    // Where a tag stands in its address.
    struct Tag {
        std::uint32_t at = 0;
        std::uint32_t size = 0;
        [[nodiscard]] std::string_view in(std::string_view address) const { return address.substr(at, size); }
    };
    // That of the message's From or To, whose value the address is.
    static Tag tag_in(Message const& message, HeaderName from_or_to);

    std::string call_id_;
    std::string local_;
    std::string remote_;
    Tag local_tag_;
    Tag remote_tag_;
    std::string remote_target_;  // a URI
    std::vector<std::string> route_set_;
    std::uint32_t local_sequence_ = 0;  // of the last request sent; 0: none yet
    std::optional<std::uint32_t> remote_sequence_;
};

}  // namespace voiplab::sip
