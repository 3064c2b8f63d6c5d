#include "voiplab/models/agents/proxied_request.hpp"

#include "voiplab/models/sip/proxy_forwarding.hpp"

#include <algorithm>
#include <utility>

namespace voiplab::agents {

ProxiedRequest::ProxiedRequest(SipEndpoint& endpoint, sip::RequestArrived const& event, std::string to_tag)
    : endpoint_(endpoint),
      server_(event.transaction),
      request_(event.request),
      to_tag_(std::move(to_tag)),
      context_(is_invite()) {}

sip::TransactionId ProxiedRequest::forward(sip::Message copy, sip::TransportAddress const& to) {
    auto const number = context_.add_branch();
    auto& branch = branches_.emplace_back(endpoint_.context().scheduler, [this, number] { lose_patience(number); });
    branch.client = endpoint_.forward(std::move(copy), to);
    branch.to = to;
    if (is_invite()) branch.timer.arm_in(timer_c);
    return branch.client;
}

void ProxiedRequest::take(sip::TransactionId client, sip::Message const& response) {
    auto const number = number_of(client);
    auto& branch = branches_[number];
    auto stripped = sip::without_own_via(response, to_transport_address(endpoint_.address()));
    if (response.status() < 200) {
        note_provisional(branch, response.status());
    } else {
        branch.timer.cancel();
        // Whoever answered has lost the way back: the transaction is over all the same.
        if (!stripped) stripped = silence();
    }
    if (stripped) pass_on(number, *std::move(stripped));
    if (branch.cancel_wanted && context_.pending(number)) cancel(branch);
}

// Section 16.7, step 2: whoever rings has 3 minutes more.
void ProxiedRequest::note_provisional(Branch& branch, int status) {
    branch.provisional = true;
    if (is_invite() && status > 100 && !branch.cancel_sent) branch.timer.arm_in(timer_c);
}

void ProxiedRequest::pass_on(std::size_t number, sip::Message response) {
    auto verdict = context_.take(number, std::move(response));
    if (verdict.upstream) answer(*std::move(verdict.upstream));
    if (verdict.cancel_others) cancel_pending();
}

void ProxiedRequest::answer(sip::Message response) {
    if (response.status() == 408 && !is_invite()) {
        // Whoever waits has been waiting as long, and would find no transaction for it any more (RFC 4320 section 4.2).
        endpoint_.abandon(server_);
    } else {
        endpoint_.relay(server_, std::move(response));
    }
}

void ProxiedRequest::take_silence(sip::TransactionId client) {
    auto const number = number_of(client);
    branches_[number].timer.cancel();
    pass_on(number, silence());
}

void ProxiedRequest::cancel_pending() {
    if (!is_invite()) return;
    for (std::size_t number = 0; number < branches_.size(); ++number) {
        if (context_.pending(number)) cancel(branches_[number]);
    }
}

void ProxiedRequest::cancel(Branch& branch) {
    branch.cancel_wanted = true;
    if (!branch.provisional || branch.cancel_sent) return;
    auto const* const invite = endpoint_.transactions().request_of(branch.client);
    if (invite == nullptr) return;
    branch.cancel_sent = true;
    // Section 9.1: the INVITE counts as cancelled when its final response does not come in that time.
    branch.timer.arm_in(sip::TransactionTimers{}.patience());
    auto request = sip::make_cancel(*invite);
    request.add(sip::HeaderName::content_length, "0");
    endpoint_.forward(std::move(request), branch.to);
}

void ProxiedRequest::lose_patience(std::size_t number) {
    auto& branch = branches_[number];
    if (!branch.cancel_sent && branch.provisional) return cancel(branch);  // section 16.8
    // The last of the transactions may go with this one, and the request with it.
    auto const alive = shared_from_this();
    pass_on(number, silence());
    endpoint_.abandon(branch.client);
}

std::size_t ProxiedRequest::number_of(sip::TransactionId client) const {
    auto const found = std::find_if(branches_.begin(), branches_.end(),
                                    [client](Branch const& branch) { return branch.client == client; });
    return static_cast<std::size_t>(found - branches_.begin());
}

sip::Message ProxiedRequest::silence() const {
    auto response = sip::make_response(request_, 408, to_tag_);
    response.add(sip::HeaderName::content_length, "0");
    return response;
}

}  // namespace voiplab::agents
