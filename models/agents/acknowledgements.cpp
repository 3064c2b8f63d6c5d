#include "voiplab/models/agents/acknowledgements.hpp"

#include "voiplab/models/sip/header_fields.hpp"

#include <algorithm>
#include <utility>

namespace voiplab::agents {

void Acknowledgements::send(sip::Message ack, std::uint32_t invite_number, sip::TransportAddress const& to,
                            bool rport) {
    send(std::move(ack), {invite_number, {}}, to, rport);
}

bool Acknowledgements::repeat_for(sip::Message const& response, sip::TransportAddress const& to) {
    if (response.status() < 200 || response.status() >= 300 || response.method() != "INVITE") return false;
    return repeat({response.sequence().number, {}}, to);
}

void Acknowledgements::end_fork(sip::Dialog fork, sip::Message const& success, std::string const& contact,
                                sip::TransportAddress const& otherwise, bool rport) {
    auto const to = next_hop(fork).value_or(otherwise);
    Success const accepted{success.sequence().number, fork.remote_address()};
    if (repeat(accepted, to)) return;
    auto ack = fork.ack(accepted.invite_number);
    ack.add(sip::HeaderName::contact, contact);
    send(std::move(ack), accepted, to, rport);
    auto bye = fork.request("BYE");
    bye.add(sip::HeaderName::contact, contact);
    endpoint_.request(std::move(bye), to, rport);
}

void Acknowledgements::send(sip::Message ack, Success const& success, sip::TransportAddress const& to, bool rport) {
    sent_.push_back({success, sip::KeptMessage(endpoint_.acknowledge(std::move(ack), to, rport))});
}

bool Acknowledgements::repeat(Success const& success, sip::TransportAddress const& to) {
    auto const known =
        std::find_if(sent_.begin(), sent_.end(), [&](Sent const& sent) { return sent.success == success; });
    if (known == sent_.end()) return false;
    if (auto const ack = known->ack.message()) endpoint_.repeat(*ack, to);
    return true;
}

}  // namespace voiplab::agents
