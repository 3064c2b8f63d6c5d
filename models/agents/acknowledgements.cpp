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
    auto const known = sent_.find(response.sequence().number);
    if (known == sent_.end()) return false;
    endpoint_.repeat(known->second, to);
    return true;
}

void Acknowledgements::end_fork(sip::Message const& invite, sip::Message const& success, std::string const& contact,
                                sip::TransportAddress const& otherwise, bool rport) {
    auto dialog = sip::Dialog::of_client(invite, success);
    auto const to = next_hop(dialog).value_or(otherwise);
    auto const [known, is_new] = forks_.try_emplace(dialog.remote_address());
    if (!is_new) {
        endpoint_.repeat(known->second, to);
        return;
    }
    auto ack = dialog.ack(success.sequence().number);
    ack.add(sip::HeaderName::contact, contact);
    known->second = endpoint_.acknowledge(std::move(ack), to, rport);
    auto bye = dialog.request("BYE");
    bye.add(sip::HeaderName::contact, contact);
    endpoint_.request(std::move(bye), to, rport);
}

}  // namespace voiplab::agents
