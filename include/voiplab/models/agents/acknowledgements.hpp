#pragma once

#include "voiplab/models/agents/sip_endpoint.hpp"
#include "voiplab/models/sip/dialog.hpp"
#include "voiplab/models/sip/message.hpp"

#include <cstdint>
#include <map>
#include <string>

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
    // (section 13.2.2.4). `contact` is the value of our own Contact.
    void end_fork(sip::Message const& invite, sip::Message const& success, std::string const& contact,
                  sip::TransportAddress const& otherwise, bool rport = true);

  private:
    SipEndpoint& endpoint_;
    std::map<std::string, sip::Message> forks_;   // the ACKs to those, by their To
    std::map<std::uint32_t, sip::Message> sent_;  // by their INVITE's CSeq number
};

}  // namespace voiplab::agents
