#pragma once

#include "voiplab/models/agents/sip_endpoint.hpp"
#include "voiplab/models/sip/dialog.hpp"
#include "voiplab/models/sip/kept_message.hpp"
#include "voiplab/models/sip/message.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace voiplab::agents {

// The ACKs that one dialog has sent to 2xx responses: each repeated 2xx wants its own again (RFC 3261 section
// 13.2.2.4).
class Acknowledgements {
  public:
    explicit Acknowledgements(SipEndpoint& endpoint) : endpoint_(endpoint) {}

    // Sends the ACK to the 2xx of the INVITE with that number.
    void send(sip::Message ack, std::uint32_t invite_number, sip::TransportAddress const& to, bool rport = true);
    // True where `response` is a 2xx that had its ACK before; it has been sent again.
    bool repeat_for(sip::Message const& response, sip::TransportAddress const& to);

    // A 2xx of another callee than the one that is talked to, whom a proxy found too: it gets its ACK, and a BYE
    // (section 13.2.2.4). `fork` is its dialog, `contact` the value of our own Contact.
    void end_fork(sip::Dialog fork, sip::Message const& success, std::string const& contact,
                  sip::TransportAddress const& otherwise, bool rport = true);

  private:
    // A 2xx, by its INVITE's CSeq number and, where it is a fork's, its To.
    struct Success {
        std::uint32_t invite_number;
        std::string fork;
        bool operator==(Success const&) const = default;
    };
    struct Sent {
        Success success;
        sip::KeptMessage ack;
    };
    void send(sip::Message ack, Success const& success, sip::TransportAddress const& to, bool rport);
    bool repeat(Success const& success, sip::TransportAddress const& to);

    SipEndpoint& endpoint_;
    std::vector<Sent> sent_;
};

}  // namespace voiplab::agents
