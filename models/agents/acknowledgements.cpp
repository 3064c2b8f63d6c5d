#include "voiplab/models/agents/acknowledgements.hpp"

#include "voiplab/models/sip/header_fields.hpp"

#include <utility>

namespace voiplab::agents {

void Acknowledgements::send(sip::Message ack, std::uint32_t invite_number, sip::TransportAddress const& to,
                            bool rport) {
    sent_[invite_number] = endpoint_.acknowledge(std::move(ack), to, rport);
}

bool Acknowledgements::repeat_for(sip::Message const& response, sip::TransportAddress const& to) {
    if (response.status() < 200 || response.status() >= 300 || response.method() != "INVITE") return false;
    auto const known = sent_.find(sip::parse_cseq(*response.header("CSeq"))->number);
    if (known == sent_.end()) return false;
    endpoint_.repeat(known->second, to);
    return true;
}

}  // namespace voiplab::agents
