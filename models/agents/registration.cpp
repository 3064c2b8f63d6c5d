#include "voiplab/models/agents/registration.hpp"

#include "voiplab/models/sip/header_fields.hpp"
#include "voiplab/models/sip/session_timer.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace voiplab::agents {

namespace {

// How long a phone waits before it asks a registrar again that did not answer.
constexpr sim::Duration retry_after_silence = std::chrono::seconds(30);

std::optional<sim::Duration> seconds_of(std::string_view text) {
    return sip::take_delta_seconds(text);
}

// How long the registrar keeps our binding: the parameter of our Contact, else Expires, else what was asked
// (section 10.2.4).
sim::Duration granted(sip::Message const& response, std::string_view own_contact, sim::Duration asked) {
    std::string text(response.header(sip::HeaderName::expires).value_or(""));
    auto const own = sip::parse_name_address(own_contact);
    for (auto const field : response.all(sip::HeaderName::contact)) {
        for (auto const value : sip::split_list(field)) {
            auto const contact = sip::parse_name_address(value);
            if (!contact || !own || !sip::equivalent(contact->uri, own->uri)) continue;
            auto const* const expires = sip::find_parameter(contact->parameters, "expires");
            if (expires != nullptr && expires->value) text = *expires->value;
        }
    }
    return seconds_of(text).value_or(asked);
}

// A tenth of the time in hand, at least five seconds: enough for a REGISTER to be lost a few times.
sim::Duration refresh_after(sim::Duration lifetime) {
    auto const margin = std::max<sim::Duration>(lifetime / 10, std::chrono::seconds(5));
    return std::max<sim::Duration>(lifetime - margin, std::chrono::seconds(1));
}

}  // namespace

Registration::Registration(SipEndpoint& endpoint, Account account, RegistrationTarget target, ThinkingTime& resend,
                           Outcome outcome)
    : endpoint_(endpoint),
      account_(std::move(account)),
      target_(std::move(target)),
      resend_(resend),
      outcome_(std::move(outcome)),
      sequence_(endpoint.profile().first_cseq),
      timer_(endpoint.context().scheduler, [this] { send(); }),
      removal_timer_(endpoint.context().scheduler, [this] { remove(); }) {}

void Registration::start(RegisterOptions const& options) {
    auto& identifiers = endpoint_.identifiers();
    call_id_ = identifiers.draw(endpoint_.profile().identifiers.call_id, endpoint_.now());
    from_tag_ = identifiers.draw(endpoint_.profile().identifiers.tag, endpoint_.now());
    refresh_ = options.refresh;
    timer_.arm(options.at);
    if (options.until) removal_timer_.arm(*options.until);
}

void Registration::stop() {
    refresh_ = false;
    timer_.cancel();
    removal_timer_.cancel();
}

// An Expires of zero (section 10.2.2).
void Registration::remove() {
    removing_ = true;
    authorization_.reset();
    timer_.cancel();
    send();
}

void Registration::send() {
    sip::Message request{sip::RequestLine{"REGISTER", target_.registrar_uri}};
    request.add(sip::HeaderName::from, target_.address_of_record + ";tag=" + from_tag_);
    request.add(sip::HeaderName::to, target_.address_of_record);
    request.add(sip::HeaderName::call_id, call_id_);
    request.add(sip::HeaderName::cseq, fmt::format("{} REGISTER", sequence_++));
    request.add(sip::HeaderName::contact, target_.contact);
    request.add(sip::HeaderName::expires, sip::to_seconds(removing_ ? sim::Duration{} : target_.expires));
    if (authorization_) request.add(*authorization_);
    transaction_ = endpoint_.request(std::move(request), target_.registrar);
}

bool Registration::handle(sip::ResponseArrived const& event) {
    if (event.transaction != transaction_) return false;
    auto const status = event.response.status();
    if (status < 200) return true;
    transaction_.reset();
    if (auto const challenge = challenge_of(event.response); challenge && !authorization_) {
        authorization_ = answer_challenge(*challenge, status == 407, "REGISTER", target_.registrar_uri, account_,
                                          endpoint_.profile(), endpoint_.identifiers(), endpoint_.now());
        timer_.arm_in(resend_.next());
        return true;
    }
    finish(event.response);
    return true;
}

bool Registration::handle(sip::TransactionTimedOut const& event) {
    if (event.transaction != transaction_) return false;
    transaction_.reset();
    authorization_.reset();
    if (refresh_ && !removing_) timer_.arm_in(retry_after_silence);
    outcome_(408, false);
    return true;
}

void Registration::finish(sip::Message const& response) {
    authorization_.reset();
    auto const status = response.status();
    auto const minimum =
        status == 423 ? seconds_of(response.header(sip::HeaderName::min_expires).value_or("")) : std::nullopt;
    if (minimum && *minimum > target_.expires) {
        // The registrar finds the time too brief and says what it would take (section 10.2.8).
        target_.expires = *minimum;
        send();
        return;
    }
    if (status < 300 && refresh_ && !removing_) {
        timer_.arm_in(refresh_after(granted(response, target_.contact, target_.expires)));
    }
    outcome_(status, status < 300 && removing_);
}

}  // namespace voiplab::agents
